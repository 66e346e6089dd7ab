// Calls that are awaited.

#include "vplatform/interop/coroutine.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "support/catch.hpp"
#include "unit/runtime/bench_platform.hpp"

namespace vplatform::testing {
namespace {

/// A coroutine that nobody waits for.
struct Detached {
  struct promise_type {
    Detached get_return_object() const noexcept { return {}; }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept { std::terminate(); }
  };
};

/// Answers at once, from another thread, which may well be before the caller has suspended.
class ElsewhereTransport final : public AsyncHttpTransport {
 public:
  explicit ElsewhereTransport(HttpTransport& transport) : transport_(transport) {}
  ElsewhereTransport(const ElsewhereTransport&) = delete;
  ElsewhereTransport& operator=(const ElsewhereTransport&) = delete;
  ~ElsewhereTransport() override { finish(); }

  void send(const HttpRequest& request, const AttemptOptions& attempt, Answered done) override {
    run([this, &request, attempt, done = std::move(done)] { done(transport_.send(request, attempt)); });
  }
  void after(std::chrono::milliseconds, const std::stop_token&, Waited done) override {
    run([done = std::move(done)] { done(true); });
  }

  /// Returns when there is nothing left to do.
  void finish() {
    for (;;) {
      std::vector<std::thread> threads;
      {
        const std::lock_guard lock(mutex_);
        threads.swap(threads_);
      }
      if (threads.empty()) return;
      for (auto& thread : threads) thread.join();
    }
  }

 private:
  void run(std::function<void()> what) {
    const std::lock_guard lock(mutex_);
    threads_.emplace_back(std::move(what));
  }

  HttpTransport& transport_;
  std::mutex mutex_;
  std::vector<std::thread> threads_;  // guarded by mutex_
};

Detached make_and_join(interop::CoroutineClient client, std::optional<Result<JoinGrant>>& joined) {
  const MeetingSpec spec{.name = "standup", .key = "k-1"};
  auto meeting = co_await client.create_meeting(spec);
  if (!meeting) {
    joined = Failure{meeting.error()};
    co_return;
  }
  const JoinSpec who{.name = "Ada"};
  joined = co_await client.join(*meeting, who);
}

TEST_CASE("calls are awaited one after the other, and errors are values") {
  Bench bench;
  bench.platform->on_create = [](const MeetingSpec&) -> Step<Meeting> {
    return then_answer<Meeting>(Bench::request(Repeat::idempotent),
                                [](const HttpResponse& answer) -> Step<Meeting> {
                                  if (answer.status == 200)
                                    return Meeting{.ref = {.platform = "bench-eu", .id = "m1"}};
                                  return fail(ErrorCode::permission_denied, "no");
                                });
  };
  bench.transport->answer(500).answer(200).answer(403);
  const auto transport = std::make_shared<ElsewhereTransport>(*bench.transport);
  const interop::CoroutineClient client(AsyncClient(bench.runtime, transport));

  std::optional<Result<JoinGrant>> joined;
  make_and_join(client, joined);
  transport->finish();
  REQUIRE(joined);
  CHECK(*joined);
  CHECK(bench.platform->seen_join.name == "Ada");

  std::optional<Result<JoinGrant>> refused;
  make_and_join(client, refused);
  transport->finish();
  REQUIRE(refused);
  CHECK(refused->error().code == ErrorCode::permission_denied);
  CHECK(refused->error().meeting_key == "k-1");
}

Detached ask(interop::CoroutineClient client, Step<std::string> step, std::atomic<int>& ended) {
  const auto said = co_await client.run(step);
  if (said && *said == "here") ++ended;
}

TEST_CASE("a coroutine that goes on before it has suspended in full is fine") {
  Bench bench;
  constexpr int calls = 200;
  for (int i = 0; i < calls; ++i) bench.transport->answer(200, "here");
  const auto transport = std::make_shared<ElsewhereTransport>(*bench.transport);
  const interop::CoroutineClient client(AsyncClient(bench.runtime, transport));
  std::atomic<int> ended{0};
  for (int i = 0; i < calls; ++i) ask(client, Bench::ask(Bench::request(Repeat::read)), ended);
  transport->finish();
  CHECK(ended == calls);
}

Detached ask_everything(interop::CoroutineClient client, MeetingRef ref, int& fine) {
  const MeetingChange change{.metadata = "x"};
  const Theme theme{.primary_color = "#00ff7f"};
  const WebhookSpec webhook{.url = "https://host.invalid/hook"};
  const RecordingRef recording{.meeting = ref, .instance_key = "k", .id = "r1"};
  const SessionRef session{.meeting = ref, .id = "s1"};
  const ParticipantId who{"p1"};
  const JoinSpec nobody;
  const RecordingSpec plain;
  const PageToken first;
  const auto count = [&fine](bool ok) { fine += ok ? 1 : 0; };
  count((co_await client.find_meeting(ref)).has_value());
  count((co_await client.list_meetings(first)).has_value());
  count((co_await client.update_meeting(ref, change)).has_value());
  count((co_await client.join(ref, nobody)).has_value());
  count((co_await client.presence(ref)).has_value());
  count((co_await client.remove_participant(ref, who)).has_value());
  count((co_await client.remove_all(ref)).has_value());
  count((co_await client.list_sessions(ref, first)).has_value());
  count((co_await client.list_attendance(session, first)).has_value());
  count((co_await client.start_recording(ref, plain)).has_value());
  count((co_await client.stop_recording(recording)).has_value());
  count((co_await client.find_recording(recording)).has_value());
  count((co_await client.list_recordings(ref, first)).has_value());
  count((co_await client.recording_link(recording, std::chrono::seconds{60})).has_value());
  count((co_await client.delete_recording(recording)).has_value());
  count((co_await client.ensure_webhook(webhook)).has_value());
  count((co_await client.set_theme(ref, theme)).has_value());
  count((co_await client.check_health()).has_value());
  count((co_await client.end_meeting(ref)).has_value());
}

TEST_CASE("every operation can be awaited") {
  Bench bench;
  const auto transport = std::make_shared<DrivenTransport>(*bench.transport, bench.clock.env());
  int fine = 0;
  ask_everything(interop::CoroutineClient(AsyncClient(bench.runtime, transport)), bench.ref, fine);
  transport->drive();
  CHECK(fine == 19);
}

}  // namespace
}  // namespace vplatform::testing
