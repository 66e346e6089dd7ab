#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "vplatform/page.hpp"
#include "vplatform/result.hpp"

namespace vplatform::cli {

/// All pages of a list; `fetch` gives the page at a token. A platform that sends us round in circles is an
/// error, never a short list.
template <class T, class Fetch>
[[nodiscard]] Result<std::vector<T>> all_pages(const std::string& instance, Fetch fetch) {
  std::vector<T> all;
  std::set<std::string> seen;
  PageToken from;
  do {
    Result<Page<T>> page = fetch(from);
    if (!page) return Failure{page.error()};
    for (auto& item : page->items) all.push_back(std::move(item));
    from = page->next;
    if (!seen.insert(from.value).second) {
      return fail(ErrorCode::bad_response, instance + " names the same page of its list again");
    }
  } while (!from.empty());
  return all;
}

}  // namespace vplatform::cli
