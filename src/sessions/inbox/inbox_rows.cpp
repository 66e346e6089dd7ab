#include "sessions/inbox/inbox_rows.hpp"

#include "sessions/inbox/event_json.hpp"
#include "sessions/inbox/inbox_sql.hpp"
#include "sessions/inbox/storable.hpp"
#include "vplatform/spi/crypto.hpp"

namespace vplatform::sessions {
namespace {

/// Whether it was new. A new event is due at once, whatever the clock says later.
bool insert(Transaction& transaction, const NewRow& row) {
  const EventFields& fields = row.fields();
  const auto reason =
      row.dead_reason ? std::optional(std::string(to_string(*row.dead_reason))) : std::nullopt;
  return transaction.execute(
             "INSERT INTO inbox_events (instance, dedupe_key, natural_key, state, dead_reason, event_id, "
             "kind, "
             "type, fields, body, received_at, happened_at, attempts, due_at, note) "
             "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?) ON CONFLICT DO NOTHING",
             {row.event.instance, row.dedupe_key, row.natural_key, to_string(row.state), reason, fields.id,
              to_string(fields.kind), fields.type, row.text.view(), Bytes{row.event.body},
              row.event.received_at, fields.at, row.note}) == 1;
}

/// Whether the id is known with other contents. Other bytes that say the same are a repetition too.
bool is_conflicting(Transaction& transaction, const NewRow& row) {
  const auto known = transaction.find(std::string("SELECT body, fields").append(sql::event_by_key),
                                      {row.event.instance, row.dedupe_key});
  return known && known->bytes(0) != row.event.body && known->text(1) != row.text.view();
}

std::string digest_of(std::string_view body) {
  return spi::to_hex(spi::as_text(spi::sha256(body)));
}

std::string due(const Transaction& transaction, std::string_view columns) {
  return std::string(columns).append(sql::due_events).append(transaction.for_update_skip_locked());
}

}  // namespace

NewRow row_of(const ReceivedEvent& event) {
  NewRow row{.event = event};
  if (event.fields == nullptr) {
    row.cut.emplace();
  } else if (!is_storable(*event.fields)) {
    row.cut = storable(*event.fields);
  }
  const EventFields& fields = row.fields();
  write_event(row.text, fields);
  // What is signed tells events apart: the platform's id in the body, else all of the body.
  row.dedupe_key = fields.id.empty() ? "sha256:" + digest_of(event.body) : "id:" + fields.id;
  if (!fields.natural_key.empty()) row.natural_key = fields.natural_key;
  if (event.unreadable) {
    row.state = InboxState::dead;
    row.dead_reason = DeadReason::unreadable;
    row.note = storable_text(*event.unreadable);
  }
  return row;
}

void store_row(Transaction& transaction, const NewRow& row) {
  if (insert(transaction, row) || !is_conflicting(transaction, row)) return;
  NewRow dead = row;
  dead.dedupe_key = "conflict:" + digest_of(row.event.body);
  dead.natural_key.reset();
  dead.state = InboxState::dead;
  dead.dead_reason = DeadReason::conflicting;
  dead.note = "its id was seen before with other contents";
  (void)insert(transaction, dead);
}

std::vector<std::int64_t> due_numbers(Transaction& transaction, TimePoint now, NumberRange among, int most) {
  std::vector<std::int64_t> numbers;
  for (const Row& row :
       transaction.query(due(transaction, "SELECT number"), {now, among.first, among.last, most}))
    numbers.push_back(row.integer(0));
  return numbers;
}

std::vector<StoredEvent> claim_events(Transaction& transaction, TimePoint now, NumberRange among, int most) {
  std::vector<StoredEvent> events;
  for (const Row& row : transaction.query(due(transaction, "SELECT number, fields, received_at, attempts"),
                                          {now, among.first, among.last, most})) {
    events.push_back({.number = row.integer(0),
                      .fields = event_from_json(row.text(1)),
                      .received_at = row.time(2),
                      .attempts = static_cast<int>(row.integer(3))});
  }
  return events;
}

void count_attempt(Transaction& transaction, std::int64_t number) {
  (void)transaction.execute("UPDATE inbox_events SET attempts = attempts + 1 WHERE number = ?", {number});
}

void forgive_attempt(Transaction& transaction, std::int64_t number) {
  (void)transaction.execute(
      "UPDATE inbox_events SET attempts = attempts - 1 WHERE number = ? AND state = 'waiting' AND attempts > "
      "0",
      {number});
}

void mark_processed(Transaction& transaction, std::int64_t number,
                    const std::optional<std::string>& session_id, int failures, TimePoint now) {
  (void)transaction.execute(
      "UPDATE inbox_events SET state = 'processed', processed_at = ?, session_id = ?, attempts = ?, note = "
      "'' "
      "WHERE number = ?",
      {now, session_id, failures, number});
}

// A failure is written down in a transaction of its own, before which another worker may have succeeded.
void mark_failed(Transaction& transaction, std::int64_t number, std::string_view note, TimePoint due_again) {
  (void)transaction.execute(
      "UPDATE inbox_events SET note = ?, due_at = ? WHERE number = ? AND state = 'waiting'",
      {storable_text(note), due_again, number});
}

void mark_dead(Transaction& transaction, std::int64_t number, DeadReason reason, std::string_view note) {
  (void)transaction.execute(
      "UPDATE inbox_events SET state = 'dead', dead_reason = ?, note = ? WHERE number = ? AND state = "
      "'waiting'",
      {to_string(reason), storable_text(note), number});
}

}  // namespace vplatform::sessions
