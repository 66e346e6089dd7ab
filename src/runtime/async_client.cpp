#include "vplatform/async_client.hpp"

#include <memory>
#include <utility>

#include "runtime/calls.hpp"

namespace vplatform {

namespace calls = detail::calls;

AsyncClient::AsyncClient(std::shared_ptr<const InstanceRuntime> runtime,
                         std::shared_ptr<AsyncHttpTransport> transport)
    : runtime_(std::move(runtime)), transport_(std::move(transport)) {}

AsyncClient::AsyncClient(const Client& client, std::shared_ptr<AsyncHttpTransport> transport)
    : AsyncClient(client.runtime_, std::move(transport)) {}

void AsyncClient::create_meeting(const MeetingSpec& spec, const CallOptions& call, Done<Meeting> done) const {
  const auto keyed = std::make_shared<MeetingSpec>(spec);  // has to be there at the end too
  start<Meeting>(
      "create_meeting", call, [&] { return calls::create_meeting(*runtime_, *keyed); },
      [keyed, done = std::move(done)](Result<Meeting> meeting) {
        calls::keep_key(meeting, keyed->key);
        done(std::move(meeting));
      });
}

void AsyncClient::find_meeting(const MeetingRef& ref, const CallOptions& call, Done<Meeting> done) const {
  start<Meeting>(
      "find_meeting", call, [&] { return calls::find_meeting(*runtime_, ref); }, std::move(done));
}

void AsyncClient::list_meetings(const PageToken& from, const CallOptions& call,
                                Done<Page<Meeting>> done) const {
  start<Page<Meeting>>(
      "list_meetings", call, [&] { return calls::list_meetings(*runtime_, from); }, std::move(done));
}

void AsyncClient::update_meeting(const MeetingRef& ref, const MeetingChange& change, const CallOptions& call,
                                 Done<Meeting> done) const {
  start<Meeting>(
      "update_meeting", call, [&] { return calls::update_meeting(*runtime_, ref, change); }, std::move(done));
}

void AsyncClient::end_meeting(const MeetingRef& ref, const CallOptions& call, Done<void> done) const {
  start<void>(
      "end_meeting", call, [&] { return calls::end_meeting(*runtime_, ref); }, std::move(done));
}

void AsyncClient::join(const Meeting& meeting, const JoinSpec& spec, const CallOptions& call,
                       Done<JoinGrant> done) const {
  start<JoinGrant>(
      "join", call, [&] { return calls::join(*runtime_, meeting, spec); }, std::move(done));
}

void AsyncClient::join(const MeetingRef& ref, const JoinSpec& spec, const CallOptions& call,
                       Done<JoinGrant> done) const {
  start<JoinGrant>(
      "join", call, [&] { return calls::join(*runtime_, ref, spec); }, std::move(done));
}

void AsyncClient::presence(const MeetingRef& ref, const CallOptions& call, Done<Presence> done) const {
  start<Presence>(
      "presence", call, [&] { return calls::presence(*runtime_, ref); }, std::move(done));
}

void AsyncClient::remove_participant(const MeetingRef& ref, const ParticipantId& who, const CallOptions& call,
                                     Done<void> done) const {
  start<void>(
      "remove_participant", call, [&] { return calls::remove_participant(*runtime_, ref, who); },
      std::move(done));
}

void AsyncClient::remove_all(const MeetingRef& ref, const CallOptions& call, Done<void> done) const {
  start<void>(
      "remove_all", call, [&] { return calls::remove_all(*runtime_, ref); }, std::move(done));
}

void AsyncClient::list_sessions(const MeetingRef& ref, const PageToken& from, const CallOptions& call,
                                Done<Page<MeetingSession>> done) const {
  start<Page<MeetingSession>>(
      "list_sessions", call, [&] { return calls::list_sessions(*runtime_, ref, from); }, std::move(done));
}

void AsyncClient::list_attendance(const SessionRef& session, const PageToken& from, const CallOptions& call,
                                  Done<Page<Attendance>> done) const {
  start<Page<Attendance>>(
      "list_attendance", call, [&] { return calls::list_attendance(*runtime_, session, from); },
      std::move(done));
}

void AsyncClient::start_recording(const MeetingRef& ref, const RecordingSpec& spec, const CallOptions& call,
                                  Done<Recording> done) const {
  start<Recording>(
      "start_recording", call, [&] { return calls::start_recording(*runtime_, ref, spec); }, std::move(done));
}

void AsyncClient::stop_recording(const RecordingRef& ref, const CallOptions& call, Done<void> done) const {
  start<void>(
      "stop_recording", call, [&] { return calls::stop_recording(*runtime_, ref); }, std::move(done));
}

void AsyncClient::find_recording(const RecordingRef& ref, const CallOptions& call,
                                 Done<Recording> done) const {
  start<Recording>(
      "find_recording", call, [&] { return calls::find_recording(*runtime_, ref); }, std::move(done));
}

void AsyncClient::list_recordings(const MeetingRef& ref, const PageToken& from, const CallOptions& call,
                                  Done<Page<Recording>> done) const {
  start<Page<Recording>>(
      "list_recordings", call, [&] { return calls::list_recordings(*runtime_, ref, from); }, std::move(done));
}

void AsyncClient::recording_link(const RecordingRef& ref, std::chrono::seconds valid_for,
                                 const CallOptions& call, Done<DownloadLink> done) const {
  start<DownloadLink>(
      "recording_link", call, [&] { return calls::recording_link(*runtime_, ref, valid_for); },
      std::move(done));
}

void AsyncClient::delete_recording(const RecordingRef& ref, const CallOptions& call, Done<void> done) const {
  start<void>(
      "delete_recording", call, [&] { return calls::delete_recording(*runtime_, ref); }, std::move(done));
}

void AsyncClient::ensure_webhook(const WebhookSpec& spec, const CallOptions& call,
                                 Done<WebhookSubscription> done) const {
  start<WebhookSubscription>(
      "ensure_webhook", call, [&] { return calls::ensure_webhook(*runtime_, spec); }, std::move(done));
}

void AsyncClient::set_theme(const MeetingRef& ref, const Theme& theme, const CallOptions& call,
                            Done<void> done) const {
  start<void>(
      "set_theme", call, [&] { return calls::set_theme(*runtime_, ref, theme); }, std::move(done));
}

void AsyncClient::check_health(const CallOptions& call, Done<Health> done) const {
  start<Health>(
      "check_health", call, [&] { return calls::check_health(*runtime_); }, std::move(done));
}

}  // namespace vplatform
