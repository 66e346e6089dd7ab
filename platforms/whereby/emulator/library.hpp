#pragma once

#include <optional>

#include "emulator/happenings.hpp"
#include "emulator/http.hpp"

namespace vplatform::platforms::whereby::emulation {

/// Answers for `/recordings`, `/transcriptions` and `/insights`; nothing for what is not there.
[[nodiscard]] std::optional<HttpResponse> answer_from_library(const HttpRequest& request,
                                                              const Target& target, Happenings& happenings,
                                                              TimePoint now);

/// What a call that is not about meetings costs, by the price list of 2026-01.
[[nodiscard]] int price_of(const HttpRequest& request, const Target& target);

}  // namespace vplatform::platforms::whereby::emulation
