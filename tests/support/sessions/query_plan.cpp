#include "support/sessions/query_plan.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace vplatform::testing {
namespace {

std::string with_values(const Look& look) {
  std::string text;
  std::size_t next = 0;
  for (const char c : look.sql) {
    if (c == '?') {
      text += look.values.at(next++);
    } else {
      text += c;
    }
  }
  return text;
}

bool holds_one_of(const std::string& plan, const std::string& names) {
  const auto bar = names.find('|');
  if (bar == std::string::npos) return plan.find(names) != std::string::npos;
  return holds_one_of(plan, names.substr(0, bar)) || holds_one_of(plan, names.substr(bar + 1));
}

}  // namespace

std::string plan_of(const TestDatabase& database, const Look& look) {
  const bool is_sqlite = database.dialect() == sessions::Dialect::sqlite;
  const std::string& where = database.where();
  const auto& backend = is_sqlite ? static_cast<const soci::backend_factory&>(*soci::factory_sqlite3())
                                  : static_cast<const soci::backend_factory&>(*soci::factory_postgresql());
  soci::session session(backend, where.substr(where.find(':') + 1));
  const soci::rowset<soci::row> rows =
      session.prepare << (is_sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + with_values(look);
  std::string plan;
  for (const soci::row& row : rows) plan += row.get<std::string>(is_sqlite ? 3 : 0) + "\n";
  return plan;
}

std::string fault_of_plan(const TestDatabase& database, const Look& look) {
  const std::string plan = plan_of(database, look);
  const auto says = [&](std::string_view words) { return plan.find(words) != std::string::npos; };
  std::string fault;
  if (!holds_one_of(plan, look.index)) fault += "it does not go by " + look.index + "; ";
  // SQLite calls it a scan too where it goes through an index in its order, which a list does.
  const bool walks = says("SCAN ") && !says("SCAN inbox_events USING") && !says("SCAN recordings USING");
  if (says("Seq Scan") || walks) fault += "it reads all rows; ";
  if (!look.sorts && (says("TEMP B-TREE") || says("Sort"))) fault += "it sorts; ";
  return fault.empty() ? "" : look.sql + "\n" + fault + "\n" + plan;
}

}  // namespace vplatform::testing
