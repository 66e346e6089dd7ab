#include "sessions/session/end_calls.hpp"

#include <utility>

#include "sessions/crash_point.hpp"
#include "sessions/recording/recording_rows.hpp"
#include "sessions/session/people_rows.hpp"
#include "sessions/session/session_rows.hpp"
#include "vplatform/factory.hpp"

namespace vplatform::sessions {
namespace {

StepOutcome done(EndStep step, std::string note = {}) {
  return {.report = {.step = step, .state = EndStepState::done, .note = std::move(note)}};
}

StepOutcome unsupported(EndStep step, std::string note) {
  return {.report = {.step = step, .state = EndStepState::unsupported, .note = std::move(note)}};
}

StepOutcome failing(EndStep step, Error why) {
  std::string note = describe(why);
  return {.report = {.step = step, .state = EndStepState::failing, .note = std::move(note)},
          .error = std::move(why)};
}

/// Gone already is as good as done.
bool is_done(const Result<void>& result) {
  return result || result.error().code == ErrorCode::not_found;
}

/// Stops one recording and notes it; gone is stopped.
Result<void> stop_one(const SessionsContext& context, const Client& client, const RecordingEntry& entry,
                      const CallOptions& call) {
  crash_point("end.before_stop");
  auto stopped = client.stop_recording(entry.ref, call);
  crash_point("end.after_stop");
  if (!is_done(stopped)) return stopped;
  auto noted = context.database().write([&](Transaction& transaction) -> Result<void> {
    if (lock_session(transaction, entry.session_id)) mark_stopping(transaction, entry, context.env.now());
    return {};
  });
  crash_point("end.after_stop_noted");
  return noted;
}

StepOutcome stop_recordings(const SessionsContext& context, const Client& client, const Session& session,
                            const CallOptions& call) {
  const auto step = EndStep::stop_recordings;
  const auto running =
      context.database().read([&](Transaction& transaction) -> Result<std::vector<RecordingEntry>> {
        return running_recordings(transaction, session.id);
      });
  if (!running) return failing(step, running.error());
  if (running->empty()) return done(step);
  if (!client.info().capabilities.has(Capability::record_on_demand)) {
    return unsupported(step, "the platform stops recordings only with the meeting itself");
  }
  for (const RecordingEntry& entry : *running) {
    if (auto stopped = stop_one(context, client, entry, call); !stopped)
      return failing(step, stopped.error());
  }
  return done(step);
}

/// Everybody who is in, one after the other.
Result<void> remove_one_by_one(const Client& client, const MeetingRef& meeting, const CallOptions& call) {
  const auto presence = client.presence(meeting, call);
  if (!presence) return Failure{presence.error()};
  for (const Participant& who : presence->people) {
    if (auto removed = client.remove_participant(meeting, who.id, call); !is_done(removed)) return removed;
  }
  return {};
}

StepOutcome remove_everybody(const Client& client, const MeetingRef& meeting, const CallOptions& call) {
  const auto step = EndStep::remove_everybody;
  const CapabilitySet can = client.info().capabilities;
  const bool one_by_one = can.covers({Capability::presence, Capability::remove_participant});
  if (!can.has(Capability::remove_all) && !one_by_one) {
    return unsupported(step, can.has(Capability::end_meeting)
                                 ? "the platform puts people out only by deleting the room"
                                 : "the platform puts nobody out: whoever is in stays until they leave");
  }
  crash_point("end.before_remove");
  const auto removed = can.has(Capability::remove_all) ? client.remove_all(meeting, call)
                                                       : remove_one_by_one(client, meeting, call);
  crash_point("end.after_remove");
  return is_done(removed) ? done(step) : failing(step, removed.error());
}

/// What a deleted room does not do away with.
std::string left_by_deletion(const SessionsContext& context, const Client& client, const Session& session) {
  if (client.info().capabilities.has(Capability::end_bars_return)) return {};
  const auto until =
      context.database().read([&](Transaction& transaction) -> Result<std::optional<TimePoint>> {
        return latest_grant(transaction, session.id);
      });
  if (!until || !*until || **until <= context.env.now()) return {};
  return "the platform takes no grant back: until " + to_rfc3339(**until) +
         " who holds one may open the room anew";
}

StepOutcome delete_room(const SessionsContext& context, const Client& client, const Session& session,
                        const MeetingRef& meeting, const CallOptions& call) {
  const auto step = EndStep::delete_room;
  if (!client.info().capabilities.has(Capability::end_meeting))
    return unsupported(step, "the platform deletes no room: it goes when its own time is over");
  crash_point("end.before_delete");
  const auto ended = client.end_meeting(meeting, call);
  crash_point("end.after_delete");
  return is_done(ended) ? done(step, left_by_deletion(context, client, session))
                        : failing(step, ended.error());
}

/// The name of a meeting whose making was interrupted, so that it can be deleted: its key finds it, or makes
/// it anew. Not while somebody is making it.
Result<MeetingRef> find_unfinished(const SessionsContext& context, const Client& client,
                                   const SessionRow& row, const CallOptions& call) {
  const auto lease =
      take_lease(context.database(), create_lease_name(row.session.id), lease_length(call), context.env);
  if (!lease) return Failure{lease.error()};
  if (!*lease) return fail(ErrorCode::unavailable, "the meeting is just being made");
  auto meeting = client.create_meeting({.key = row.meeting_key}, call);
  auto released = context.database().write([&](Transaction& transaction) -> Result<void> {
    release_lease(transaction, **lease);
    return {};
  });
  if (!meeting) return Failure{std::move(meeting.error())};
  if (!released) return Failure{std::move(released.error())};
  return std::move(meeting->ref);
}

}  // namespace

StepOutcome do_end_step(const SessionsContext& context, const SessionRow& row, EndStep step,
                        const CallOptions& call) {
  const Session& session = row.session;
  // No attempt was made to make a meeting: there is nothing at the platform.
  if (!session.meeting && row.create_attempts == 0) return done(step);
  const auto client = context.platforms->client(row.instance);
  if (!client) return failing(step, client.error());
  switch (step) {
    case EndStep::deny_entry:
      return done(step);  // was the write that made the session over
    case EndStep::stop_recordings:
      return stop_recordings(context, *client, session, call);
    case EndStep::remove_everybody:
      // Nobody was let into a meeting that is not known.
      return session.meeting ? remove_everybody(*client, *session.meeting, call) : done(step);
    case EndStep::delete_room: {
      if (session.meeting) return delete_room(context, *client, session, *session.meeting, call);
      if (client->state() != InstanceState::enabled)
        return unsupported(
            step, "the platform takes no new meetings, which would tell what was left of the create");
      const auto found = find_unfinished(context, *client, row, call);
      return found ? delete_room(context, *client, session, *found, call) : failing(step, found.error());
    }
  }
  return done(step);
}

void after_end_step_written(EndStep step) {
  switch (step) {
    case EndStep::deny_entry:
      return crash_point("end.after_deny");
    case EndStep::stop_recordings:
      return crash_point("end.after_stop_written");
    case EndStep::remove_everybody:
      return crash_point("end.after_remove_written");
    case EndStep::delete_room:
      return crash_point("end.after_delete_written");
  }
}

}  // namespace vplatform::sessions
