// The one way in. The person takes a place, the platform gives the grant, and then it is looked again:
// whoever was put out meanwhile, or whose session is over, gets nothing.

#include <algorithm>
#include <utility>

#include "sessions/crash_point.hpp"
#include "sessions/reconcile/presence_rows.hpp"
#include "sessions/session/check_request.hpp"
#include "sessions/session/context.hpp"
#include "sessions/session/people_rows.hpp"
#include "sessions/session/session_row.hpp"
#include "sessions/session/session_rows.hpp"
#include "sessions/session/session_settings.hpp"
#include "sessions/session/wrong_codes.hpp"
#include "vplatform/factory.hpp"

namespace vplatform::sessions {
namespace {

/// An answer, and what is needed to go on with `admitted`.
struct Judgement {
  Admission admission{};
  SessionRow row{};
};

/// Why nobody gets in whoever it is, or not this person.
AdmissionReason reason_of(const SessionRow& row, const std::optional<PersonRow>& known, Role role,
                          TimePoint now) {
  const Session& session = row.session;
  if (session.state == SessionState::cancelled) return AdmissionReason::cancelled;
  if (row.is_over() || (session.ends_at && *session.ends_at <= now)) return AdmissionReason::ended;
  if (known && known->person.removed_at) return AdmissionReason::removed;
  if (role == Role::host) return AdmissionReason::admitted;
  const bool is_early = session.state == SessionState::scheduled && session.starts_at &&
                        now < *session.starts_at - row.opens_before;
  if (is_early || (row.needs_host && !row.host_came_at)) return AdmissionReason::not_yet;
  return AdmissionReason::admitted;
}

std::optional<TimePoint> again_at(const SessionRow& row, AdmissionReason reason,
                                  const SessionsOptions& options, TimePoint now) {
  const Session& session = row.session;
  if (reason == AdmissionReason::not_ready) return row.create_due;
  if (reason == AdmissionReason::full) return now + options.seat;
  if (reason != AdmissionReason::not_yet || !session.starts_at) return std::nullopt;
  const TimePoint opens = *session.starts_at - row.opens_before;
  return opens > now ? std::optional(opens) : std::nullopt;
}

/// Looks at the locked session as it is now.
AdmissionReason judge(Transaction& transaction, const SessionRow& row, const std::optional<PersonRow>& known,
                      const AdmissionRequest& who, TimePoint now) {
  const auto reason = reason_of(row, known, who.role, now);
  if (reason != AdmissionReason::admitted) return reason;
  if (!row.session.meeting) return AdmissionReason::not_ready;
  const auto& most = row.session.max_people;
  if (most && places_taken(transaction, row.session.id, who.person, now) >= *most)
    return AdmissionReason::full;
  return AdmissionReason::admitted;
}

/// Names the session: by its id, or by the code, which is counted where it is wrong.
Result<Admission> find_by_request(const SessionsContext& context, const AdmissionRequest& request) {
  Admission named{.person = request.person, .session_id = request.session_id};
  if (request.join_code.empty()) return named;
  const auto found = context.database().write([&](Transaction& transaction) -> Result<CodeLookup> {
    return look_up_code(transaction, request.join_code, request.caller, context.options, context.env.now());
  });
  if (!found) return Failure{found.error()};
  if (found->row) {
    named.session_id = found->row->session.id;
  } else {
    named.reason = found->blocked_until ? AdmissionReason::too_many_attempts : AdmissionReason::wrong_code;
    named.again_at = found->blocked_until;
  }
  return named;
}

Result<Judgement> give_seat(const SessionsContext& context, std::string_view session_id,
                            AdmissionRequest& who) {
  return context.database().write([&](Transaction& transaction) -> Result<Judgement> {
    auto row = lock_session_row(transaction, session_id);
    if (!row) return no_session(session_id);
    const TimePoint now = context.env.now();
    const auto known = find_person(transaction, session_id, who.person);
    if (known && who.name.empty()) who.name = known->person.name;
    const auto reason = judge(transaction, *row, known, who, now);
    if (reason == AdmissionReason::admitted)
      take_seat(transaction, row->session, who, now, now + context.options.seat);
    Admission admission{.reason = reason,
                        .again_at = again_at(*row, reason, context.options, now),
                        .person = who.person,
                        .session_id = row->session.id};
    return Judgement{std::move(admission), *std::move(row)};
  });
}

Result<JoinGrant> ask_platform(const SessionsContext& context, const SessionRow& row,
                               const AdmissionRequest& who, const CallOptions& call) {
  const Session& session = row.session;
  const auto client = context.platforms->client(row.instance);
  if (!client) return Failure{client.error()};
  const SessionSettings settings = settings_from(session.settings.text);
  const RoleRights& rights = settings.rights_of(who.role);
  return client->join(*session.meeting,
                      {.role = who.role,
                       .name = who.name,
                       .user_id = who.person,
                       .ttl = context.options.token_ttl,
                       .not_after = session.ends_at,
                       .screen_share = rights.screen_share,
                       .microphone = rights.microphone,
                       .camera = rights.camera,
                       .chat = rights.chat,
                       .recording = rights.recording,
                       .extras = who.extras},
                      call);
}

/// Nobody says that a host has come where the platform cannot be asked who is in: being let in counts there.
bool counts_as_coming(const SessionsContext& context, const SessionRow& row, Role role) {
  if (role != Role::host || row.host_came_at) return false;
  const auto client = context.platforms->client(row.instance);
  return client && !client->info().capabilities.has(Capability::presence);
}

void write_admission(Transaction& transaction, const SessionsContext& context, const SessionRow& row,
                     const AdmissionRequest& who, const JoinGrant& grant, TimePoint now) {
  const Session& session = row.session;
  seat_granted(transaction, session.id, who.person, grant, who, now, now + context.options.seat);
  if (counts_as_coming(context, row, who.role))
    (void)transaction.execute("UPDATE sessions SET host_came_at = ? WHERE id = ?", {now, session.id});
  write_log(transaction, session.id, {.what = "admitted", .detail = who.person, .at = now});
  if (session.state != SessionState::scheduled) return;
  if (session.starts_at && *session.starts_at <= now) {
    make_live(transaction, session, {.what = "live", .source = Source::clock, .at = now});
  } else {
    // Somebody may come before the start: it is looked for, should the event be lost.
    (void)transaction.execute("UPDATE sessions SET poll_due = ? WHERE id = ? AND poll_due IS NULL",
                              {now + context.options.seat, session.id});
  }
}

/// Hands the grant out, unless something has changed since the place was taken.
Result<Admission> confirm(const SessionsContext& context, Admission admission, const AdmissionRequest& who,
                          JoinGrant grant) {
  auto confirmed = context.database().write([&](Transaction& transaction) -> Result<Admission> {
    const TimePoint now = context.env.now();
    const auto row = lock_session_row(transaction, admission.session_id);
    Admission answer = admission;
    if (!row) return no_session(admission.session_id);
    answer.reason = reason_of(*row, find_person(transaction, answer.session_id, who.person), who.role, now);
    if (answer.reason == AdmissionReason::admitted) {
      write_admission(transaction, context, *row, who, grant, now);
    } else {
      give_up_seat(transaction, answer.session_id, who.person, now);
    }
    return answer;
  });
  if (confirmed && confirmed->reason == AdmissionReason::admitted) confirmed->grant = std::move(grant);
  return confirmed;
}

}  // namespace

Result<Admission> Sessions::admit(const AdmissionRequest& request, const CallOptions& call) const {
  const State& context = *state_;
  if (auto fault = fault_of(context.options)) return *std::move(fault);
  if (auto fault = fault_of(request)) return *std::move(fault);
  auto named = find_by_request(context, request);
  if (!named || named->session_id.empty()) return named;
  AdmissionRequest who = request;
  if (who.person.empty()) who.person = context.env.new_id();

  crash_point("admit.before_seat");
  auto judged = give_seat(context, named->session_id, who);
  crash_point("admit.after_seat");
  if (!judged) return Failure{std::move(judged.error())};
  if (judged->admission.reason != AdmissionReason::admitted) return std::move(judged->admission);

  auto grant = ask_platform(context, judged->row, who, call);
  crash_point("admit.after_join");
  if (!grant) {
    // Where that fails the place is free when its time is over.
    (void)context.database().write([&](Transaction& transaction) -> Result<void> {
      if (!lock_session(transaction, named->session_id)) return {};
      give_up_seat(transaction, named->session_id, who.person, context.env.now());
      return {};
    });
    return Failure{std::move(grant.error())};
  }
  auto admission = confirm(context, std::move(judged->admission), who, *std::move(grant));
  crash_point("admit.after_written");
  return admission;
}

}  // namespace vplatform::sessions
