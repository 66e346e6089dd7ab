#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/page.hpp"
#include "vplatform/result.hpp"

namespace vplatform::platforms::mock {

constexpr std::size_t page_size = 100;

/// `<list>:<where it goes on>`
[[nodiscard]] PageToken page_token(std::string_view list, std::string_view where);

/// Where it goes on; empty for the first page. Errors: `invalid_argument` for a token that is not this
/// list's.
[[nodiscard]] Result<std::string> read_page_token(std::string_view list, const PageToken& token);

/// The same as a number; `first` for the first page.
[[nodiscard]] Result<std::uint64_t> read_page_number(std::string_view list, const PageToken& token,
                                                     std::uint64_t first);

constexpr std::uint64_t newest = std::numeric_limits<std::uint64_t>::max();

/// A page of `found`, which holds one more than a page where there is a next one.
template <class T, class Entry>
[[nodiscard]] Page<T> page_of(std::string_view list, std::vector<Entry> found) {
  Page<T> page;
  if (found.size() > page_size) {
    found.resize(page_size);
    page.next = page_token(list, std::to_string(found.back().serial));
  }
  for (auto& one : found) page.items.push_back(std::move(one.told));
  return page;
}

}  // namespace vplatform::platforms::mock
