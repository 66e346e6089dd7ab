#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "core/short_text.hpp"
#include "vplatform/result.hpp"

namespace vplatform::spi {

/// A value of a text that was read. Members and items hang together from the last one to the first, so that
/// of two members with one name the later one is found; both are there.
struct JsonNode {
  enum class Kind : std::uint8_t { null, truth, whole, large, real, text, array, object };

  Kind kind = Kind::null;
  std::uint32_t size = 0;       ///< Of a text in bytes; of an array or object: how many are in it.
  std::uint32_t name_size = 0;  ///< The name where this is a member.
  std::uint32_t before = 0;     ///< How many nodes ahead of this one its elder neighbour stands; 0: none.
  const char* name = nullptr;
  union {
    std::int64_t whole = 0;
    std::uint64_t large;  ///< Beyond the largest `whole`.
    double real;
    bool truth;
    const char* text;
    std::uint32_t last;  ///< How many nodes behind this one the last child stands; 0: none.
  };

  [[nodiscard]] std::string_view key() const noexcept { return {name, name_size}; }
  [[nodiscard]] bool is_named(std::string_view other) const noexcept {
    return detail::same_text(key(), other);
  }
  [[nodiscard]] const JsonNode* last_child() const noexcept { return last == 0 ? nullptr : this + last; }
  [[nodiscard]] const JsonNode* elder() const noexcept { return before == 0 ? nullptr : this - before; }
};

/// What keeps a text and its values, and the value that is the whole.
struct JsonDocument {
  std::shared_ptr<const void> memory{};
  const JsonNode* root = nullptr;
};

inline constexpr std::size_t deepest_json = 64;

/// Reads a text in one pass. Errors: `bad_response`.
[[nodiscard]] Result<JsonDocument> read_json(std::string_view text);

/// The same in somebody's own memory. Null where the text is broken, or needs more room.
[[nodiscard]] const JsonNode* read_json_in(std::span<std::uint64_t> room, std::string_view text);

}  // namespace vplatform::spi
