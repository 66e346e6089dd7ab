// The service's recordings, from the wish to the file.

#include <algorithm>
#include <utility>

#include "mock_files.hpp"
#include "mock_state.hpp"
#include "mock_webhook.hpp"
#include "mock_wire.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::mock {

namespace {

/// `…/recordings/<id>`
std::string recording_of(const spi::Url& url) {
  constexpr std::string_view folder = "/recordings/";
  const auto at = url.path.rfind(folder);
  return at == url.path.npos ? std::string{} : url.path.substr(at + folder.size());
}

}  // namespace

Failure no_recording() {
  return fail(ErrorCode::not_found, "mock has no such recording");
}

Result<void> MockService::finish_recording(const RecordingRef& ref, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  MockRecording* one = state_->recording(ref);
  if (one == nullptr) return no_recording();
  if (one->told.state == RecordingState::active) state_->stop(*one, now);
  if (one->told.state == RecordingState::processing) state_->finish(*one, now);
  if (one->told.state == RecordingState::ready) return {};
  return fail(ErrorCode::failed_precondition,
              "the recording is " + std::string(to_string(one->told.state)) + " and has nothing to finish");
}

Result<void> MockService::fail_recording(const RecordingRef& ref, std::string why, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  MockRecording* one = state_->recording(ref);
  if (one == nullptr) return no_recording();
  if (!is_going_on(one->told.state)) {
    return fail(ErrorCode::failed_precondition,
                "the recording is " + std::string(to_string(one->told.state)) + " already");
  }
  if (one->told.state == RecordingState::active) one->told.ended_at = now;
  one->told.state = RecordingState::failed;
  one->told.failure = std::move(why);
  state_->tell_of(*one, "recording.failed", now);
  return {};
}

Result<std::string> MockService::fetch(const Secret& link, TimePoint now) {
  const auto url = spi::parse_url(link.reveal());
  const std::string id = url ? recording_of(*url) : std::string{};
  const auto expires = read_seconds(query_value(link.reveal(), "expires").value_or(""));
  const auto signature = query_value(link.reveal(), "signature").value_or("");
  if (!expires || !spi::equal_in_constant_time(sign_link(id, *expires), signature))
    return fail(ErrorCode::unauthenticated, "the link is not this service's");
  if (*expires <= now) return fail(ErrorCode::unauthenticated, "the link has expired");
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  for (const auto& one : state_->recordings) {
    if (one.told.ref.id == id) return content_of(one.told);
  }
  return no_recording();
}

std::vector<MockRecording> MockService::recordings(TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  return {state_->recordings.begin(), state_->recordings.end()};
}

Result<Recording> MockService::record(const MeetingRef& ref, const RecordingSpec& spec, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  const MockRecording* there = state_->recording({.meeting = ref, .instance_key = spec.instance_key});
  if (there != nullptr && there->told.ref.kind == spec.kind) return there->told;
  if (there != nullptr)
    return fail(ErrorCode::already_exists, "the instance_key is that of a recording of another kind");
  const MockMeeting* meeting = state_->any_meeting(ref);
  if (meeting == nullptr) return gone(ref);
  if (meeting->session_id.empty())
    return fail(ErrorCode::failed_precondition, "mock records only where somebody is in the meeting");
  MockRecording& one = state_->request(meeting->ref, spec);
  state_->begin(one, *meeting, now);
  return one.told;
}

void MockService::stop_recording(const RecordingRef& ref, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  MockRecording* one = state_->recording(ref);
  if (one == nullptr) return;
  if (one->told.state == RecordingState::active) state_->stop(*one, now);
  if (one->told.state != RecordingState::requested) return;
  one->told.state = RecordingState::cancelled;
  if (MockMeeting* meeting = state_->any_meeting(ref.meeting)) meeting->recording.reset();
}

std::optional<MockRecording> MockService::find_recording(const RecordingRef& ref, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  const MockRecording* one = state_->recording(ref);
  return one == nullptr ? std::nullopt : std::optional(*one);
}

