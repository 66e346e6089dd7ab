#pragma once

#include <span>
#include <string>

#include "vplatform/result.hpp"

namespace vplatform::cli {

/// The one of `all` that has this name by `to_string`. Errors: `invalid_argument` with all names.
template <class Enum>
[[nodiscard]] Result<Enum> read_name(const std::string& option, const std::string& text,
                                     std::span<const Enum> all) {
  std::string names;
  for (const Enum one : all) {
    if (text == to_string(one)) return one;
    names += (names.empty() ? "" : ", ") + std::string(to_string(one));
  }
  return fail(ErrorCode::invalid_argument, option + " '" + text + "' is none of " + names);
}

}  // namespace vplatform::cli
