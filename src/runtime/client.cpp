#include "vplatform/client.hpp"

#include <utility>

#include "runtime/calls.hpp"
#include "runtime/observe.hpp"
#include "runtime/traffic.hpp"
#include "vplatform/detail/call.hpp"

namespace vplatform {

using detail::perform;
namespace calls = detail::calls;

namespace {

constexpr int try_later = 503;

// Nothing is known of the request, so the platform is asked to send it again.
WebhookVerdict after_exception(const std::string& instance) {
  WebhookVerdict verdict;
  verdict.error = fail(ErrorCode::internal, "the code of '" + instance + "' threw an exception").error;
  verdict.reply_status = try_later;
  return verdict;
}

WebhookVerdict read_safely(const Platform& platform, const WebhookRequest& request,
                           const std::string& instance) {
  try {
    return platform.read_webhook(request);
  } catch (...) {
    return after_exception(instance);
  }
}

bool lacks_secret(const WebhookVerdict& verdict) noexcept {
  return verdict.reply_status == try_later && verdict.error &&
         verdict.error->code == ErrorCode::failed_precondition;
}

}  // namespace

Client::Client(std::shared_ptr<const InstanceRuntime> runtime) : runtime_(std::move(runtime)) {}

const PlatformInfo& Client::info() const noexcept {
  return runtime_->info();
}

InstanceState Client::state() const noexcept {
  return runtime_->state();
}

const Platform& Client::platform() const noexcept {
  return runtime_->platform();
}

BreakerState Client::breaker() const {
  return runtime_->traffic().breaker();
}

WebhookVerdict Client::read_webhook(const WebhookRequest& request) const {
  // An event is large: with one local, and a value that is made in it, it is moved nowhere.
  WebhookVerdict verdict = read_safely(runtime_->platform(), request, info().instance);
  if (lacks_secret(verdict) && runtime_->first_warning()) {
    detail::observe(
        runtime_->observer(), &Observer::warned,
        Warning{.instance = info().instance, .what = "webhooks are refused: no webhook secret is set"});
  }
  return verdict;
}

Result<Meeting> Client::create_meeting(const MeetingSpec& spec, const CallOptions& call) const {
  MeetingSpec keyed = spec;
  auto meeting = perform<Meeting>(*runtime_, "create_meeting", call,
                                  [&] { return calls::create_meeting(*runtime_, keyed); });
  calls::keep_key(meeting, keyed.key);
  return meeting;
}

Result<Meeting> Client::find_meeting(const MeetingRef& ref, const CallOptions& call) const {
  return perform<Meeting>(*runtime_, "find_meeting", call,
                          [&] { return calls::find_meeting(*runtime_, ref); });
}

Result<Page<Meeting>> Client::list_meetings(const PageToken& from, const CallOptions& call) const {
  return perform<Page<Meeting>>(*runtime_, "list_meetings", call,
                                [&] { return calls::list_meetings(*runtime_, from); });
}

Result<Meeting> Client::update_meeting(const MeetingRef& ref, const MeetingChange& change,
                                       const CallOptions& call) const {
  return perform<Meeting>(*runtime_, "update_meeting", call,
                          [&] { return calls::update_meeting(*runtime_, ref, change); });
}

Result<void> Client::end_meeting(const MeetingRef& ref, const CallOptions& call) const {
  return perform<void>(*runtime_, "end_meeting", call, [&] { return calls::end_meeting(*runtime_, ref); });
}

Result<JoinGrant> Client::join(const Meeting& meeting, const JoinSpec& spec, const CallOptions& call) const {
  return perform<JoinGrant>(*runtime_, "join", call, [&] { return calls::join(*runtime_, meeting, spec); });
}

Result<JoinGrant> Client::join(const MeetingRef& ref, const JoinSpec& spec, const CallOptions& call) const {
  return perform<JoinGrant>(*runtime_, "join", call, [&] { return calls::join(*runtime_, ref, spec); });
}

Result<Presence> Client::presence(const MeetingRef& ref, const CallOptions& call) const {
  return perform<Presence>(*runtime_, "presence", call, [&] { return calls::presence(*runtime_, ref); });
}

Result<void> Client::remove_participant(const MeetingRef& ref, const ParticipantId& who,
                                        const CallOptions& call) const {
  return perform<void>(*runtime_, "remove_participant", call,
                       [&] { return calls::remove_participant(*runtime_, ref, who); });
}

Result<void> Client::remove_all(const MeetingRef& ref, const CallOptions& call) const {
  return perform<void>(*runtime_, "remove_all", call, [&] { return calls::remove_all(*runtime_, ref); });
}

Result<Page<MeetingSession>> Client::list_sessions(const MeetingRef& ref, const PageToken& from,
                                                   const CallOptions& call) const {
  return perform<Page<MeetingSession>>(*runtime_, "list_sessions", call,
                                       [&] { return calls::list_sessions(*runtime_, ref, from); });
}

Result<Page<Attendance>> Client::list_attendance(const SessionRef& session, const PageToken& from,
                                                 const CallOptions& call) const {
  return perform<Page<Attendance>>(*runtime_, "list_attendance", call,
                                   [&] { return calls::list_attendance(*runtime_, session, from); });
}

Result<Recording> Client::start_recording(const MeetingRef& ref, const RecordingSpec& spec,
                                          const CallOptions& call) const {
  return perform<Recording>(*runtime_, "start_recording", call,
                            [&] { return calls::start_recording(*runtime_, ref, spec); });
}

Result<void> Client::stop_recording(const RecordingRef& ref, const CallOptions& call) const {
  return perform<void>(*runtime_, "stop_recording", call,
                       [&] { return calls::stop_recording(*runtime_, ref); });
}

Result<Recording> Client::find_recording(const RecordingRef& ref, const CallOptions& call) const {
  return perform<Recording>(*runtime_, "find_recording", call,
                            [&] { return calls::find_recording(*runtime_, ref); });
}

Result<Page<Recording>> Client::list_recordings(const MeetingRef& ref, const PageToken& from,
                                                const CallOptions& call) const {
  return perform<Page<Recording>>(*runtime_, "list_recordings", call,
                                  [&] { return calls::list_recordings(*runtime_, ref, from); });
}

Result<DownloadLink> Client::recording_link(const RecordingRef& ref, std::chrono::seconds valid_for,
                                            const CallOptions& call) const {
  return perform<DownloadLink>(*runtime_, "recording_link", call,
                               [&] { return calls::recording_link(*runtime_, ref, valid_for); });
}

Result<void> Client::delete_recording(const RecordingRef& ref, const CallOptions& call) const {
  return perform<void>(*runtime_, "delete_recording", call,
                       [&] { return calls::delete_recording(*runtime_, ref); });
}

Result<WebhookSubscription> Client::ensure_webhook(const WebhookSpec& spec, const CallOptions& call) const {
  return perform<WebhookSubscription>(*runtime_, "ensure_webhook", call,
                                      [&] { return calls::ensure_webhook(*runtime_, spec); });
}

Result<void> Client::set_theme(const MeetingRef& ref, const Theme& theme, const CallOptions& call) const {
  return perform<void>(*runtime_, "set_theme", call, [&] { return calls::set_theme(*runtime_, ref, theme); });
}

Result<Health> Client::check_health(const CallOptions& call) const {
  return perform<Health>(*runtime_, "check_health", call, [&] { return calls::check_health(*runtime_); });
}

}  // namespace vplatform
