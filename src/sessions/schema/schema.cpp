#include "sessions/schema/schema.hpp"

#include <array>

namespace vplatform::sessions {
namespace {

// Version 1 in one span, made once.
std::span<const std::string_view> version_1() {
  static const std::vector<std::string_view> all = [] {
    std::vector<std::string_view> list;
    for (const auto group :
         {session_tables_1(), inbox_tables_1(), presence_tables_1(), recording_tables_1()}) {
      list.insert(list.end(), group.begin(), group.end());
    }
    return list;
  }();
  return all;
}

void replace(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

}  // namespace

std::span<const Migration> migrations() noexcept {
  static const std::array list{Migration{.version = 1, .statements = version_1()},
                               Migration{.version = 2, .statements = inbox_tables_2()},
                               Migration{.version = 3, .statements = inbox_tables_3()}};
  return list;
}

int newest_schema() noexcept {
  return migrations().back().version;
}

std::string in_dialect(std::string_view statement, Dialect dialect) {
  std::string text(statement);
  const bool is_sqlite = dialect == Dialect::sqlite;
  replace(text, "{bytes}", is_sqlite ? "BLOB" : "BYTEA");
  constexpr std::string_view identity = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
  replace(text, "{number}", is_sqlite ? "INTEGER PRIMARY KEY AUTOINCREMENT" : identity);
  replace(text, "{next_number}", is_sqlite ? "INTEGER PRIMARY KEY" : identity);
  return text;
}

}  // namespace vplatform::sessions
