#include "selection/name_table.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/short_text.hpp"
#include "support/catch.hpp"

using vplatform::detail::NameTable;

namespace {

std::optional<std::uint32_t> look_up(const NameTable& table, std::string_view name) {
  const std::uint32_t* const found = table.find(name);
  return found != nullptr ? std::optional(*found) : std::nullopt;
}

}  // namespace

TEST_CASE("names of any length are found again, and others are not") {
  NameTable table;
  CHECK_FALSE(table.find("nobody"));
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    const std::string name = std::string(i % 20, 'n') + std::to_string(i);
    CHECK(table.try_emplace(name, i) == i);
  }
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    const std::string name = std::string(i % 20, 'n') + std::to_string(i);
    CHECK(look_up(table, name) == i);
    CHECK_FALSE(table.find(name + "x"));
  }
  CHECK_FALSE(table.find(""));
}

TEST_CASE("of a name that is added twice the first one counts") {
  NameTable table;
  table.reserve(2);
  CHECK(table.try_emplace("", 1) == 1);
  CHECK(table.try_emplace("a", 2) == 2);
  CHECK(table.try_emplace("a", 3) == 2);
  CHECK(look_up(table, "a") == 2U);
  CHECK(look_up(table, "") == 1U);
}

TEST_CASE("short texts are the same where all of their letters are") {
  for (std::size_t size = 0; size < 20; ++size) {
    const std::string text(size, 'n');
    CHECK(vplatform::detail::same_text(text, std::string(size, 'n')));
    CHECK_FALSE(vplatform::detail::same_text(text, text + "n"));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'x';
      CHECK_FALSE(vplatform::detail::same_text(text, other));
    }
  }
}
