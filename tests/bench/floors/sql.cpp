#include "floors/sql.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <vector>

namespace floors {

struct BareInbox::State {
  explicit State(const std::string& path) : sql(soci::sqlite3, "dbname=\"" + path + "\"") {
    for (const auto* statement :
         {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
          "CREATE TABLE IF NOT EXISTS events (number INTEGER PRIMARY KEY, state TEXT NOT NULL, body TEXT NOT "
          "NULL)",
          "CREATE INDEX IF NOT EXISTS events_waiting ON events (number) WHERE state = 'waiting'"})
      sql << statement;
    insert = std::make_unique<soci::statement>(
        (sql.prepare << "INSERT INTO events (state, body) VALUES ('waiting', :body)", soci::use(body)));
    mark = std::make_unique<soci::statement>(
        (sql.prepare << "UPDATE events SET state = 'processed' WHERE number = :number", soci::use(number)));
  }

  soci::session sql;
  std::string body;
  std::int64_t number = 0;
  std::unique_ptr<soci::statement> insert;
  std::unique_ptr<soci::statement> mark;
};

BareInbox::BareInbox(const std::string& path) : state_(std::make_unique<State>(path)) {}
BareInbox::~BareInbox() = default;

void BareInbox::store(const std::string& body) {
  fill(1, body);
}

void BareInbox::fill(std::int64_t events, const std::string& body) {
  state_->sql << "BEGIN IMMEDIATE";
  state_->body = body;
  for (; events > 0; --events) state_->insert->execute(true);
  state_->sql << "COMMIT";
}

std::int64_t BareInbox::work_off(int most) {
  state_->sql << "BEGIN IMMEDIATE";
  std::vector<long long> numbers(static_cast<std::size_t>(most));
  std::vector<std::string> bodies(numbers.size());
  state_->sql << "SELECT number, body FROM events WHERE state = 'waiting' ORDER BY number LIMIT " +
                     std::to_string(most),
      soci::into(numbers), soci::into(bodies);
  for (const long long number : numbers) {
    state_->number = number;
    state_->mark->execute(true);
  }
  state_->sql << "COMMIT";
  return static_cast<std::int64_t>(numbers.size());
}

}  // namespace floors
