// Moves from state to state, and what may be changed on the way.

#include <algorithm>
#include <chrono>
#include <utility>

#include "sessions/crash_point.hpp"
#include "sessions/session/check_request.hpp"
#include "sessions/session/context.hpp"
#include "sessions/session/sagas.hpp"
#include "sessions/session/session_row.hpp"
#include "sessions/session/session_rows.hpp"
#include "vplatform/factory.hpp"

namespace vplatform::sessions {
namespace {

using namespace std::chrono_literals;

// How long the one who ends a session waits for another who is at it already.
constexpr auto patience = 10'000ms;
constexpr auto look_every = 50ms;

Failure not_in_state(const Session& session, std::string_view what) {
  return fail(ErrorCode::failed_precondition, "the session '" + session.id + "' is " +
                                                  std::string(to_string(session.state)) + ": it cannot be " +
                                                  std::string(what));
}

/// Whether the change fits the session as it is.
Result<void> check_change(const Session& session, const SessionChange& change, TimePoint now) {
  if (session.over_at) return not_in_state(session, "changed");
  if (change.starts_at && session.state != SessionState::scheduled)
    return not_in_state(session, "given another start");
  if (auto fault = fault_of(change, session, now)) return *std::move(fault);
  return {};
}

/// Tells the platform, where it can be told.
Result<void> tell_end(const SessionsContext& context, const Session& session, TimePoint ends_at,
                      const CallOptions& call) {
  if (!session.meeting) return {};  // it is made with the new end
  const auto client = context.platforms->client(session.meeting->platform);
  if (!client) return Failure{client.error()};
  if (!client->info().capabilities.has(Capability::update_end)) return {};
  crash_point("update.before_call");
  const auto told = client->update_meeting(*session.meeting, {.ends_at = ends_at}, call);
  crash_point("update.after_call");
  if (!told) return Failure{told.error()};
  return {};
}

void write_change(Transaction& transaction, const Session& session, const SessionChange& change,
                  TimePoint now) {
  const auto& name = change.name ? *change.name : session.name;
  const auto& starts_at = change.starts_at ? change.starts_at : session.starts_at;
  const auto& ends_at = change.ends_at ? change.ends_at : session.ends_at;
  const auto& most = change.max_people ? change.max_people : session.max_people;
  (void)transaction.execute(
      "UPDATE sessions SET name = ?, starts_at = ?, ends_at = ?, max_people = ? WHERE id = ?",
      {name, starts_at, ends_at, most, session.id});
  write_log(transaction, session.id, {.what = "updated", .at = now});
}

/// What the platform is to be told: of a session without an end, that its room lasts beyond the new start.
std::optional<TimePoint> new_end(const Session& session, const SessionChange& change) {
  if (change.ends_at) return change.ends_at;
  if (!change.starts_at || session.ends_at) return std::nullopt;
  return *change.starts_at + length_of_scheduled;
}

enum class OnlyIf : std::uint8_t { any, scheduled };

/// Makes the session over. True where its end is to be gone on with.
Result<void> deny(const SessionsContext& context, std::string_view id, OnlyIf condition) {
  return context.database().write([&](Transaction& transaction) -> Result<void> {
    const auto session = lock_session(transaction, id);
    if (!session) return no_session(id);
    if (condition == OnlyIf::scheduled &&
        (session->state == SessionState::live || session->state == SessionState::ended))
      return not_in_state(*session, "cancelled");
    const auto over = session->state == SessionState::live ? SessionState::ended : SessionState::cancelled;
    deny_entry(transaction, *session, {.what = to_string(over), .at = context.env.now()});
    return {};
  });
}

/// Steps are left and none has failed: another, the reconciler or a second caller, is at it.
bool is_being_ended(const Session& session) {
  const auto is = [](EndStepState state) {
    return [state](const EndStepReport& one) { return one.state == state; };
  };
  return std::any_of(session.ending.begin(), session.ending.end(), is(EndStepState::pending)) &&
         std::none_of(session.ending.begin(), session.ending.end(), is(EndStepState::failing));
}

Result<Session> continue_end(const SessionsContext& context, std::string_view id, const CallOptions& call) {
  return continue_end({context.store, context.platforms, context.env}, context.options, id, call);
}

Result<Session> end_session(const SessionsContext& context, std::string_view id, OnlyIf condition,
                            const CallOptions& call) {
  if (fault_of_text("id", id)) return fail(ErrorCode::not_found, "there is no session of that id");
  crash_point("end.before_deny");
  const auto denied = deny(context, id, condition);
  crash_point("end.after_deny");
  if (!denied) return Failure{denied.error()};
  auto session = continue_end(context, id, call);
  for (auto waited = 0ms; session && is_being_ended(*session) && waited < patience; waited += look_every) {
    if (!context.env.wait(look_every, call.stop)) break;
    session = continue_end(context, id, call);
  }
  return session;
}

}  // namespace

// The platform first: where it refuses, nothing has changed, and a crash leaves a room that lasts longer.
Result<Session> Sessions::update(std::string_view id, const SessionChange& change,
                                 const CallOptions& call) const {
  const State& context = *state_;
  auto before = get(id);
  if (!before) return before;
  if (auto fits = check_change(*before, change, context.env.now()); !fits) return Failure{fits.error()};
  if (const auto ends_at = new_end(*before, change)) {
    if (auto told = tell_end(context, *before, *ends_at, call); !told) return Failure{told.error()};
  }
  auto after = context.database().write([&](Transaction& transaction) -> Result<Session> {
    const auto session = lock_session(transaction, id);
    if (!session) return no_session(id);
    const TimePoint now = context.env.now();
    if (auto fits = check_change(*session, change, now); !fits) return Failure{fits.error()};
    write_change(transaction, *session, change, now);
    return *find_session(transaction, id);
  });
  crash_point("update.after_written");
  return after;
}

Result<Session> Sessions::start(std::string_view id) const {
  const State& context = *state_;
  if (fault_of_text("id", id)) return fail(ErrorCode::not_found, "there is no session of that id");
  return context.database().write([&](Transaction& transaction) -> Result<Session> {
    const auto session = lock_session(transaction, id);
    if (!session) return no_session(id);
    if (session->over_at) return not_in_state(*session, "started");
    make_live(transaction, *session, {.what = "live", .at = context.env.now()});
    return *find_session(transaction, id);
  });
}

Result<Session> Sessions::end(std::string_view id, const CallOptions& call) const {
  return end_session(*state_, id, OnlyIf::any, call);
}

Result<Session> Sessions::cancel(std::string_view id, const CallOptions& call) const {
  return end_session(*state_, id, OnlyIf::scheduled, call);
}

}  // namespace vplatform::sessions
