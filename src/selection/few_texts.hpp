#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/short_text.hpp"

namespace vplatform::detail {

/// A few texts, one of which a room's attribute may be. Most others are told from them by their length alone.
class FewTexts {
 public:
  FewTexts() = default;
  explicit FewTexts(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (const std::string& text : texts_) sizes_ |= bit_of(text);
  }

  // A plain loop: std::any_of is unrolled, which costs more than it saves where there are one or two.
  [[nodiscard]] bool hold(std::string_view text) const noexcept {
    if ((sizes_ & bit_of(text)) == 0) return false;
    for (const std::string& one : texts_) {
      if (same_text(one, text)) return true;
    }
    return false;
  }

 private:
  // Lengths that are 64 apart share one.
  [[nodiscard]] static std::uint64_t bit_of(std::string_view text) noexcept {
    return std::uint64_t{1} << (text.size() % 64);
  }

  std::vector<std::string> texts_;
  std::uint64_t sizes_ = 0;  // a bit for each length that one of them has
};

}  // namespace vplatform::detail
