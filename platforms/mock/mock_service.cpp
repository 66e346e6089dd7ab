#include "vplatform/platforms/mock_service.hpp"

#include <algorithm>
#include <utility>

#include "mock_webhook.hpp"
#include "mock_wire.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/jwt.hpp"

namespace vplatform::platforms::mock {
namespace {

Failure gone(const MeetingRef& ref) {
  return fail(ErrorCode::not_found, "mock has no meeting '" + ref.id + "'");
}

std::ptrdiff_t seated(const MockMeeting& meeting) {
  return std::count_if(meeting.people.begin(), meeting.people.end(),
                       [](const MockPerson& one) { return !one.waiting; });
}

auto find_person(MockMeeting& meeting, const ParticipantId& who) {
  return std::find_if(meeting.people.begin(), meeting.people.end(),
                      [&who](const MockPerson& one) { return one.participant.id == who; });
}

}  // namespace

MockService::MockService(MockKeys keys) : keys_(std::move(keys)) {}

Result<MockPerson> MockService::enter(const Secret& token, TimePoint now) {
  const auto parts = spi::split_jwt(token.reveal());
  if (!parts) return fail(ErrorCode::unauthenticated, "the token is no token");
  const auto signature = spi::HmacKey(keys_.tokens.reveal()).sign(parts->signed_part);
  if (!spi::equal_in_constant_time(spi::as_text(signature), parts->signature)) {
    return fail(ErrorCode::unauthenticated, "the token is not signed by this service");
  }
  const auto ticket = read_claims(parts->claims);
  if (!ticket) return Failure{ticket.error()};
  if (ticket->expires_at <= now) return fail(ErrorCode::unauthenticated, "the token has expired");

  const std::lock_guard lock(mutex_);
  MockMeeting* meeting = open_meeting(ticket->meeting, now);
  if (meeting == nullptr) return gone(ticket->meeting);
  return let_in(*meeting, {.identity = ticket->identity, .name = ticket->name, .role = ticket->role}, now);
}

Result<MockPerson> MockService::enter_open(const MeetingRef& ref, const std::string& name, TimePoint now) {
  const std::lock_guard lock(mutex_);
  MockMeeting* meeting = open_meeting(ref, now);
  if (meeting == nullptr) return gone(ref);
  if (meeting->access != Access::open) {
    return fail(ErrorCode::permission_denied, "the meeting '" + ref.id + "' is not open");
  }
  return let_in(*meeting, {.name = name, .role = Role::participant}, now);
}

Result<void> MockService::admit(const MeetingRef& ref, const ParticipantId& who, TimePoint now) {
  const std::lock_guard lock(mutex_);
  sweep(now);
  const auto entry = books_.find({ref.platform, ref.id});
  if (entry == books_.end()) return gone(ref);
  MockMeeting& meeting = entry->second;
  const auto person = find_person(meeting, who);
  if (person == meeting.people.end() || !person->waiting) {
    return fail(ErrorCode::not_found, "nobody waits under the id '" + who.value + "'");
  }
  tell(meeting, "participant.stopped_waiting", &*person, now);
  seat(meeting, *person, now);
  return {};
}

Result<void> MockService::leave(const MeetingRef& ref, const ParticipantId& who, TimePoint now) {
  const std::lock_guard lock(mutex_);
  sweep(now);
  const auto entry = books_.find({ref.platform, ref.id});
  if (entry == books_.end()) return gone(ref);
  MockMeeting& meeting = entry->second;
  const auto person = find_person(meeting, who);
  if (person == meeting.people.end())
    return fail(ErrorCode::not_found, "nobody is in under the id '" + who.value + "'");
  const MockPerson leaver = *person;
  meeting.people.erase(person);
  put_out(meeting, leaver, now);
  return {};
}

void MockService::fail_next(MockFault fault) {
  const std::lock_guard lock(mutex_);
  faults_.push_back(std::move(fault));
}

std::vector<WebhookRequest> MockService::due(TimePoint now) {
  const std::lock_guard lock(mutex_);
  sweep(now);
  std::vector<WebhookRequest> requests;
  for (auto& body : std::exchange(events_, {}))
    requests.push_back(sign_webhook(std::move(body), keys_.webhooks, now));
  return requests;
}

std::vector<MockMeeting> MockService::meetings(TimePoint now) {
  const std::lock_guard lock(mutex_);
  sweep(now);
  std::vector<MockMeeting> all;
  for (const auto& [name, meeting] : books_) {
    if (now < meeting.ends_at) all.push_back(meeting);
  }
  return all;
}

std::optional<MockFault> MockService::next_fault(std::string_view operation) {
  const std::lock_guard lock(mutex_);
  const auto fault = std::find_if(faults_.begin(), faults_.end(), [operation](const MockFault& one) {
    return one.operation.empty() || one.operation == operation;
  });
  if (fault == faults_.end()) return std::nullopt;
  MockFault hit = *fault;
  if (--fault->times <= 0) faults_.erase(fault);
  return hit;
}

std::pair<MockMeeting, bool> MockService::create(MockMeeting wanted, TimePoint now) {
  const std::lock_guard lock(mutex_);
  if (const MockMeeting* there = open_meeting(wanted.ref, now)) return {*there, false};
  auto& entry = books_[{wanted.ref.platform, wanted.ref.id}];
  // Somebody may still sit in an earlier meeting of that name, which has ended for newcomers.
  close(entry, now);
  entry = std::move(wanted);
  return {entry, true};
}

std::optional<MockMeeting> MockService::find(const MeetingRef& ref, TimePoint now) {
  const std::lock_guard lock(mutex_);
  const MockMeeting* meeting = open_meeting(ref, now);
  return meeting == nullptr ? std::nullopt : std::optional(*meeting);
}

std::optional<MockMeeting> MockService::update(const MeetingRef& ref, const MeetingChange& change,
                                               TimePoint now) {
  const std::lock_guard lock(mutex_);
  MockMeeting* meeting = open_meeting(ref, now);
  if (meeting == nullptr) return std::nullopt;
  if (change.ends_at) meeting->ends_at = *change.ends_at;
  if (change.metadata) meeting->metadata = *change.metadata;
  return *meeting;
}

void MockService::end(const MeetingRef& ref, TimePoint now) {
  const std::lock_guard lock(mutex_);
  sweep(now);
  const auto entry = books_.find({ref.platform, ref.id});
  if (entry == books_.end()) return;
  close(entry->second, now);
  books_.erase(entry);
}

std::vector<MockMeeting> MockService::list(const std::string& instance, const std::string& after,
                                           std::size_t most, TimePoint now) {
  const std::lock_guard lock(mutex_);
  sweep(now);
  std::vector<MockMeeting> page;
  for (auto entry = books_.upper_bound({instance, after}); entry != books_.end() && page.size() < most;
       ++entry) {
    if (entry->first.first != instance) break;
    if (now < entry->second.ends_at) page.push_back(entry->second);
  }
  return page;
}

Secret MockService::sign_token(std::string_view claims) const {
  return Secret(spi::sign_hs256(spi::HmacKey(keys_.tokens.reveal()), claims));
}

MockMeeting* MockService::open_meeting(const MeetingRef& ref, TimePoint now) {
  sweep(now);
  const auto entry = books_.find({ref.platform, ref.id});
  if (entry == books_.end() || entry->second.ends_at <= now) return nullptr;
  return &entry->second;
}

Result<MockPerson> MockService::let_in(MockMeeting& meeting, Participant who, TimePoint now) {
  if (meeting.max_participants && seated(meeting) >= *meeting.max_participants) {
    return fail(ErrorCode::quota_exceeded, "the meeting '" + meeting.ref.id + "' is full");
  }
  who.id.value = next_id("person-");
  MockPerson& person = meeting.people.emplace_back(MockPerson{std::move(who)});
  if (meeting.access == Access::knock && person.participant.role != Role::host) {
    person.waiting = true;
    tell(meeting, "participant.waiting", &person, now);
  } else {
    seat(meeting, person, now);
  }
  return person;
}

void MockService::seat(MockMeeting& meeting, MockPerson& person, TimePoint now) {
  if (meeting.session_id.empty()) {
    meeting.session_id = next_id("session-");
    tell(meeting, "meeting.started", nullptr, now);
  }
  person.waiting = false;
  person.participant.joined_at = now;
  tell(meeting, "participant.joined", &person, now);
}

// `person` is out of the list already.
void MockService::put_out(MockMeeting& meeting, const MockPerson& person, TimePoint now) {
  tell(meeting, person.waiting ? "participant.stopped_waiting" : "participant.left", &person, now);
  if (meeting.session_id.empty() || seated(meeting) > 0) return;
  tell(meeting, "meeting.ended", nullptr, now);
  meeting.session_id.clear();
}

void MockService::close(MockMeeting& meeting, TimePoint now) {
  while (!meeting.people.empty()) {
    const MockPerson person = meeting.people.back();
    meeting.people.pop_back();
    put_out(meeting, person, now);
  }
}

// Meetings whose time is over go, unless somebody may stay on in them.
void MockService::sweep(TimePoint now) {
  for (auto entry = books_.begin(); entry != books_.end();) {
    MockMeeting& meeting = entry->second;
    const bool over = meeting.ends_at <= now && (meeting.eject_at_end || meeting.people.empty());
    if (over) close(meeting, meeting.ends_at);
    entry = over ? books_.erase(entry) : std::next(entry);
  }
}

void MockService::tell(const MockMeeting& meeting, std::string_view type, const MockPerson* person,
                       TimePoint at) {
  if (keys_.webhooks.empty()) return;
  spi::JsonWriter json;
  json.begin_object();
  json.member("id", next_id("event-"));
  json.member("type", type);
  json.member("at", to_rfc3339(at));
  json.member("meeting", meeting.ref.id);
  json.member("session", meeting.session_id);
  if (person != nullptr) {
    const Participant& who = person->participant;
    json.key("participant").begin_object();
    json.member("id", who.id.value).member("identity", who.identity).member("name", who.name);
    if (who.role) json.member("role", to_string(*who.role));
    json.end_object();
  }
  json.member("people", static_cast<std::int64_t>(seated(meeting)));
  json.end_object();
  events_.push_back(std::move(json).text());
}

std::string MockService::next_id(std::string_view prefix) {
  return std::string(prefix) + std::to_string(++ids_);
}

}  // namespace vplatform::platforms::mock
