#pragma once

#include <string>

#include "vplatform/selector.hpp"

namespace vplatform::cli {

/// Why a platform was chosen, for people: `rule daily-ramp, bucket 436916 of 1000000`.
[[nodiscard]] std::string why(const Decision& decision);

/// `daily, by force: cordoned`
[[nodiscard]] std::string in_words(const PassedOver& passed_over);

}  // namespace vplatform::cli
