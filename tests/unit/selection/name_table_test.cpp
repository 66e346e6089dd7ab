#include "selection/name_table.hpp"

#include <string>

#include "support/catch.hpp"

using vplatform::detail::NameTable;

TEST_CASE("names of any length are found again, and others are not") {
  NameTable table;
  CHECK_FALSE(table.find("nobody"));
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    const std::string name = std::string(i % 20, 'n') + std::to_string(i);
    CHECK(table.try_emplace(name, i) == i);
  }
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    const std::string name = std::string(i % 20, 'n') + std::to_string(i);
    CHECK(table.find(name) == i);
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
  CHECK(table.find("a") == 2U);
  CHECK(table.find("") == 1U);
}
