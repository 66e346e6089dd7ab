#pragma once

#include <string>
#include <vector>

namespace vplatform {

/// Where a list goes on. Empty asks for the first page; opaque, and good for the instance that gave it.
struct PageToken {
  std::string value{};

  [[nodiscard]] bool empty() const noexcept { return value.empty(); }
  friend bool operator==(const PageToken&, const PageToken&) = default;
};

/// A part of a list. A page may be empty and still have a next one.
template <class T>
struct Page {
  std::vector<T> items{};
  PageToken next{};  ///< Empty after the last page.
};

}  // namespace vplatform
