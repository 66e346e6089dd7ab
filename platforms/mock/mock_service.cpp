// The service's books: meetings, faults, and what time brings about.

#include "vplatform/platforms/mock_service.hpp"

#include <algorithm>
#include <utility>

#include "mock_state.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/jwt.hpp"

namespace vplatform::platforms::mock {

Failure gone(const MeetingRef& ref) {
  return fail(ErrorCode::not_found, "mock has no meeting '" + ref.id + "'");
}

bool same_meeting(const MeetingRef& one, const MeetingRef& other) noexcept {
  return one.platform == other.platform && one.id == other.id;
}

MockService::MockService(MockKeys keys) : state_(std::make_unique<State>(std::move(keys))) {}

MockService::~MockService() = default;

void MockService::fail_next(MockFault fault) {
  const std::lock_guard lock(state_->mutex);
  state_->faults.push_back(std::move(fault));
}

std::optional<MockFault> MockService::next_fault(std::string_view operation) {
  const std::lock_guard lock(state_->mutex);
  auto& faults = state_->faults;
  const auto fault = std::find_if(faults.begin(), faults.end(), [operation](const MockFault& one) {
    return one.operation.empty() || one.operation == operation;
  });
  if (fault == faults.end()) return std::nullopt;
  MockFault hit = *fault;
  if (--fault->times <= 0) faults.erase(fault);
  return hit;
}

std::vector<MockMeeting> MockService::meetings(TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  std::vector<MockMeeting> all;
  for (const auto& [name, meeting] : state_->books) {
    if (now < meeting.ends_at) all.push_back(meeting);
  }
  return all;
}

std::pair<MockMeeting, bool> MockService::create(MockMeeting wanted, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  if (const MockMeeting* there = state_->open_meeting(wanted.ref, now)) return {*there, false};
  const State::Name name{wanted.ref.platform, wanted.ref.id};
  auto& entry = state_->books[name];
  // Somebody may still sit in an earlier meeting of that name, which has ended for newcomers.
  state_->close(entry, now);
  entry = std::move(wanted);
  state_->names.insert(name);
  if (entry.recording) state_->request_automatic(entry, *entry.recording);
  return {entry, true};
}

std::optional<MockMeeting> MockService::find(const MeetingRef& ref, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  const MockMeeting* meeting = state_->open_meeting(ref, now);
  return meeting == nullptr ? std::nullopt : std::optional(*meeting);
}

std::optional<MockMeeting> MockService::update(const MeetingRef& ref, const MeetingChange& change,
                                               TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  MockMeeting* meeting = state_->open_meeting(ref, now);
  if (meeting == nullptr) return std::nullopt;
  if (change.ends_at) meeting->ends_at = *change.ends_at;
  if (change.metadata) meeting->metadata = *change.metadata;
  return *meeting;
}

Result<void> MockService::paint(const MeetingRef& ref, const Theme& theme, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  MockMeeting* meeting = state_->open_meeting(ref, now);
  if (meeting == nullptr) return gone(ref);
  for (const auto part : {&Theme::logo_png, &Theme::background_png, &Theme::primary_color,
                          &Theme::secondary_color, &Theme::focus_color}) {
    if (theme.*part) meeting->theme.*part = theme.*part;
  }
  return {};
}

void MockService::end(const MeetingRef& ref, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  const auto entry = state_->books.find({ref.platform, ref.id});
  if (entry == state_->books.end()) return;
  state_->close(entry->second, now);
  state_->books.erase(entry);
}

std::vector<MockMeeting> MockService::list(const std::string& instance, const std::string& after,
                                           std::size_t most, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  std::vector<MockMeeting> page;
  auto& books = state_->books;
  for (auto entry = books.upper_bound({instance, after}); entry != books.end() && page.size() < most;
       ++entry) {
    if (entry->first.first != instance) break;
    if (now < entry->second.ends_at) page.push_back(entry->second);
  }
  return page;
}

Secret MockService::sign_token(std::string_view claims) const {
  return Secret(spi::sign_hs256(spi::HmacKey(state_->keys.tokens.reveal()), claims));
}

MockMeeting* MockService::State::open_meeting(const MeetingRef& ref, TimePoint now) {
  sweep(now);
  MockMeeting* meeting = any_meeting(ref);
  return meeting != nullptr && now < meeting->ends_at ? meeting : nullptr;
}

MockMeeting* MockService::State::any_meeting(const MeetingRef& ref) {
  const auto entry = books.find({ref.platform, ref.id});
  return entry == books.end() ? nullptr : &entry->second;
}

void MockService::State::close(MockMeeting& meeting, TimePoint now) {
  put_all_out(meeting, now);
  for (auto& one : recordings) {
    const bool waits =
        same_meeting(one.told.ref.meeting, meeting.ref) && one.told.state == RecordingState::requested;
    if (waits) one.told.state = RecordingState::cancelled;
  }
}

// Meetings whose time is over go, unless somebody may stay on in them.
void MockService::State::sweep(TimePoint now) {
  for (auto entry = books.begin(); entry != books.end();) {
    MockMeeting& meeting = entry->second;
    const bool over = meeting.ends_at <= now && (meeting.eject_at_end || meeting.people.empty());
    if (over) close(meeting, meeting.ends_at);
    entry = over ? books.erase(entry) : std::next(entry);
  }
  for (auto& one : recordings) {
    if (one.told.state == RecordingState::active) {
      const bool too_long = one.max_length && *one.told.started_at + *one.max_length <= now;
      if (too_long) stop(one, now);
    }
    const bool processing = one.told.state == RecordingState::processing;
    if (processing && *one.told.ended_at + processing_time <= now)
      finish(one, *one.told.ended_at + processing_time);
  }
}

std::string MockService::State::next_id(std::string_view prefix) {
  return std::string(prefix) + std::to_string(++ids);
}

}  // namespace vplatform::platforms::mock
