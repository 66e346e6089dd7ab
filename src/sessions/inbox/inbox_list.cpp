// What people see of the inbox: a list, the bytes, another try.

#include <charconv>
#include <limits>

#include "sessions/inbox/inbox_sql.hpp"
#include "sessions/inbox/inbox_state.hpp"
#include "sessions/session/enumerator.hpp"
#include "vplatform/sessions/inbox.hpp"

namespace vplatform::sessions {
namespace {

constexpr int largest_page = 500;

/// Below which number the page begins.
Result<std::int64_t> read_token(const PageToken& from) {
  if (from.empty()) return std::numeric_limits<std::int64_t>::max();
  std::int64_t below = 0;
  const char* end = from.value.data() + from.value.size();
  const auto [stop, error] = std::from_chars(from.value.data(), end, below);
  if (error != std::errc{} || stop != end || below <= 0)
    return fail(ErrorCode::invalid_argument, "the page token is not one of the inbox");
  return below;
}

InboxEntry entry_of(const Row& row) {
  InboxEntry entry{.number = row.integer(0), .instance = row.text(1)};
  entry.state = enumerator_from(row.text(2), InboxState::dead).value_or(InboxState::dead);
  entry.event_id = row.text(3);
  entry.kind = enumerator_from(row.text(4), EventKind::other).value_or(EventKind::other);
  entry.type = row.text(5);
  entry.session_id = row.maybe_text(6);
  entry.received_at = row.time(7);
  entry.happened_at = row.maybe_time(8);
  entry.processed_at = row.maybe_time(9);
  entry.attempts = static_cast<int>(row.integer(10));
  if (const auto reason = row.maybe_text(11))
    entry.dead_reason = enumerator_from(*reason, DeadReason::conflicting);
  entry.note = row.text(12);
  return entry;
}

std::string_view newest_in(const std::optional<InboxState>& state) {
  if (!state) return sql::newest_events;
  switch (*state) {
    case InboxState::waiting:
      return sql::newest_waiting;
    case InboxState::processed:
      return sql::newest_processed;
    case InboxState::dead:
      break;
  }
  return sql::newest_dead;
}

Rows newest(Transaction& transaction, const std::optional<InboxState>& state, std::int64_t below, int most) {
  const std::string select =
      "SELECT number, instance, state, event_id, kind, type, session_id, received_at, happened_at, "
      "processed_at, attempts, dead_reason, note" +
      std::string(newest_in(state));
  return transaction.query(select, {below, most});
}

Failure no_such_event(std::int64_t number) {
  return fail(ErrorCode::not_found, "the inbox has no event " + std::to_string(number));
}

}  // namespace

Result<Page<InboxEntry>> Inbox::list(const InboxFilter& filter, const PageToken& from) const {
  if (filter.page_size < 1 || filter.page_size > largest_page)
    return fail(ErrorCode::invalid_argument, "a page of the inbox has 1 to 500 events");
  const auto below = read_token(from);
  if (!below) return Failure{below.error()};
  return state_->database().read([&](Transaction& transaction) -> Result<Page<InboxEntry>> {
    // One more than a page holds tells whether there is a next one.
    const Rows rows = newest(transaction, filter.state, *below, filter.page_size + 1);
    Page<InboxEntry> page;
    for (const Row& row : rows) {
      if (std::ssize(page.items) == filter.page_size) {
        page.next.value = std::to_string(page.items.back().number);
        break;
      }
      page.items.push_back(entry_of(row));
    }
    return page;
  });
}

Result<std::string> Inbox::raw_body(std::int64_t number) const {
  return state_->database().read([&](Transaction& transaction) -> Result<std::string> {
    const auto row = transaction.find("SELECT body FROM inbox_events WHERE number = ?", {number});
    if (!row) return no_such_event(number);
    return row->bytes(0);
  });
}

Result<void> Inbox::replay(std::int64_t number) const {
  return state_->database().write([&](Transaction& transaction) -> Result<void> {
    const auto changed = transaction.execute(
        "UPDATE inbox_events SET state = 'waiting', dead_reason = NULL, attempts = 0, note = '', due_at = 0 "
        "WHERE number = ? AND state = 'dead' AND dead_reason = 'failed'",
        {number});
    if (changed == 1) return {};
    const auto row =
        transaction.find("SELECT state, dead_reason FROM inbox_events WHERE number = ?", {number});
    if (!row) return no_such_event(number);
    return fail(ErrorCode::failed_precondition, "event " + std::to_string(number) + " is " +
                                                    row->maybe_text(1).value_or(row->text(0)) +
                                                    "; only one that failed can be replayed");
  });
}

}  // namespace vplatform::sessions
