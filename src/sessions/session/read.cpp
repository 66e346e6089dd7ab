// What is asked of sessions, and changes nothing.

#include <charconv>
#include <utility>

#include "sessions/session/check_request.hpp"
#include "sessions/session/context.hpp"
#include "sessions/session/page_position.hpp"
#include "sessions/session/session_rows.hpp"
#include "sessions/session/wrong_codes.hpp"

namespace vplatform::sessions {
namespace {

constexpr std::int64_t log_page = 100;

Failure unknown_code() {
  return fail(ErrorCode::not_found, "no session has that join code");
}

/// A list of one kind: what differs is how its rows are found.
template <class List>
Result<Page<Session>> list_page(const Database& database, std::string_view whose, const SessionFilter& filter,
                                const PageToken& from, List rows_of) {
  if (auto fault = fault_of(filter)) return *std::move(fault);
  if (auto fault = fault_of_text("the name", whose)) return *std::move(fault);
  const auto after = position_from(from);
  if (!after) return Failure{after.error()};
  return database.read([&](Transaction& transaction) -> Result<Page<Session>> {
    // One more than a page holds tells whether there is a next one.
    return page_of(rows_of(transaction, whose, filter.state, *after, filter.page_size + 1), filter.page_size);
  });
}

}  // namespace

Result<Session> Sessions::get(std::string_view id) const {
  if (fault_of_text("id", id)) return fail(ErrorCode::not_found, "there is no session of that id");
  return state_->database().read([&](Transaction& transaction) -> Result<Session> {
    auto session = find_session(transaction, id);
    if (!session) return no_session(id);
    return *std::move(session);
  });
}

Result<Session> Sessions::find_by_code(std::string_view join_code, std::string_view caller) const {
  if (auto fault = fault_of(state_->options)) return *std::move(fault);
  if (auto fault = fault_of_name("caller", caller)) return *std::move(fault);
  const TimePoint now = state_->env.now();
  const auto found = state_->database().write([&](Transaction& transaction) -> Result<CodeLookup> {
    return look_up_code(transaction, join_code, caller, state_->options, now);
  });
  if (!found) return Failure{found.error()};
  if (found->blocked_until) {
    Failure blocked = fail(ErrorCode::rate_limited, "the caller has tried too many wrong join codes");
    blocked.error.retry_after =
        std::chrono::duration_cast<std::chrono::milliseconds>(*found->blocked_until - now);
    return blocked;
  }
  if (!found->row) return unknown_code();
  return found->row->session;
}

Result<Session> Sessions::find_by_room(std::string_view room) const {
  if (auto fault = fault_of_name("the room", room)) return *std::move(fault);
  return state_->database().read([&](Transaction& transaction) -> Result<Session> {
    auto session = find_session_by_room(transaction, room);
    if (!session) return fail(ErrorCode::not_found, "no session was in the room '" + std::string(room) + "'");
    return *std::move(session);
  });
}

Result<Page<Session>> Sessions::list(std::string_view owner, const SessionFilter& filter,
                                     const PageToken& from) const {
  return list_page(state_->database(), owner, filter, from, list_by_owner);
}

Result<Page<Session>> Sessions::list_of_person(std::string_view person, const SessionFilter& filter,
                                               const PageToken& from) const {
  return list_page(state_->database(), person, filter, from, list_by_person);
}

Result<Page<LogEntry>> Sessions::log(std::string_view id, const PageToken& from) const {
  const auto session = get(id);
  if (!session) return Failure{session.error()};
  std::int64_t after = 0;
  const std::string& text = from.value;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), after);
  if (!text.empty() && (fault != std::errc() || end != text.data() + text.size()))
    return fail(ErrorCode::invalid_argument, "the page token is not of a session's log");
  return state_->database().read([&](Transaction& transaction) -> Result<Page<LogEntry>> {
    Page<LogEntry> page;
    const Rows rows = transaction.query(
        "SELECT number, what, detail, source, event_number, inferred, at FROM session_log "
        "WHERE session_id = ? AND number > ? ORDER BY number LIMIT ?",
        {id, after, log_page + 1});
    for (const Row& row : rows) {
      if (page.items.size() == static_cast<std::size_t>(log_page)) {
        page.next = {std::to_string(page.items.back().number)};
        break;
      }
      page.items.push_back({.number = row.integer(0),
                            .session_id = std::string(id),
                            .what = row.text(1),
                            .detail = row.text(2),
                            .source = row.text(3),
                            .event = row.maybe_integer(4),
                            .inferred = row.boolean(5),
                            .at = row.time(6)});
    }
    return page;
  });
}

}  // namespace vplatform::sessions