Result<std::vector<MockRecording>> MockService::list_recordings(const MeetingRef& ref, std::uint64_t below,
                                                                std::size_t most, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  if (!state_->names.contains({ref.platform, ref.id})) return gone(ref);
  std::vector<MockRecording> found;
  const auto& all = state_->recordings;
  for (auto one = all.rbegin(); one != all.rend() && found.size() < most; ++one) {
    if (same_meeting(one->told.ref.meeting, ref) && one->serial < below) found.push_back(*one);
  }
  return found;
}

Result<void> MockService::delete_recording(const RecordingRef& ref, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->sweep(now);
  const MockRecording* one = state_->recording(ref);
  if (one == nullptr) return {};
  if (is_going_on(one->told.state))
    return fail(ErrorCode::failed_precondition, "the recording is still being made; stop it first");
  const auto id = one->told.ref.id;
  std::erase_if(state_->recordings, [&id](const MockRecording& other) { return other.told.ref.id == id; });
  return {};
}

std::string MockService::sign_link(std::string_view recording, TimePoint expires_at) const {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(expires_at.time_since_epoch()).count();
  const auto mac = spi::HmacKey(state_->keys.tokens.reveal())
                       .sign({"recording/", recording, "/", std::to_string(seconds)});
  return spi::to_hex(spi::as_text(mac));
}

MockRecording* MockService::State::recording(const RecordingRef& ref) {
  const auto found = std::find_if(recordings.begin(), recordings.end(), [&ref](const MockRecording& one) {
    if (!same_meeting(one.told.ref.meeting, ref.meeting)) return false;
    return ref.id ? one.told.ref.id == ref.id : one.told.ref.instance_key == ref.instance_key;
  });
  return found == recordings.end() ? nullptr : &*found;
}

MockRecording& MockService::State::request(const MeetingRef& ref, const RecordingSpec& spec) {
  MockRecording one{.target = spec.target, .max_length = spec.max_length};
  one.told.ref = {ref, spec.kind, spec.instance_key, next_id("recording-")};
  one.serial = ids;
  return recordings.emplace_back(std::move(one));
}

// Each sitting has a recording of its own: under the key that was asked for, then `<key>-2` and so on.
MockRecording& MockService::State::request_automatic(const MockMeeting& meeting,
                                                     const RecordingSpec& wanted) {
  RecordingSpec spec = wanted;
  for (int n = 2; recording({.meeting = meeting.ref, .instance_key = spec.instance_key}) != nullptr; ++n)
    spec.instance_key = wanted.instance_key + "-" + std::to_string(n);
  return request(meeting.ref, spec);
}

void MockService::State::begin_automatic(const MockMeeting& meeting, TimePoint now) {
  for (auto& one : recordings) {
    const bool waits =
        one.told.state == RecordingState::requested && same_meeting(one.told.ref.meeting, meeting.ref);
    if (waits) return begin(one, meeting, now);
  }
  if (meeting.recording) begin(request_automatic(meeting, *meeting.recording), meeting, now);
}

void MockService::State::begin(MockRecording& one, const MockMeeting& meeting, TimePoint now) {
  one.told.state = RecordingState::active;
  one.told.started_at = now;
  one.session_id = meeting.session_id;
  tell_of(one, "recording.started", now);
}

// However late it is noticed, a recording is no longer than it may be.
void MockService::State::stop(MockRecording& one, TimePoint now) {
  const TimePoint started = *one.told.started_at;
  const TimePoint at = one.max_length ? std::min(now, started + *one.max_length) : now;
  one.told.state = RecordingState::processing;
  one.told.ended_at = at;
  one.told.duration = std::chrono::duration_cast<std::chrono::milliseconds>(at - started);
  tell_of(one, "recording.updated", at);
}

void MockService::State::finish(MockRecording& one, TimePoint at) {
  one.told.state = RecordingState::ready;
  if (const MockSession* session = sitting(one.session_id)) one.told.files = files_of(one, *session);
  tell_of(one, "recording.ready", at);
}

void MockService::State::tell_of(const MockRecording& one, std::string_view type, TimePoint at) {
  tell({.type = type,
        .meeting = one.told.ref.meeting,
        .session_id = one.session_id,
        .at = at,
        .recording = one.told});
}

}  // namespace vplatform::platforms::mock
