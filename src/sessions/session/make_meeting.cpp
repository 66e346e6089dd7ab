#include "sessions/session/make_meeting.hpp"

#include <utility>

#include "sessions/crash_point.hpp"
#include "sessions/session/end_steps.hpp"
#include "sessions/session/sagas.hpp"
#include "sessions/session/session_rows.hpp"
#include "sessions/session/session_settings.hpp"
#include "vplatform/factory.hpp"

namespace vplatform::sessions {
namespace {

Result<Session> read_session(const SessionsContext& context, std::string_view id) {
  return context.database().read([&](Transaction& transaction) -> Result<Session> {
    auto session = find_session(transaction, id);
    if (!session) return no_session(id);
    return *std::move(session);
  });
}

/// Counts the attempt before it is made, so that a later one knows that this one may have made a meeting.
Result<SessionRow> begin_attempt(const SessionsContext& context, std::string_view id, const Lease& lease,
                                 std::chrono::milliseconds length) {
  return context.database().write([&](Transaction& transaction) -> Result<SessionRow> {
    auto row = lock_session_row(transaction, id);
    if (!row) return no_session(id);
    if (row->session.meeting || row->is_over()) {
      release_lease(transaction, lease);
      return *std::move(row);
    }
    ++row->create_attempts;
    (void)transaction.execute("UPDATE sessions SET create_attempts = ?, create_due = ? WHERE id = ?",
                              {row->create_attempts, context.env.now() + length, id});
    return *std::move(row);
  });
}

Result<MeetingSpec> spec_of(const SessionsContext& context, const SessionRow& row,
                            const std::optional<RecordingTarget>& target) {
  const auto client = context.platforms->client(row.instance);
  if (!client) return Failure{client.error()};
  const Session& session = row.session;
  SessionSettings settings = settings_from(session.settings.text);
  MeetingSpec spec = std::move(settings.meeting);
  if (settings.lacks_keys) {
    if (!target) {
      return fail(ErrorCode::failed_precondition,
                  "the recording's target has keys, which are not stored: create the session again with the "
                  "same request_key");
    }
    spec.recording->target = *target;
  }
  spec.name = session.name;
  spec.key = row.meeting_key;
  spec.ends_at = session.ends_at;
  if (!spec.ends_at && session.starts_at && *session.starts_at > context.env.now())
    spec.ends_at = *session.starts_at + length_of_scheduled;
  // Where the platform keeps no limit, admission alone does.
  if (client->info().capabilities.has(Capability::size_limit)) spec.max_participants = session.max_people;
  return spec;
}

Result<Session> write_meeting(const SessionsContext& context, std::string_view id, const Lease& lease,
                              const Meeting& meeting) {
  return context.database().write([&](Transaction& transaction) -> Result<Session> {
    auto row = lock_session_row(transaction, id);
    if (!row) return no_session(id);
    const TimePoint now = context.env.now();
    (void)transaction.execute(
        "UPDATE sessions SET meeting_id = ?, meeting_room = ?, url = ?, create_due = NULL, poll_due = ? "
        "WHERE id = ?",
        {meeting.ref.id, meeting.ref.room, meeting.url,
         row->session.state == SessionState::live ? std::optional(now) : std::nullopt, id});
    // Over meanwhile: what its end could not know is to be deleted.
    if (row->is_over()) reopen_end(transaction, id, now);
    release_lease(transaction, lease);
    return *find_session(transaction, id);
  });
}

/// A session that certainly has no meeting goes, where nobody else has tried to make it one.
Result<void> write_failure(const SessionsContext& context, std::string_view id, const Lease& lease,
                           const Error& why) {
  return context.database().write([&](Transaction& transaction) -> Result<void> {
    const auto row = lock_session_row(transaction, id);
    if (!row || !is_held(transaction, lease)) return {};
    const bool has_no_meeting = why.effect == Effect::none && row->create_attempts == 1;
    if (has_no_meeting && !row->is_over()) {
      (void)transaction.execute("DELETE FROM sessions WHERE id = ?", {id});
    } else if (has_no_meeting) {
      (void)transaction.execute("UPDATE sessions SET create_attempts = 0 WHERE id = ?", {id});
    } else if (!row->is_over()) {
      const auto pause = pause_after(row->create_attempts, why, context.options);
      (void)transaction.execute("UPDATE sessions SET create_due = ? WHERE id = ?",
                                {context.env.now() + pause, id});
    }
    release_lease(transaction, lease);
    return {};
  });
}

}  // namespace

Result<Session> make_meeting(const SessionsContext& context, std::string_view session_id,
                             const std::optional<RecordingTarget>& target, const CallOptions& call) {
  const auto length = lease_length(call);
  const auto lease = take_lease(context.database(), create_lease_name(session_id), length, context.env);
  if (!lease) return Failure{lease.error()};
  if (!*lease) return read_session(context, session_id);
  auto row = begin_attempt(context, session_id, **lease, length);
  if (!row) return Failure{std::move(row.error())};
  if (row->session.meeting || row->is_over()) return std::move(row->session);

  const auto spec = spec_of(context, *row, target);
  crash_point("create.before_meeting");
  auto meeting = spec ? context.platforms->create_meeting({}, *spec, {.on = row->instance, .call = call})
                      : Result<PlacedMeeting>(Failure{spec.error()});
  crash_point("create.after_meeting");
  if (!meeting) {
    const auto written = write_failure(context, session_id, **lease, meeting.error());
    // Where that is lost too, the session is found unfinished, as after a crash.
    if (!written && meeting.error().effect == Effect::none) return Failure{written.error()};
    return Failure{std::move(meeting.error())};
  }
  auto session = write_meeting(context, session_id, **lease, *meeting);
  crash_point("create.after_meeting_written");
  return session;
}

Result<Session> continue_create(const Backend& backend, const SessionsOptions& options,
                                std::string_view session_id, const CallOptions& call) {
  return make_meeting(SessionsContext(backend, options), session_id, std::nullopt, call);
}

}  // namespace vplatform::sessions
