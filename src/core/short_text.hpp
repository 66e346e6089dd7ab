#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace vplatform::detail {

/// The bytes from there on as a number, in the machine's own order.
template <class Number>
[[nodiscard]] Number number_at(const char* from) noexcept {
  Number number = 0;
  std::memcpy(&number, from, sizeof number);
  return number;
}

template <class Number>
[[nodiscard]] bool same_at(std::string_view a, std::string_view b, std::size_t at) noexcept {
  return number_at<Number>(a.data() + at) == number_at<Number>(b.data() + at);
}

/// As ==, without the call that is most of what comparing a few letters costs.
[[nodiscard]] inline bool same_text(std::string_view a, std::string_view b) noexcept {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  if (size < 4 || size > 16) return a == b;
  // The first bytes and the last ones, some of which may be the same.
  if (size < 8) return same_at<std::uint32_t>(a, b, 0) && same_at<std::uint32_t>(a, b, size - 4);
  return same_at<std::uint64_t>(a, b, 0) && same_at<std::uint64_t>(a, b, size - 8);
}

/// Whether eight bytes are the same as eight others but for the case of ASCII letters.
[[nodiscard]] inline bool same_letters(std::uint64_t a, std::uint64_t b) noexcept {
  constexpr std::uint64_t each = 0x0101010101010101U;
  const std::uint64_t differing = a ^ b;
  if (differing == 0) return true;
  if ((differing & ~(each * 0x20)) != 0) return false;
  // The highest bit of each byte that is a letter: no sum goes beyond its byte.
  const std::uint64_t low = (a | each * 0x20) & each * 0x7F;
  const std::uint64_t letters = (low + each * (0x80 - 'a')) & ~(low + each * (0x7F - 'z')) & ~a & each * 0x80;
  return (differing << 2 & ~letters) == 0;
}

/// Whether two names are the same but for the case of ASCII letters.
[[nodiscard]] inline bool same_name(std::string_view a, std::string_view b) noexcept {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  const auto same = [&](std::size_t at) {
    return same_letters(number_at<std::uint64_t>(a.data() + at), number_at<std::uint64_t>(b.data() + at));
  };
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8) {
      if (!same(at)) return false;
    }
    return same(size - 8);
  }
  for (std::size_t at = 0; at < size; ++at) {
    if (!same_letters(number_at<unsigned char>(a.data() + at), number_at<unsigned char>(b.data() + at)))
      return false;
  }
  return true;
}

}  // namespace vplatform::detail
