#include <algorithm>
#include <utility>

#include "sessions/crash_point.hpp"
#include "sessions/session/check_request.hpp"
#include "sessions/session/decision_json.hpp"
#include "sessions/session/join_code.hpp"
#include "sessions/session/make_meeting.hpp"
#include "sessions/session/session_rows.hpp"
#include "sessions/session/session_settings.hpp"
#include "vplatform/factory.hpp"
#include "vplatform/spi/naming.hpp"

namespace vplatform::sessions {
namespace {

// Two codes of eight characters are the same once in 650 thousand million times.
constexpr int most_codes = 10;

/// What the platform must offer. Its size limit is not among it: admission counts.
RoomContext wanted_room(const SessionSpec& spec) {
  MeetingSpec meeting = spec.meeting;
  meeting.max_participants.reset();
  RoomContext room = spec.room;
  room.needs.capabilities = room.needs.capabilities | vplatform::needs_of(meeting);
  for (const RoleRights* rights : {&spec.host_rights, &spec.participant_rights, &spec.viewer_rights})
    room.needs.capabilities = room.needs.capabilities | needs_of(*rights);
  room.needs.people = std::max(room.needs.people, spec.max_people.value_or(0));
  return room;
}

Result<SessionRow> new_row(const SessionsContext& context, const SessionSpec& spec, const Decision& decision,
                           const CallOptions& call) {
  const auto client = context.platforms->client(decision.platform());
  if (!client) return Failure{client.error()};
  auto settings = settings_json(spec, client->info());
  if (!settings) return Failure{settings.error()};
  const TimePoint now = context.env.now();
  SessionRow row;
  Session& session = row.session;
  session.id = context.env.new_id();
  session.owner = spec.owner;
  session.room = spec.room.id;
  session.name = spec.name;
  session.starts_at = spec.starts_at;
  session.ends_at = spec.ends_at;
  session.max_people = spec.max_people;
  session.created_at = now;
  session.decision = record_of(decision);
  session.settings = {*std::move(settings)};
  if (!spec.starts_at || *spec.starts_at <= now) {
    session.state = SessionState::live;
    session.live_at = now;
  }
  row.instance = std::string(decision.platform());
  row.meeting_key = spi::make_key(spec.name, session.id);
  row.opens_before = spec.opens_before;
  row.needs_host = spec.needs_host;
  row.create_due = now + lease_length(call);
  return row;
}

/// The row as it is stored now: this one, or the one that was there with the same request key.
Result<std::string> enter(const SessionsContext& context, SessionRow row, std::string_view request_key) {
  return context.database().write([&](Transaction& transaction) -> Result<std::string> {
    for (int code = 0; code < most_codes; ++code) {
      row.session.join_code = make_join_code(context.options.join_code_length, context.env.new_id());
      if (insert_session_row(transaction, row, request_key)) {
        const std::string_view what = to_string(row.session.state);
        write_log(transaction, row.session.id, {.what = what, .at = row.session.created_at});
        return row.session.id;
      }
      if (request_key.empty()) continue;
      if (auto other = find_session_row_by_request(transaction, row.session.owner, request_key))
        return std::move(other->session.id);
    }
    return fail(ErrorCode::internal, "no join code is free; make join_code_length longer");
  });
}

/// The session of an earlier call with the same key.
Result<std::optional<std::string>> earlier(const SessionsContext& context, const SessionSpec& spec) {
  if (spec.request_key.empty()) return std::optional<std::string>();
  return context.database().read([&](Transaction& transaction) -> Result<std::optional<std::string>> {
    auto row = find_session_row_by_request(transaction, spec.owner, spec.request_key);
    return row ? std::optional(std::move(row->session.id)) : std::nullopt;
  });
}

Result<Session> create_at(const SessionsContext& context, const SessionSpec& spec, const Decision& decision,
                          const CallOptions& call) {
  const auto row = new_row(context, spec, decision, call);
  if (!row) return Failure{row.error()};
  crash_point("create.before_write");
  const auto id = enter(context, *row, spec.request_key);
  crash_point("create.after_write");
  if (!id) return Failure{id.error()};
  return make_meeting(context, *id,
                      spec.meeting.recording ? std::optional(spec.meeting.recording->target) : std::nullopt,
                      call);
}

CallOptions rest_of(CallOptions call, std::chrono::steady_clock::duration used) {
  if (call.budget) *call.budget -= std::chrono::duration_cast<std::chrono::milliseconds>(used);
  return call;
}

/// Whether another platform may be tried: this one certainly has nothing.
bool may_fall_back(const Error& error) {
  return error.code == ErrorCode::unavailable && error.effect == Effect::none;
}

}  // namespace

Sessions::Sessions(Backend backend, SessionsOptions options)
    : state_(std::make_shared<const State>(backend, options)) {}

Result<Session> Sessions::create(const SessionSpec& asked, const CallOptions& call) const {
  const State& context = *state_;
  if (auto fault = fault_of(context.options)) return *std::move(fault);
  if (auto fault = fault_of(asked, context.env.now())) return *std::move(fault);
  SessionSpec spec = asked;
  auto& recording = spec.meeting.recording;
  if (recording && recording->instance_key.empty()) recording->instance_key = context.env.new_id();

  const auto known = earlier(context, spec);
  if (!known) return Failure{known.error()};
  if (*known) {
    return make_meeting(context, **known, recording ? std::optional(recording->target) : std::nullopt, call);
  }
  const RoomContext room = wanted_room(spec);
  Decision decision = context.platforms->select(room);
  if (!decision) return Failure{decision.error()};
  const auto started = context.env.steady_now();
  auto made = create_at(context, spec, decision, call);
  for (auto others = context.platforms->clients().size(); !made && others > 0; --others) {
    if (!may_fall_back(made.error())) break;
    decision = context.platforms->fall_back(room, decision);
    const CallOptions rest = rest_of(call, context.env.steady_now() - started);
    if (!decision || (rest.budget && rest.budget->count() <= 0)) break;
    auto other = create_at(context, spec, decision, rest);
    // The first failure is the one to tell of, unless another may have had an effect.
    if (other || !may_fall_back(other.error())) return other;
  }
  return made;
}

}  // namespace vplatform::sessions
