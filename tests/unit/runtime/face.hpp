#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "vplatform/async_client.hpp"
#include "vplatform/client.hpp"

// Test files that are about a call, and not about how its thread waits, are compiled twice: `Face` is the
// blocking client in the one program, and in the other the asynchronous client, with the same functions.

namespace vplatform::testing {

/// An asynchronous transport over a blocking one and its clock: nothing is done but when it is driven.
class DrivenTransport final : public AsyncHttpTransport {
 public:
  DrivenTransport(HttpTransport& transport, RuntimeEnv env) : transport_(transport), env_(std::move(env)) {}

  void send(const HttpRequest& request, const AttemptOptions& attempt, Answered done) override {
    ++sends;
    queue_.push_back([done = std::move(done), answer = transport_.send(request, attempt)] { done(answer); });
  }
  void after(std::chrono::milliseconds delay, const std::stop_token& stop, Waited done) override {
    const bool whole = delay.count() == 0 || env_.wait(delay, stop);
    queue_.push_back([done = std::move(done), whole] { done(whole); });
  }

  void drive() {
    while (!queue_.empty()) {
      const auto next = std::move(queue_.front());
      queue_.pop_front();
      next();
    }
  }

  int sends = 0;

 private:
  HttpTransport& transport_;
  RuntimeEnv env_;
  std::deque<std::function<void()>> queue_{};
};

/// The asynchronous client with the functions of the blocking one. Each call checks that it is completed
/// exactly once, and not from inside.
class AsyncFace {
 public:
  explicit AsyncFace(std::shared_ptr<const InstanceRuntime> runtime) : runtime_(std::move(runtime)) {}

  [[nodiscard]] const PlatformInfo& info() const noexcept { return runtime_->info(); }
  [[nodiscard]] BreakerState breaker() const { return client(nullptr).breaker(); }
  [[nodiscard]] WebhookVerdict read_webhook(const WebhookRequest& request) const {
    return client(nullptr).blocking().read_webhook(request);
  }
  template <class P>
  [[nodiscard]] const P* as() const {
    return client(nullptr).blocking().as<P>();
  }

