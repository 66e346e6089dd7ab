#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "unit/runtime/face.hpp"
#include "vplatform/client.hpp"
#include "vplatform/testing/fake_clock.hpp"
#include "vplatform/testing/scripted_transport.hpp"

namespace vplatform::testing {

/// Every capability there is.
inline CapabilitySet everything() {
  CapabilitySet all;
  for (std::size_t i = 0; i < capability_count; ++i) all.add(static_cast<Capability>(i));
  return all;
}

/// A platform that can do everything and says yes at once; it counts how often it is asked.
class BenchPlatform : public Platform {
 public:
  [[nodiscard]] const PlatformInfo& info() const noexcept override { return about; }

  Step<Meeting> create_meeting(const MeetingSpec& spec) const override {
    ++calls;
    seen_spec = spec;
    if (on_create) return on_create(spec);
    return Meeting{.ref = {.platform = about.instance, .id = "m1"}};
  }
  Step<Meeting> find_meeting(const MeetingRef& ref) const override {
    ++calls;
    if (on_find) return on_find(ref);
    return Meeting{.ref = ref};
  }
  [[nodiscard]] WebhookVerdict read_webhook(const WebhookRequest& request) const override {
    ++calls;
    return on_webhook ? on_webhook(request) : WebhookVerdict::probe();
  }

  using Platform::join;
  Step<JoinGrant> join(const MeetingRef&, const JoinSpec& spec) const override {
    seen_join = spec;
    return said<JoinGrant>();
  }
  Step<Recording> start_recording(const MeetingRef&, const RecordingSpec& spec) const override {
    seen_recording = spec;
    return on_record ? on_record(spec) : said<Recording>();
  }
  Step<void> end_meeting(const MeetingRef&) const override { return done(); }
  Step<Meeting> update_meeting(const MeetingRef&, const MeetingChange&) const override {
    return said<Meeting>();
  }
  Step<Page<Meeting>> list_meetings(const PageToken&) const override { return said<Page<Meeting>>(); }
  Step<Presence> presence(const MeetingRef&) const override { return said<Presence>(); }
  Step<void> remove_participant(const MeetingRef&, const ParticipantId&) const override { return done(); }
  Step<void> remove_all(const MeetingRef&) const override { return done(); }
  Step<Page<MeetingSession>> list_sessions(const MeetingRef&, const PageToken&) const override {
    return said<Page<MeetingSession>>();
  }
  Step<Page<Attendance>> list_attendance(const SessionRef&, const PageToken&) const override {
    return said<Page<Attendance>>();
  }
  Step<void> stop_recording(const RecordingRef&) const override { return done(); }
  Step<Recording> find_recording(const RecordingRef&) const override { return said<Recording>(); }
  Step<Page<Recording>> list_recordings(const MeetingRef&, const PageToken&) const override {
    return said<Page<Recording>>();
  }
  Step<DownloadLink> recording_link(const RecordingRef&, std::chrono::seconds) const override {
    return said<DownloadLink>();
  }
  Step<void> delete_recording(const RecordingRef&) const override { return done(); }
  Step<WebhookSubscription> ensure_webhook(const WebhookSpec&) const override {
    return said<WebhookSubscription>();
  }
  Step<void> set_theme(const MeetingRef&, const Theme&) const override { return done(); }
  Step<Health> check_health() const override { return said<Health>(); }

  PlatformInfo about{.kind = "bench", .instance = "bench-eu", .capabilities = everything(), .limits = {}};
  std::function<Step<Meeting>(const MeetingSpec&)> on_create{};
  std::function<Step<Meeting>(const MeetingRef&)> on_find{};
  std::function<Step<Recording>(const RecordingSpec&)> on_record{};
  std::function<WebhookVerdict(const WebhookRequest&)> on_webhook{};
  mutable int calls = 0;
  mutable MeetingSpec seen_spec{};
  mutable JoinSpec seen_join{};
  mutable RecordingSpec seen_recording{};

 private:
  template <class T>
  [[nodiscard]] Step<T> said() const {
    ++calls;
    return T{};
  }
  [[nodiscard]] Step<void> done() const {
    ++calls;
    return Result<void>();
  }
};

/// A client on such a platform, a script for its transport, and a clock that stands.
struct Bench {
  FakeClock clock{};
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  std::shared_ptr<BenchPlatform> platform = std::make_shared<BenchPlatform>();
  std::shared_ptr<InstanceRuntime> runtime = make_runtime();
  Face client{runtime};
  MeetingRef ref{.platform = "bench-eu", .id = "m1"};

  [[nodiscard]] std::shared_ptr<InstanceRuntime> make_runtime(
      std::shared_ptr<HttpTransport> other = nullptr, std::shared_ptr<Observer> observer = nullptr) const {
    return std::make_shared<InstanceRuntime>(platform, other ? std::move(other) : transport, clock.env(),
                                             RetryPolicy{}, std::move(observer));
  }

  /// Sends the request, and gives the body back; an answer that is not 200 is `unavailable`.
  [[nodiscard]] static Step<std::string> ask(HttpRequest request) {
    return then_answer<std::string>(std::move(request), [](const HttpResponse& answer) -> Step<std::string> {
      if (answer.status == 200) return answer.body;
      Failure failure = fail(ErrorCode::unavailable, "the bench answered something else");
      failure.error.http_status = answer.status;
      failure.error.provider_message = answer.body;
      return failure;
    });
  }

  [[nodiscard]] static HttpRequest request(Repeat repeat, std::string method = "POST") {
    HttpRequest request;
    request.operation = "create_meeting";
    request.path_template = "/rooms/{name}";
    request.method = std::move(method);
    request.url = "https://api.bench.invalid/rooms/secret-room?token=abcdef";
    request.repeat = repeat;
    return request;
  }
};

}  // namespace vplatform::testing
