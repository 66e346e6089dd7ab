#include "sessions/inbox/inbox_rows.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "sessions/inbox/event_json.hpp"
#include "sessions/inbox/inbox_sql.hpp"
#include "sessions/inbox/storable.hpp"
#include "sessions/session/enumerator.hpp"
#include "vplatform/spi/crypto.hpp"

namespace vplatform::sessions {
namespace {

/// Of one statement: more at once is hardly faster.
constexpr std::size_t most_rows = 16;

constexpr std::string_view written_columns =
    "instance, dedupe_key, natural_key, state, dead_reason, event_id, kind, type, fields, body, received_at, "
    "happened_at, note, attempts, due_at";
/// A new event is due at once, whatever the clock says later.
constexpr std::string_view places = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)";
constexpr auto values_of_row = static_cast<std::size_t>(std::count(places.begin(), places.end(), '?'));

std::string insertion_of(std::size_t rows) {
  std::string text =
      "INSERT INTO inbox_events (" + std::string(written_columns) + ") VALUES " + std::string(places);
  for (std::size_t row = 1; row < rows; ++row) text.append(", ").append(places);
  return text + " ON CONFLICT DO NOTHING";
}

/// `rows` is a power of two.
std::string_view insertion_text(std::size_t rows) {
  static const std::array texts{insertion_of(1), insertion_of(2), insertion_of(4), insertion_of(8),
                                insertion_of(most_rows)};
  return texts[static_cast<std::size_t>(std::countr_zero(rows))];
}

/// How many were new.
std::size_t insert(Transaction& transaction, std::span<const NewRow* const> rows) {
  std::vector<Value> values;
  values.reserve(rows.size() * values_of_row);
  for (const NewRow* row : rows) {
    const EventFields& fields = row->fields();
    const std::string_view reason = row->dead_reason ? to_string(*row->dead_reason) : "";
    values.insert(
        values.end(),
        {row->event.instance, row->dedupe_key, Value::unless_empty(row->natural_key()), to_string(row->state),
         Value::unless_empty(reason), fields.id, to_string(fields.kind), fields.type, row->text.view(),
         Bytes{row->event.body}, row->event.received_at, fields.at, row->note});
  }
  return static_cast<std::size_t>(transaction.execute(insertion_text(rows.size()), values));
}

std::optional<TimePoint> as_stored(const std::optional<TimePoint>& at) {
  return at ? std::optional(from_stored(to_stored(*at))) : std::nullopt;
}

bool says_the_same(const Row& known, const NewRow& row) {
  const EventFields& fields = row.fields();
  return known.text(1) == fields.type && known.maybe_time(2) == as_stored(fields.at) &&
         known.text(3) == row.text.view();
}

/// Whether the id is known with other contents. Other bytes that say the same are a repetition too.
bool is_conflicting(Transaction& transaction, const NewRow& row) {
  const auto known =
      transaction.find(std::string("SELECT body, type, happened_at, fields").append(sql::event_by_key),
                       {row.event.instance, row.dedupe_key});
  return known && known->bytes(0) != row.event.body && !says_the_same(*known, row);
}

std::string digest_of(std::string_view body) {
  return spi::to_hex(spi::as_text(spi::sha256(body)));
}

void store_dead(Transaction& transaction, const NewRow& row) {
  NewRow dead = row;
  dead.dedupe_key = "conflict:" + digest_of(row.event.body);
  dead.state = InboxState::dead;
  dead.dead_reason = DeadReason::conflicting;
  dead.note = "its id was seen before with other contents";
  const NewRow* const one = &dead;
  (void)insert(transaction, {&one, 1});
}

StoredEvent stored_event(const Row& row) {
  StoredEvent event{
      .number = row.integer(0), .received_at = row.time(1), .attempts = static_cast<int>(row.integer(2))};
  event.fields = {.id = row.text(3),
                  .kind = enumerator_from(row.text(4), EventKind::other).value_or(EventKind::other),
                  .type = row.text(5),
                  .platform = row.text(6),
                  .at = row.maybe_time(7)};
  read_event(row.text(8), event.fields);
  return event;
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
  if (event.unreadable) {
    row.state = InboxState::dead;
    row.dead_reason = DeadReason::unreadable;
    row.note = storable_text(*event.unreadable);
  }
  return row;
}

void store_rows(Transaction& transaction, std::span<const NewRow* const> rows) {
  while (!rows.empty()) {
    const auto some = rows.first(std::min(std::bit_floor(rows.size()), most_rows));
    rows = rows.subspan(some.size());
    if (insert(transaction, some) == some.size()) continue;
    for (const NewRow* row : some) {
      if (is_conflicting(transaction, *row)) store_dead(transaction, *row);
    }
  }
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
  const auto text = due(transaction,
                        "SELECT number, received_at, attempts, event_id, kind, type, instance, happened_at, "
                        "fields");
  for (const Row& row : transaction.query(text, {now, among.first, among.last, most}))
    events.push_back(stored_event(row));
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
