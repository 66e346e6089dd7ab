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

}  // namespace vplatform::detail
