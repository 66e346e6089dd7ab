#include "selection/name_table.hpp"

#include <bit>
#include <cstring>
#include <utility>

#include "core/short_text.hpp"

namespace vplatform::detail {
namespace {

// Sixteen bytes at a time, in two halves that do not wait for each other; the last ones may be looked at
// twice. Names come from the configuration, so nobody is to be kept from choosing them badly.
inline std::uint32_t hash_of(std::string_view name) noexcept {
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
  constexpr std::uint64_t other_odd = 0xC2B2AE3D27D4EB4FU;
  const char* at = name.data();
  const char* const end = at + name.size();
  std::uint64_t first = name.size();
  std::uint64_t last = 0;
  if (name.size() >= 8) {
    for (; end - at > 16; at += 16) {
      first = (first ^ number_at<std::uint64_t>(at)) * odd;
      last = (last ^ number_at<std::uint64_t>(at + 8)) * other_odd;
      first ^= first >> 32;
      last ^= last >> 32;
    }
    first ^= number_at<std::uint64_t>(name.size() < 16 ? at : end - 16);
    last ^= number_at<std::uint64_t>(end - 8);
  } else if (name.size() >= 4) {
    first ^= std::uint64_t{number_at<std::uint32_t>(at)} << 32;
    last = number_at<std::uint32_t>(end - 4);
  } else {
    for (; at != end; ++at) last = last << 8 | number_at<unsigned char>(at);
  }
  const std::uint64_t hash = first * odd ^ std::rotl(last * other_odd, 32);
  // A multiplication carries only upwards: without one more, names that differ in their last digits share a
  // slot.
  return static_cast<std::uint32_t>((hash ^ hash >> 32) * odd >> 32);
}

}  // namespace

void NameTable::reserve(std::size_t names) {
  entries_.reserve(names);
  if (slots_.size() < names * 2) grow(std::bit_ceil(names * 2));
}

bool NameTable::is(const Entry& entry, std::string_view name) const noexcept {
  return entry.size == name.size() && std::memcmp(text_.data() + entry.begin, name.data(), name.size()) == 0;
}

// Of the name, or the free one where it belongs.
std::size_t NameTable::slot_of(std::string_view name, std::uint32_t hash) const noexcept {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (slots_[slot].entry != 0 &&
         !(slots_[slot].hash == hash && is(entries_[slots_[slot].entry - 1], name)))
    slot = (slot + 1) & mask;
  return slot;
}

void NameTable::grow(std::size_t slots) {
  const std::vector<Slot> before = std::exchange(slots_, std::vector<Slot>(slots));
  for (const Slot& one : before) {
    if (one.entry == 0) continue;
    std::size_t slot = one.hash & (slots - 1);
    while (slots_[slot].entry != 0) slot = (slot + 1) & (slots - 1);
    slots_[slot] = one;
  }
}

std::uint32_t NameTable::try_emplace(std::string_view name, std::uint32_t value) {
  constexpr std::size_t fewest_slots = 8;
  if (slots_.size() < (entries_.size() + 1) * 2) grow(slots_.empty() ? fewest_slots : slots_.size() * 2);
  const std::uint32_t hash = hash_of(name);
  Slot& slot = slots_[slot_of(name, hash)];
  if (slot.entry != 0) return entries_[slot.entry - 1].value;
  entries_.push_back(
      {.begin = text_.size(), .size = static_cast<std::uint32_t>(name.size()), .value = value});
  text_ += name;
  slot = {.hash = hash, .entry = static_cast<std::uint32_t>(entries_.size())};
  return value;
}

const std::uint32_t* NameTable::find(std::string_view name) const noexcept {
  if (slots_.empty()) return nullptr;
  const std::uint32_t hash = hash_of(name);
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (slots_[slot].entry != 0 && slots_[slot].hash != hash) slot = (slot + 1) & mask;
  // Most rooms are not listed: then no name is compared.
  return slots_[slot].entry == 0 ? nullptr : find_hashed(name, hash);
}

// Out of line, so that what is not in the table needs few registers.
[[gnu::noinline]] const std::uint32_t* NameTable::find_hashed(std::string_view name,
                                                              std::uint32_t hash) const noexcept {
  const std::uint32_t found = slots_[slot_of(name, hash)].entry;
  return found == 0 ? nullptr : &entries_[found - 1].value;
}

}  // namespace vplatform::detail
