#include "sessions/reconcile/look.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "sessions/crash_point.hpp"
#include "sessions/reconcile/conclude.hpp"
#include "sessions/reconcile/due.hpp"
#include "sessions/reconcile/pace.hpp"
#include "sessions/reconcile/presence_rows.hpp"
#include "sessions/reconcile/presence_write.hpp"
#include "sessions/session/session_rows.hpp"

namespace vplatform::sessions {
namespace {

/// Longer than a look takes: one that was claimed by a process that died is due again then.
constexpr std::chrono::seconds longest_look{120};

/// What a platform has answered.
struct Answer {
  std::optional<Presence> presence{};  ///< Unset: it has failed, or cannot say.
  std::optional<std::chrono::milliseconds> asked_to_wait{};
};

/// What follows from the answer for outside of the store.
struct Findings {
  std::vector<Participant> to_put_out{};
  bool is_concluded = false;
};

/// A meeting that the platform does not know by either call is gone, and nobody is in it.
bool is_gone(const Client& client, const MeetingRef& meeting, const Round& round) {
  const auto found = client.find_meeting(meeting, {.stop = round.stop});
  return !found && found.error().code == ErrorCode::not_found;
}

Answer ask(Round& round, const Client& client, const MeetingRef& meeting) {
  if (!client.info().capabilities.has(Capability::presence)) return {};
  const TimePoint asked_at = round.env.now();
  crash_point("poll.before_ask");
  auto presence = client.presence(meeting, {.stop = round.stop});
  crash_point("poll.after_ask");
  ++round.report.presence_asked;
  if (!presence && presence.error().code == ErrorCode::not_found && is_gone(client, meeting, round))
    return {.presence = Presence{.state = PresenceState::empty, .as_of = asked_at, .complete = true}};
  if (!presence || presence->state == PresenceState::unknown) ++round.report.presence_unknown;
  if (!presence) {
    round.report.errors.push_back(presence.error());
    return {.asked_to_wait = presence.error().retry_after};
  }
  // Who came while the question was on its way may be missing in the answer.
  presence->as_of = std::min(presence->as_of, asked_at);
  return {.presence = *std::move(presence)};
}

std::vector<Participant> removed_who_are_in(Transaction& transaction, const std::string& session_id) {
  std::vector<Participant> removed;
  for (auto& one : people_in(transaction, session_id)) {
    if (!one.identity.empty() && is_removed(transaction, session_id, one.identity))
      removed.push_back(std::move(one));
  }
  return removed;
}

PaceFacts facts_of(Transaction& transaction, const std::string& session_id, TimePoint now) {
  const auto row =
      transaction.find("SELECT presence_as_of, empty_since FROM sessions WHERE id = ?", {session_id});
  PaceFacts facts{.now = now, .last_look = row->maybe_time(0)};
  if (const auto empty_since = row->maybe_time(1); empty_since && facts.last_look) {
    facts.empty_for = std::chrono::duration_cast<std::chrono::milliseconds>(*facts.last_look - *empty_since);
  }
  return facts;
}

void look_again_at(Transaction& transaction, const std::string& session_id, std::optional<TimePoint> due) {
  (void)transaction.execute("UPDATE sessions SET poll_due = ? WHERE id = ?", {due, session_id});
}

/// Writes down what was answered and when to look again.
Findings settle(Transaction& transaction, const Session& session, const Answer& answer, const Round& round) {
  const TimePoint now = round.env.now();
  const auto last_look = facts_of(transaction, session.id, now).last_look;
  if (answer.presence) apply_presence(transaction, session, *answer.presence);
  Findings findings{.to_put_out = removed_who_are_in(transaction, session.id)};
  const auto current = find_session(transaction, session.id);
  if (current) findings.is_concluded = conclude_empty(transaction, *current, round.options, now);
  // What is to come, and has nobody in, is looked at again when something happens in it, or when it begins.
  if (findings.is_concluded || (current && current->state == SessionState::scheduled)) {
    look_again_at(transaction, session.id, std::nullopt);
    return findings;
  }
  PaceFacts facts = facts_of(transaction, session.id, now);
  facts.last_look = last_look;
  facts.is_urgent = !findings.to_put_out.empty();
  facts.is_known = answer.presence && answer.presence->state != PresenceState::unknown;
  facts.webhooks_flow = webhooks_flow(transaction, session.meeting->platform, round.options, now);
  facts.asked_to_wait = answer.asked_to_wait;
  look_again_at(transaction, session.id, now + next_look_in(round.options, facts));
  return findings;
}

void put_out(Round& round, const Client& client, const MeetingRef& meeting,
             const std::vector<Participant>& people) {
  if (!client.info().capabilities.has(Capability::remove_participant)) return;
  for (const auto& one : people) {
    crash_point("put_out.before_call");
    const auto done = client.remove_participant(meeting, one.id, {.stop = round.stop});
    crash_point("put_out.after_call");
    if (done) ++round.report.people_put_out;
    // Nobody of that id: gone already.
    if (!done && done.error().code != ErrorCode::not_found) round.report.errors.push_back(done.error());
  }
}

/// The session with its meeting, where it is worth a look.
Result<std::optional<Session>> claim(const Round& round, TimePoint started_at) {
  const TimePoint now = round.env.now();
  const TimePoint furthest =
      now + std::max({round.options.widest_pace, round.options.pace, longest_look}) + longest_look;
  return round.database.write([&](Transaction& transaction) -> Result<std::optional<Session>> {
    const auto id = claim_look(transaction, started_at, furthest, now + longest_look);
    return id ? find_session(transaction, *id) : std::nullopt;
  });
}

/// Leaves a session alone that is over, or has no meeting yet.
Result<void> leave_alone(const Round& round, const Session& claimed) {
  return round.database.write([&](Transaction& transaction) -> Result<void> {
    const auto session = lock_session(transaction, claimed.id);
    if (!session) return {};
    const auto again = is_over(*session) ? std::nullopt : std::optional(round.env.now() + round.options.pace);
    look_again_at(transaction, session->id, again);
    return {};
  });
}

Result<void> look_at(Round& round, const Session& claimed) {
  if (is_over(claimed) || !claimed.meeting) return leave_alone(round, claimed);
  const auto client = round.backend.platforms->client_for(*claimed.meeting);
  if (!client) {
    round.report.errors.push_back(client.error());
    return leave_alone(round, claimed);
  }
  const Answer answer = ask(round, *client, *claimed.meeting);
  auto findings = round.database.write([&](Transaction& transaction) -> Result<Findings> {
    const auto session = lock_session(transaction, claimed.id);
    if (!session || is_over(*session)) return Findings{};
    return settle(transaction, *session, answer, round);
  });
  crash_point("poll.after_write");
  if (!findings) return Failure{findings.error()};
  if (findings->is_concluded) ++round.report.sessions_concluded;
  put_out(round, *client, *claimed.meeting, findings->to_put_out);
  return {};
}

}  // namespace

Result<void> look_at_sessions(Round& round) {
  const TimePoint started_at = round.env.now();
  for (int i = 0; i < round.options.batch && !round.stop.stop_requested(); ++i) {
    const auto claimed = claim(round, started_at);
    if (!claimed) return Failure{claimed.error()};
    if (!*claimed) return {};
    if (auto done = look_at(round, **claimed); !done) return done;
  }
  return {};
}

}  // namespace vplatform::sessions
