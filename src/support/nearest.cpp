#include "support/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace vplatform::detail {

namespace {

constexpr std::size_t longest_name = 64;  // keeps the cost of nonsense down

// Letters added, dropped, changed, and neighbours swapped.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

// Three edits, or a third of a long name; fewer for short ones, in which three edits make any name of any
// other.
std::size_t furthest(std::size_t length) {
  return std::max(std::min<std::size_t>(3, length / 2), length / 3);
}

bool is_cut_short(std::string_view name, std::string_view whole) {
  return name.size() >= 4 && whole.starts_with(name);
}

}  // namespace

std::optional<std::string> nearest(std::string_view name, std::span<const std::string> names) {
  if (name.size() > longest_name) return std::nullopt;
  std::optional<std::string> best;
  std::size_t best_distance = furthest(name.size()) + 1;
  for (const auto& candidate : names) {
    const std::size_t edits = is_cut_short(name, candidate) ? 1 : distance(name, candidate);
    if (edits >= best_distance) continue;
    best = candidate;
    best_distance = edits;
  }
  return best;
}

}  // namespace vplatform::detail
