#pragma once

#include <chrono>
#include <coroutine>
#include <functional>
#include <optional>
#include <utility>

#include "vplatform/async_client.hpp"

// `co_await` for hosts whose own code is made of coroutines:
//
//   const MeetingSpec spec{.name = "standup"};
//   const Result<Meeting> meeting = co_await interop::CoroutineClient(client).create_meeting(spec);
//
// A coroutine goes on on the thread of the transport. While it waits it must not be destroyed; a stop token
// in the call's options ends the wait.
//
// g++ 12 corrupts the heap, without a warning, where an argument of an awaited call is a braced aggregate, as
// in `co_await client.create_meeting({.name = "standup"})`. Name such objects first, as above; clang is fine.

namespace vplatform::interop {

/// What a call is awaited by. Made by a function, awaited at once, by one coroutine.
template <class T>
class [[nodiscard]] Awaitable {
 public:
  using Start = std::function<void(Done<T> done)>;

  explicit Awaitable(Start start) : start_(std::move(start)) {}

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    // The coroutine may go on, and end, on another thread before this returns: nothing of it is touched then.
    const auto start = std::move(start_);
    start([this, waiting](Result<T> result) {
      result_ = std::move(result);
      waiting.resume();
    });
  }
  [[nodiscard]] Result<T> await_resume() { return std::move(*result_); }

 private:
  Start start_;
  std::optional<Result<T>> result_;
};

/// The options of a call that has none. An object and not a default argument `{}`, which would be such a
/// braced aggregate.
[[nodiscard]] inline const CallOptions& usual_options() noexcept {
  static const CallOptions usual;
  return usual;
}

/// The asynchronous client, with calls that are awaited. Thread-safe; cheap to copy. Neither it nor the
/// arguments need outlive the making of the call.
class CoroutineClient {
 public:
  explicit CoroutineClient(AsyncClient client) : client_(std::move(client)) {}