  [[nodiscard]] Result<Meeting> create_meeting(const MeetingSpec& spec, const CallOptions& call = {}) const {
    return wait<Meeting>([&](const AsyncClient& client, Done<Meeting> done) {
      client.create_meeting(spec, call, std::move(done));
    });
  }
  [[nodiscard]] Result<Meeting> find_meeting(const MeetingRef& ref, const CallOptions& call = {}) const {
    return wait<Meeting>([&](const AsyncClient& client, Done<Meeting> done) {
      client.find_meeting(ref, call, std::move(done));
    });
  }
  [[nodiscard]] Result<Page<Meeting>> list_meetings(const PageToken& from = {},
                                                    const CallOptions& call = {}) const {
    return wait<Page<Meeting>>([&](const AsyncClient& client, Done<Page<Meeting>> done) {
      client.list_meetings(from, call, std::move(done));
    });
  }
  [[nodiscard]] Result<Meeting> update_meeting(const MeetingRef& ref, const MeetingChange& change,
                                               const CallOptions& call = {}) const {
    return wait<Meeting>([&](const AsyncClient& client, Done<Meeting> done) {
      client.update_meeting(ref, change, call, std::move(done));
    });
  }
  [[nodiscard]] Result<void> end_meeting(const MeetingRef& ref, const CallOptions& call = {}) const {
    return wait<void>(
        [&](const AsyncClient& client, Done<void> done) { client.end_meeting(ref, call, std::move(done)); });
  }
  [[nodiscard]] Result<JoinGrant> join(const Meeting& meeting, const JoinSpec& spec,
                                       const CallOptions& call = {}) const {
    return wait<JoinGrant>([&](const AsyncClient& client, Done<JoinGrant> done) {
      client.join(meeting, spec, call, std::move(done));
    });
  }
  [[nodiscard]] Result<JoinGrant> join(const MeetingRef& ref, const JoinSpec& spec,
                                       const CallOptions& call = {}) const {
    return wait<JoinGrant>([&](const AsyncClient& client, Done<JoinGrant> done) {
      client.join(ref, spec, call, std::move(done));
    });
  }
  [[nodiscard]] Result<Presence> presence(const MeetingRef& ref, const CallOptions& call = {}) const {
    return wait<Presence>(
        [&](const AsyncClient& client, Done<Presence> done) { client.presence(ref, call, std::move(done)); });
  }
  [[nodiscard]] Result<void> remove_participant(const MeetingRef& ref, const ParticipantId& who,
                                                const CallOptions& call = {}) const {
    return wait<void>([&](const AsyncClient& client, Done<void> done) {
      client.remove_participant(ref, who, call, std::move(done));
    });
  }
  [[nodiscard]] Result<void> remove_all(const MeetingRef& ref, const CallOptions& call = {}) const {
    return wait<void>(
        [&](const AsyncClient& client, Done<void> done) { client.remove_all(ref, call, std::move(done)); });
  }
  [[nodiscard]] Result<Page<MeetingSession>> list_sessions(const MeetingRef& ref, const PageToken& from = {},
                                                           const CallOptions& call = {}) const {
    return wait<Page<MeetingSession>>([&](const AsyncClient& client, Done<Page<MeetingSession>> done) {
      client.list_sessions(ref, from, call, std::move(done));
    });
  }
  [[nodiscard]] Result<Page<Attendance>> list_attendance(const SessionRef& session,
                                                         const PageToken& from = {},
                                                         const CallOptions& call = {}) const {
    return wait<Page<Attendance>>([&](const AsyncClient& client, Done<Page<Attendance>> done) {
      client.list_attendance(session, from, call, std::move(done));
    });
  }
  [[nodiscard]] Result<Recording> start_recording(const MeetingRef& ref, const RecordingSpec& spec,
                                                  const CallOptions& call = {}) const {
    return wait<Recording>([&](const AsyncClient& client, Done<Recording> done) {
      client.start_recording(ref, spec, call, std::move(done));
    });
  }
  [[nodiscard]] Result<void> stop_recording(const RecordingRef& ref, const CallOptions& call = {}) const {
    return wait<void>([&](const AsyncClient& client, Done<void> done) {
      client.stop_recording(ref, call, std::move(done));
    });
  }
  [[nodiscard]] Result<Recording> find_recording(const RecordingRef& ref,
                                                 const CallOptions& call = {}) const {
    return wait<Recording>([&](const AsyncClient& client, Done<Recording> done) {
      client.find_recording(ref, call, std::move(done));
    });
  }
  [[nodiscard]] Result<Page<Recording>> list_recordings(const MeetingRef& ref, const PageToken& from = {},
                                                        const CallOptions& call = {}) const {
    return wait<Page<Recording>>([&](const AsyncClient& client, Done<Page<Recording>> done) {
      client.list_recordings(ref, from, call, std::move(done));
    });
  }
  [[nodiscard]] Result<DownloadLink> recording_link(const RecordingRef& ref, std::chrono::seconds valid_for,
                                                    const CallOptions& call = {}) const {
    return wait<DownloadLink>([&](const AsyncClient& client, Done<DownloadLink> done) {
      client.recording_link(ref, valid_for, call, std::move(done));
    });
  }
  [[nodiscard]] Result<void> delete_recording(const RecordingRef& ref, const CallOptions& call = {}) const {
    return wait<void>([&](const AsyncClient& client, Done<void> done) {
      client.delete_recording(ref, call, std::move(done));
    });
  }
  [[nodiscard]] Result<WebhookSubscription> ensure_webhook(const WebhookSpec& spec,
                                                           const CallOptions& call = {}) const {
    return wait<WebhookSubscription>([&](const AsyncClient& client, Done<WebhookSubscription> done) {
      client.ensure_webhook(spec, call, std::move(done));
    });
  }
  [[nodiscard]] Result<void> set_theme(const MeetingRef& ref, const Theme& theme,
                                       const CallOptions& call = {}) const {
    return wait<void>([&](const AsyncClient& client, Done<void> done) {
      client.set_theme(ref, theme, call, std::move(done));
    });
  }
  [[nodiscard]] Result<Health> check_health(const CallOptions& call = {}) const {
    return wait<Health>(
        [&](const AsyncClient& client, Done<Health> done) { client.check_health(call, std::move(done)); });
  }
  template <class T>
  [[nodiscard]] Result<T> run(Step<T> step, const CallOptions& call = {}) const {
    return wait<T>(
        [&](const AsyncClient& client, Done<T> done) { client.run(std::move(step), call, std::move(done)); });
  }

 private:
  [[nodiscard]] AsyncClient client(std::shared_ptr<AsyncHttpTransport> transport) const {
    return {runtime_, std::move(transport)};
  }

  template <class T, class Start>
  [[nodiscard]] Result<T> wait(Start start) const {
    const auto transport = std::make_shared<DrivenTransport>(*runtime_->transport(), runtime_->env());
    std::vector<Result<T>> results;
    start(client(transport), [&results](Result<T> result) { results.push_back(std::move(result)); });
    const bool early = !results.empty();
    transport->drive();
    if (early || results.size() != 1) return fail(ErrorCode::internal, "not completed once, or from inside");
    return std::move(results.front());
  }

  std::shared_ptr<const InstanceRuntime> runtime_;
};

#ifdef VPLATFORM_TEST_ASYNC_FACE
using Face = AsyncFace;
#else
using Face = Client;
#endif

}  // namespace vplatform::testing
