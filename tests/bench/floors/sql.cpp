#include "floors/sql.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <vector>

namespace floors {

struct BareInbox::State {
  explicit State(const std::string& path) : sql(soci::sqlite3, "dbname=\"" + path + "\"") {
    for (const auto* statement :
         {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
          // An inbox's row, wherever it is kept: two unique keys against repetitions, and what is due.
          "CREATE TABLE events (number INTEGER PRIMARY KEY, instance TEXT NOT NULL, id TEXT NOT NULL, "
          "natural_key TEXT, state TEXT NOT NULL, kind TEXT NOT NULL, fields TEXT NOT NULL, body BLOB NOT "
          "NULL, "
          "received_at BIGINT NOT NULL, due_at BIGINT NOT NULL)",
          "CREATE UNIQUE INDEX events_id ON events (instance, id)",
          "CREATE UNIQUE INDEX events_natural ON events (instance, natural_key)",
          "CREATE INDEX events_due ON events (due_at, number) WHERE state = 'waiting'"})
      sql << statement;
    insert = std::make_unique<soci::statement>(
        (sql.prepare
             << "INSERT INTO events (instance, id, natural_key, state, kind, fields, body, received_at, "
                "due_at) VALUES ('mock', :id, :natural, 'waiting', 'participant_joined', "
                ":fields, :body, 1767225600000000, 0)",
         soci::use(id, "id"), soci::use(natural, "natural"), soci::use(fields, "fields"),
         soci::use(body, "body")));
    mark = std::make_unique<soci::statement>(
        (sql.prepare << "UPDATE events SET state = 'processed' WHERE number = :number", soci::use(number)));
  }

  soci::session sql;
  std::string id;
  std::string natural;
  std::string fields = std::string(400, 'f');
  std::string body;
  std::int64_t stored = 0;
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
  for (; events > 0; --events) {
    const auto count = std::to_string(++state_->stored);
    state_->id = "id:" + std::string(24, 'e') + count;
    state_->natural = std::string(24, 'n') + count;
    state_->insert->execute(true);
  }
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