  Awaitable<Meeting> create_meeting(const MeetingSpec& spec,
                                    const CallOptions& call = usual_options()) const {
    return Awaitable<Meeting>([client = client_, spec, call](Done<Meeting> done) {
      client.create_meeting(spec, call, std::move(done));
    });
  }
  Awaitable<Meeting> find_meeting(const MeetingRef& ref, const CallOptions& call = usual_options()) const {
    return Awaitable<Meeting>([client = client_, ref, call](Done<Meeting> done) {
      client.find_meeting(ref, call, std::move(done));
    });
  }
  Awaitable<Page<Meeting>> list_meetings(const PageToken& from,
                                         const CallOptions& call = usual_options()) const {
    return Awaitable<Page<Meeting>>([client = client_, from, call](Done<Page<Meeting>> done) {
      client.list_meetings(from, call, std::move(done));
    });
  }
  Awaitable<Meeting> update_meeting(const MeetingRef& ref, const MeetingChange& change,
                                    const CallOptions& call = usual_options()) const {
    return Awaitable<Meeting>([client = client_, ref, change, call](Done<Meeting> done) {
      client.update_meeting(ref, change, call, std::move(done));
    });
  }
  Awaitable<void> end_meeting(const MeetingRef& ref, const CallOptions& call = usual_options()) const {
    return Awaitable<void>(
        [client = client_, ref, call](Done<void> done) { client.end_meeting(ref, call, std::move(done)); });
  }
  Awaitable<JoinGrant> join(const Meeting& meeting, const JoinSpec& spec,
                            const CallOptions& call = usual_options()) const {
    return Awaitable<JoinGrant>([client = client_, meeting, spec, call](Done<JoinGrant> done) {
      client.join(meeting, spec, call, std::move(done));
    });
  }
  Awaitable<JoinGrant> join(const MeetingRef& ref, const JoinSpec& spec,
                            const CallOptions& call = usual_options()) const {
    return Awaitable<JoinGrant>([client = client_, ref, spec, call](Done<JoinGrant> done) {
      client.join(ref, spec, call, std::move(done));
    });
  }
  Awaitable<Presence> presence(const MeetingRef& ref, const CallOptions& call = usual_options()) const {
    return Awaitable<Presence>(
        [client = client_, ref, call](Done<Presence> done) { client.presence(ref, call, std::move(done)); });
  }
  Awaitable<void> remove_participant(const MeetingRef& ref, const ParticipantId& who,
                                     const CallOptions& call = usual_options()) const {
    return Awaitable<void>([client = client_, ref, who, call](Done<void> done) {
      client.remove_participant(ref, who, call, std::move(done));
    });
  }
  Awaitable<void> remove_all(const MeetingRef& ref, const CallOptions& call = usual_options()) const {
    return Awaitable<void>(
        [client = client_, ref, call](Done<void> done) { client.remove_all(ref, call, std::move(done)); });
  }
  Awaitable<Page<MeetingSession>> list_sessions(const MeetingRef& ref, const PageToken& from,
                                                const CallOptions& call = usual_options()) const {
    return Awaitable<Page<MeetingSession>>(
        [client = client_, ref, from, call](Done<Page<MeetingSession>> done) {
          client.list_sessions(ref, from, call, std::move(done));
        });
  }
  Awaitable<Page<Attendance>> list_attendance(const SessionRef& session, const PageToken& from,
                                              const CallOptions& call = usual_options()) const {
    return Awaitable<Page<Attendance>>([client = client_, session, from, call](Done<Page<Attendance>> done) {
      client.list_attendance(session, from, call, std::move(done));
    });
  }
  Awaitable<Recording> start_recording(const MeetingRef& ref, const RecordingSpec& spec,
                                       const CallOptions& call = usual_options()) const {
    return Awaitable<Recording>([client = client_, ref, spec, call](Done<Recording> done) {
      client.start_recording(ref, spec, call, std::move(done));
    });
  }
  Awaitable<void> stop_recording(const RecordingRef& ref, const CallOptions& call = usual_options()) const {
    return Awaitable<void>([client = client_, ref, call](Done<void> done) {
      client.stop_recording(ref, call, std::move(done));
    });
  }
  Awaitable<Recording> find_recording(const RecordingRef& ref,
                                      const CallOptions& call = usual_options()) const {
    return Awaitable<Recording>([client = client_, ref, call](Done<Recording> done) {
      client.find_recording(ref, call, std::move(done));
    });
  }
  Awaitable<Page<Recording>> list_recordings(const MeetingRef& ref, const PageToken& from,
                                             const CallOptions& call = usual_options()) const {
    return Awaitable<Page<Recording>>([client = client_, ref, from, call](Done<Page<Recording>> done) {
      client.list_recordings(ref, from, call, std::move(done));
    });
  }
  Awaitable<DownloadLink> recording_link(const RecordingRef& ref, std::chrono::seconds valid_for,
                                         const CallOptions& call = usual_options()) const {
    return Awaitable<DownloadLink>([client = client_, ref, valid_for, call](Done<DownloadLink> done) {
      client.recording_link(ref, valid_for, call, std::move(done));
    });
  }
  Awaitable<void> delete_recording(const RecordingRef& ref, const CallOptions& call = usual_options()) const {
    return Awaitable<void>([client = client_, ref, call](Done<void> done) {
      client.delete_recording(ref, call, std::move(done));
    });
  }
  Awaitable<WebhookSubscription> ensure_webhook(const WebhookSpec& spec,
                                                const CallOptions& call = usual_options()) const {
    return Awaitable<WebhookSubscription>([client = client_, spec, call](Done<WebhookSubscription> done) {
      client.ensure_webhook(spec, call, std::move(done));
    });
  }
  Awaitable<void> set_theme(const MeetingRef& ref, const Theme& theme,
                            const CallOptions& call = usual_options()) const {
    return Awaitable<void>([client = client_, ref, theme, call](Done<void> done) {
      client.set_theme(ref, theme, call, std::move(done));
    });
  }
  Awaitable<Health> check_health(const CallOptions& call = usual_options()) const {
    return Awaitable<Health>(
        [client = client_, call](Done<Health> done) { client.check_health(call, std::move(done)); });
  }
  /// Runs a step of the platform's own.
  template <class T>
  Awaitable<T> run(const Step<T>& step, const CallOptions& call = usual_options()) const {
    return Awaitable<T>(
        [client = client_, step, call](Done<T> done) { client.run(step, call, std::move(done)); });
  }

 private:
  AsyncClient client_;
};

}  // namespace vplatform::interop
