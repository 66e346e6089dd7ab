// The service's people: who comes, waits, sits and goes, and the sittings that this makes.

#include <algorithm>
#include <utility>

#include "mock_state.hpp"
#include "mock_webhook.hpp"
#include "mock_wire.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/jwt.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::mock {

namespace {

std::ptrdiff_t seated(const MockMeeting& meeting) {
  return std::count_if(meeting.people.begin(), meeting.people.end(),
                       [](const MockPerson& one) { return !one.waiting; });
}

auto find_person(MockMeeting& meeting, const ParticipantId& who) {
  return std::find_if(meeting.people.begin(), meeting.people.end(),
                      [&who](const MockPerson& one) { return one.participant.id == who; });
}

// What webhooks count: people, and no machines.
int counted(const MockMeeting& meeting) {
  return static_cast<int>(
      std::count_if(meeting.people.begin(), meeting.people.end(),
                    [](const MockPerson& one) { return !one.waiting && one.participant.is_person; }));
}

Happening about(const MockMeeting& meeting, std::string_view type, const MockPerson* person, TimePoint at) {
  return {.type = type,
          .meeting = meeting.ref,
          .session_id = meeting.session_id,
          .at = at,
          .participant = person == nullptr ? std::nullopt : std::optional(person->participant),
          .people = counted(meeting)};
}

}  // namespace

Result<MockPerson> MockService::enter(const Secret& token, TimePoint now) {
  const auto parts = spi::split_jwt(token.reveal());
  if (!parts) return fail(ErrorCode::unauthenticated, "the token is no token");
  const auto signature = spi::HmacKey(state_->keys.tokens.reveal()).sign(parts->signed_part);
  if (!spi::equal_in_constant_time(spi::as_text(signature), parts->signature)) {
    return fail(ErrorCode::unauthenticated, "the token is not signed by this service");
  }
  const auto ticket = read_claims(parts->claims);
  if (!ticket) return Failure{ticket.error()};
  if (ticket->expires_at <= now) return fail(ErrorCode::unauthenticated, "the token has expired");
  return enter_as(ticket->meeting, {.identity = ticket->identity, .name = ticket->name, .role = ticket->role},
                  now);
}

Result<MockPerson> MockService::enter_link(const Secret& link, TimePoint now) {
  const auto token = query_value(link.reveal(), "token");
  if (!token) return fail(ErrorCode::unauthenticated, "the link holds no token");
  return enter(Secret(*token), now);
}

Result<MockPerson> MockService::enter_open(const MeetingRef& ref, const std::string& name, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  MockMeeting* meeting = state_->open_meeting(ref, now);
  if (meeting == nullptr) return gone(ref);
  if (meeting->access != Access::open) {
    return fail(ErrorCode::permission_denied, "the meeting '" + ref.id + "' is not open");
  }
  return state_->let_in(*meeting, {.name = name, .role = Role::participant}, now);
}

Result<MockPerson> MockService::enter_as(const MeetingRef& ref, Participant who, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  MockMeeting* meeting = state_->open_meeting(ref, now);
  if (meeting == nullptr) return gone(ref);
  return state_->let_in(*meeting, std::move(who), now);
}

Result<void> MockService::admit(const MeetingRef& ref, const ParticipantId& who, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  MockMeeting* meeting = state_->any_meeting(ref);
  if (meeting == nullptr) return gone(ref);
  const auto person = find_person(*meeting, who);
  if (person == meeting->people.end() || !person->waiting) {
    return fail(ErrorCode::not_found, "nobody waits under the id '" + who.value + "'");
  }
  state_->tell(about(*meeting, "participant.stopped_waiting", &*person, now));
  state_->seat(*meeting, *person, now);
  return {};
}

Result<void> MockService::leave(const MeetingRef& ref, const ParticipantId& who, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  MockMeeting* meeting = state_->any_meeting(ref);
  if (meeting == nullptr) return gone(ref);
  const auto person = find_person(*meeting, who);
  if (person == meeting->people.end())
    return fail(ErrorCode::not_found, "nobody is in under the id '" + who.value + "'");
  const MockPerson leaver = *person;
  meeting->people.erase(person);
  state_->put_out(*meeting, leaver, now);
  return {};
}

Result<void> MockService::put_all_out(const MeetingRef& ref, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  MockMeeting* meeting = state_->any_meeting(ref);
  if (meeting == nullptr) return gone(ref);
  state_->put_all_out(*meeting, now);
  return {};
}

