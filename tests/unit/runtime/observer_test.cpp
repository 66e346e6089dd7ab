#include "vplatform/observer.hpp"

#include <stdexcept>

#include "support/catch.hpp"
#include "unit/runtime/bench_platform.hpp"
// After Catch, whose macros it reports with.
#include <catch2/trompeloeil.hpp>

namespace vplatform::testing {
namespace {

using trompeloeil::_;

class MockObserver : public Observer {
 public:
  MAKE_MOCK1(operation_started, void(const OperationStarted&), override);
  MAKE_MOCK1(attempt_ended, void(const AttemptEnded&), override);
  MAKE_MOCK1(operation_ended, void(const OperationEnded&), override);
  MAKE_MOCK1(warned, void(const Warning&), override);
};

TEST_CASE("an observer sees an operation begin, its attempts, and its end, in this order") {
  Bench bench;
  const auto observer = std::make_shared<MockObserver>();
  const Face client(bench.make_runtime(nullptr, observer));
  bench.transport
      ->answer(503, "", {{.name = "Retry-After", .value = "1"}, {.name = "X-Request-Id", .value = "r-1"}})
      .answer(404);

  trompeloeil::sequence order;
  REQUIRE_CALL(*observer, operation_started(_))
      .WITH(_1.instance == "bench-eu" && _1.operation == "run" && _1.trace_parent.empty())
      .IN_SEQUENCE(order);
  REQUIRE_CALL(*observer, attempt_ended(_))
      .WITH(_1.number == 1 && _1.status == 503 && !_1.failure && _1.request_id == "r-1" &&
            _1.retry_after == std::chrono::seconds{1})
      .IN_SEQUENCE(order);
  REQUIRE_CALL(*observer, attempt_ended(_)).WITH(_1.number == 2 && _1.status == 404).IN_SEQUENCE(order);
  REQUIRE_CALL(*observer, operation_ended(_))
      .WITH(_1.failure == ErrorCode::unavailable && _1.attempts == 2 && _1.took == std::chrono::seconds{1} &&
            _1.effect == Effect::none)
      .IN_SEQUENCE(order);
  (void)client.run(Bench::ask(Bench::request(Repeat::never)));
}

TEST_CASE("of the address an observer sees the host and the template, never the path or the query") {
  Bench bench;
  const auto observer = std::make_shared<MockObserver>();
  const Face client(bench.make_runtime(nullptr, observer));
  bench.transport->lose();

  ALLOW_CALL(*observer, operation_started(_));
  ALLOW_CALL(*observer, operation_ended(_));
  REQUIRE_CALL(*observer, attempt_ended(_))
      .WITH(_1.host == "api.bench.invalid" && _1.path_template == "/rooms/{name}" && _1.method == "POST" &&
            _1.operation == "create_meeting" && _1.status == 0 && _1.failure == ErrorCode::unavailable);
  (void)client.run(Bench::ask(Bench::request(Repeat::never)));
}

TEST_CASE("a secret that the platform sends back as a request id is not shown") {
  Bench bench;
  const auto observer = std::make_shared<MockObserver>();
  const Face client(bench.make_runtime(nullptr, observer));
  bench.transport->answer(400, "", {{.name = "X-Request-Id", .value = "for-my-secret"}});
  auto request = Bench::request(Repeat::never);
  request.secrets = {Secret("my-secret")};

  ALLOW_CALL(*observer, operation_started(_));
  ALLOW_CALL(*observer, operation_ended(_));
  REQUIRE_CALL(*observer, attempt_ended(_)).WITH(_1.request_id == "for-***");
  (void)client.run(Bench::ask(request));
}

TEST_CASE("a call that is refused before anything is sent is seen too") {
  Bench bench;
  const auto observer = std::make_shared<MockObserver>();
  const Face client(bench.make_runtime(nullptr, observer));
  REQUIRE_CALL(*observer, operation_started(_)).WITH(_1.operation == "find_meeting");
  REQUIRE_CALL(*observer, operation_ended(_))
      .WITH(_1.failure == ErrorCode::invalid_argument && _1.attempts == 0);
  (void)client.find_meeting({.platform = "other", .id = "m1"});
}

TEST_CASE("each operation goes by its own name") {
  class Names final : public Observer {
   public:
    void operation_started(const OperationStarted& event) override { seen.emplace_back(event.operation); }
    std::vector<std::string> seen{};
  };
  Bench bench;
  const auto names = std::make_shared<Names>();
  const Face client(bench.make_runtime(nullptr, names));
  const MeetingRef& ref = bench.ref;
  const RecordingRef recording{.meeting = ref};
  (void)client.create_meeting({}), (void)client.find_meeting(ref), (void)client.list_meetings();
  (void)client.update_meeting(ref, {}), (void)client.end_meeting(ref);
  (void)client.join(Meeting{.ref = ref}, {}), (void)client.join(ref, {});
  (void)client.presence(ref), (void)client.remove_participant(ref, {"p"}), (void)client.remove_all(ref);
  (void)client.list_sessions(ref), (void)client.list_attendance({.meeting = ref});
  (void)client.start_recording(ref, {}), (void)client.stop_recording(recording);
  (void)client.find_recording(recording), (void)client.list_recordings(ref);
  (void)client.recording_link(recording, std::chrono::seconds{1}), (void)client.delete_recording(recording);
  (void)client.ensure_webhook({}), (void)client.set_theme(ref, {}), (void)client.check_health();
  CHECK(names->seen == std::vector<std::string>{"create_meeting",
                                                "find_meeting",
                                                "list_meetings",
                                                "update_meeting",
                                                "end_meeting",
                                                "join",
                                                "join",
                                                "presence",
                                                "remove_participant",
                                                "remove_all",
                                                "list_sessions",
                                                "list_attendance",
                                                "start_recording",
                                                "stop_recording",
                                                "find_recording",
                                                "list_recordings",
                                                "recording_link",
                                                "delete_recording",
                                                "ensure_webhook",
                                                "set_theme",
                                                "check_health"});
}

TEST_CASE("that a webhook secret is missing is said once for an instance") {
  Bench bench;
  const auto observer = std::make_shared<MockObserver>();
  const auto runtime = bench.make_runtime(nullptr, observer);
  bench.platform->on_webhook = [](const WebhookRequest&) {
    return WebhookVerdict::no_secret("webhook_secret_env");
  };
  REQUIRE_CALL(*observer, warned(_)).WITH(_1.instance == "bench-eu" && !_1.what.empty()).TIMES(1);
  CHECK(Face(runtime).read_webhook({}).reply_status == 503);
  CHECK(Face(runtime).read_webhook({}).reply_status == 503);
}

TEST_CASE("a forged webhook is no reason for a warning") {
  Bench bench;
  const auto observer = std::make_shared<MockObserver>();
  const Face client(bench.make_runtime(nullptr, observer));
  bench.platform->on_webhook = [](const WebhookRequest&) { return WebhookVerdict::refuse("forged"); };
  FORBID_CALL(*observer, warned(_));
  CHECK(client.read_webhook({}).reply_status == 401);
}

TEST_CASE("a webhook reader that throws is not said to lack a secret") {
  Bench bench;
  const auto observer = std::make_shared<MockObserver>();
  const Face client(bench.make_runtime(nullptr, observer));
  bench.platform->on_webhook = [](const WebhookRequest&) -> WebhookVerdict { throw std::runtime_error("x"); };
  FORBID_CALL(*observer, warned(_));
  CHECK(client.read_webhook({}).reply_status == 503);
}

TEST_CASE("an observer that throws changes nothing") {
  class Thrower final : public Observer {
   public:
    void operation_started(const OperationStarted&) override { throw std::runtime_error("started"); }
    void attempt_ended(const AttemptEnded&) override { throw std::runtime_error("attempt"); }
    void operation_ended(const OperationEnded&) override { throw 7; }
    void warned(const Warning&) override { throw 8; }
  };
  Bench bench;
  bench.transport->answer(500).answer(200, "fine");
  const Face client(bench.make_runtime(nullptr, std::make_shared<Thrower>()));
  const auto result = client.run(Bench::ask(Bench::request(Repeat::read)));
  REQUIRE(result);
  CHECK(*result == "fine");

  bench.platform->on_webhook = [](const WebhookRequest&) {
    return WebhookVerdict::no_secret("webhook_secret_env");
  };
  CHECK(client.read_webhook({}).reply_status == 503);
}

}  // namespace
}  // namespace vplatform::testing
