#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vplatform::detail {

/// Names and what they stand for, in three pieces of memory however many there are: a look-up touches one or
/// two of their lines, and throwing a large one away costs next to nothing.
class NameTable {
 public:
  void reserve(std::size_t names);
  /// Adds the name unless it is there, and says what it stands for.
  std::uint32_t try_emplace(std::string_view name, std::uint32_t value);
  /// What the name stands for; null where it is not in the table.
  [[nodiscard]] const std::uint32_t* find(std::string_view name) const noexcept;

 private:
  struct Entry {
    std::size_t begin = 0;  // in text_
    std::uint32_t size = 0;
    std::uint32_t value = 0;
  };
  // The hash stands here, so that of a name that is not in the table no entry is looked at.
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t entry = 0;  // from 1 on; 0: free
  };
  [[nodiscard]] bool is(const Entry& entry, std::string_view name) const noexcept;
  [[nodiscard]] std::size_t slot_of(std::string_view name, std::uint32_t hash) const noexcept;
  [[nodiscard]] const std::uint32_t* find_hashed(std::string_view name, std::uint32_t hash) const noexcept;
  void grow(std::size_t slots);

  std::string text_;  // all names, one behind the other
  std::vector<Entry> entries_;
  std::vector<Slot> slots_;  // a power of two of them, at most half full
};

}  // namespace vplatform::detail
