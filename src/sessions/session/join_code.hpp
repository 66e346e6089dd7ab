#pragma once

#include <string>
#include <string_view>

namespace vplatform::sessions {

inline constexpr int shortest_join_code = 6;
inline constexpr int longest_join_code = 32;

/// A join code of so many letters and digits that nobody mixes up, made from a random text.
[[nodiscard]] std::string make_join_code(int length, std::string_view random);

/// A code as it was made: people type it in small letters, with blanks and hyphens. Empty where no code can
/// look like that.
[[nodiscard]] std::string normalized_join_code(std::string_view typed);

/// What a code is looked up by. A look-up compares until the first difference, and how long it takes tells
/// how far that is; of a digest that says nothing about the code, so no code is found letter by letter.
[[nodiscard]] std::string join_code_digest(std::string_view code);

}  // namespace vplatform::sessions
