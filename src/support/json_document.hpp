#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "vplatform/result.hpp"

namespace vplatform::spi {

/// A value of a text that was read. Members and items hang together from the last one to the first, so that
/// of two members with one name the later one is found.
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
  [[nodiscard]] const JsonNode* last_child() const noexcept { return last == 0 ? nullptr : this + last; }
  [[nodiscard]] const JsonNode* elder() const noexcept { return before == 0 ? nullptr : this - before; }
};

/// A text, and its values in the order in which they begin; the first is the whole. Texts are decoded in
/// place.
struct JsonDocument {
  std::unique_ptr<char[]> bytes{};
  std::vector<JsonNode> nodes{};
};

inline constexpr std::size_t deepest_json = 64;

/// Reads a text in one pass. Errors: `bad_response`.
[[nodiscard]] Result<std::shared_ptr<const JsonDocument>> read_json(std::string_view text);

}  // namespace vplatform::spi