Result<std::vector<Participant>> MockService::people(const MeetingRef& ref, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  const MockMeeting* meeting = state_->any_meeting(ref);
  if (meeting == nullptr) return gone(ref);
  std::vector<Participant> in;
  for (const auto& one : meeting->people) {
    if (!one.waiting) in.push_back(one.participant);
  }
  return in;
}

Result<std::vector<MockSession>> MockService::sessions(const MeetingRef& ref, std::uint64_t below,
                                                       std::size_t most, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  if (!state_->names.contains({ref.platform, ref.id})) return gone(ref);
  std::vector<MockSession> found;
  const auto& all = state_->sessions;
  for (auto one = all.rbegin(); one != all.rend() && found.size() < most; ++one) {
    if (same_meeting(one->told.ref.meeting, ref) && one->serial < below) found.push_back(*one);
  }
  return found;
}

Result<MockSession> MockService::session(const SessionRef& ref, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  const MockSession* session = state_->sitting(ref.id);
  if (session == nullptr || !same_meeting(session->told.ref.meeting, ref.meeting))
    return fail(ErrorCode::not_found, "mock has no such session of the meeting '" + ref.meeting.id + "'");
  return *session;
}

Result<MockPerson> MockService::State::let_in(MockMeeting& meeting, Participant who, TimePoint now) {
  if (meeting.max_participants && seated(meeting) >= *meeting.max_participants) {
    return fail(ErrorCode::quota_exceeded, "the meeting '" + meeting.ref.id + "' is full");
  }
  who.id.value = next_id("person-");
  MockPerson& person = meeting.people.emplace_back(MockPerson{std::move(who)});
  if (meeting.access == Access::knock && person.participant.role != Role::host) {
    person.waiting = true;
    tell(about(meeting, "participant.waiting", &person, now));
  } else {
    seat(meeting, person, now);
  }
  return person;
}

void MockService::State::seat(MockMeeting& meeting, MockPerson& person, TimePoint now) {
  const bool is_first = meeting.session_id.empty();
  if (is_first) begin_sitting(meeting, now);
  person.waiting = false;
  person.participant.joined_at = now;
  if (MockSession* session = sitting(meeting.session_id)) {
    session->people.push_back({.session = session->told.ref, .participant = person.participant});
    session->told.most_participants = std::max(session->told.most_participants.value_or(0), counted(meeting));
  }
  tell(about(meeting, "participant.joined", &person, now));
  if (is_first) begin_automatic(meeting, now);
}

// `person` is out of the list already.
void MockService::State::put_out(MockMeeting& meeting, const MockPerson& person, TimePoint now) {
  tell(about(meeting, person.waiting ? "participant.stopped_waiting" : "participant.left", &person, now));
  MockSession* session = person.waiting ? nullptr : sitting(meeting.session_id);
  if (session == nullptr) return;
  for (auto& attendance : session->people) {
    if (attendance.participant.id == person.participant.id) attendance.left_at = now;
  }
  if (seated(meeting) == 0) end_sitting(meeting, now);
}

void MockService::State::put_all_out(MockMeeting& meeting, TimePoint now) {
  while (!meeting.people.empty()) {
    const MockPerson person = meeting.people.back();
    meeting.people.pop_back();
    put_out(meeting, person, now);
  }
}

void MockService::State::begin_sitting(MockMeeting& meeting, TimePoint now) {
  meeting.session_id = next_id("session-");
  sessions.push_back({.told = {.ref = {meeting.ref, meeting.session_id}, .started_at = now}, .serial = ids});
  tell(about(meeting, "meeting.started", nullptr, now));
}

void MockService::State::end_sitting(MockMeeting& meeting, TimePoint now) {
  for (auto& one : recordings) {
    if (one.session_id == meeting.session_id && one.told.state == RecordingState::active) stop(one, now);
  }
  if (MockSession* session = sitting(meeting.session_id)) session->told.ended_at = now;
  tell(about(meeting, "meeting.ended", nullptr, now));
  meeting.session_id.clear();
}

MockSession* MockService::State::sitting(const std::string& id) {
  const auto found = std::find_if(sessions.begin(), sessions.end(),
                                  [&id](const MockSession& one) { return one.told.ref.id == id; });
  return found == sessions.end() ? nullptr : &*found;
}

}  // namespace vplatform::platforms::mock
