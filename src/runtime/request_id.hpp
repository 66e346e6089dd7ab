#pragma once

#include <span>
#include <string>

#include "vplatform/header.hpp"

namespace vplatform::detail {

/// The id that a platform gave the request, cleaned for logs; empty where it sends none.
[[nodiscard]] std::string request_id_of(std::span<const Header> headers);

}  // namespace vplatform::detail
