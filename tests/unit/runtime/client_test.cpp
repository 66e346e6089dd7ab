// What a client adds to a platform: keys, guards, one warning.

#include <atomic>
#include <stdexcept>
#include <thread>

#include "support/catch.hpp"
#include "unit/runtime/bench_platform.hpp"

namespace vplatform::testing {
namespace {

TEST_CASE("a host's key is kept, and one that the client makes up is marked as fresh") {
  Bench bench;
  const auto given = bench.client.create_meeting({.name = "Standup", .key = "k-1"});
  REQUIRE(given);
  CHECK(given->key == "k-1");
  CHECK(bench.platform->seen_spec.key == "k-1");
  CHECK(!bench.platform->seen_spec.fresh_key);

  const auto made_up = bench.client.create_meeting({.name = "Standup"});
  REQUIRE(made_up);
  CHECK(made_up->key == bench.platform->seen_spec.key);
  CHECK(made_up->key.find("00000000-0000-4000-8000-") != std::string::npos);
  CHECK(bench.platform->seen_spec.fresh_key);
}

TEST_CASE("a host cannot claim that its own key is fresh") {
  Bench bench;
  REQUIRE(bench.client.create_meeting({.key = "k-1", .fresh_key = true}));
  CHECK(!bench.platform->seen_spec.fresh_key);
}

TEST_CASE("a failed create says with which key to try again") {
  Bench bench;
  bench.platform->on_create = [](const MeetingSpec&) -> Step<Meeting> {
    return fail(ErrorCode::unavailable, "no");
  };
  const auto given = bench.client.create_meeting({.key = "k-1"});
  REQUIRE(!given);
  CHECK(given.error().meeting_key == "k-1");

  const auto made_up = bench.client.create_meeting({});
  REQUIRE(!made_up);
  CHECK(!made_up.error().meeting_key.empty());
  CHECK(made_up.error().meeting_key == bench.platform->seen_spec.key);
}

TEST_CASE("a platform that throws is an internal error, not an exception") {
  Bench bench;
  bench.platform->on_create = [](const MeetingSpec&) -> Step<Meeting> {
    throw std::runtime_error("secret words");
  };
  const auto meeting = bench.client.create_meeting({.key = "k-1"});
  REQUIRE(!meeting);
  CHECK(meeting.error().code == ErrorCode::internal);
  CHECK(meeting.error().effect == Effect::none);
  CHECK(meeting.error().meeting_key == "k-1");
  CHECK(meeting.error().message.find("secret") == std::string::npos);

  bench.platform->on_find = [](const MeetingRef&) -> Step<Meeting> { throw 7; };
  const auto found = bench.client.find_meeting(bench.ref);
  REQUIRE(!found);
  CHECK(found.error().code == ErrorCode::internal);
}

TEST_CASE("ids from a host that throws are an internal error") {
  Bench bench;
  auto env = bench.clock.env();
  env.new_id = []() -> std::string { throw std::runtime_error("empty"); };
  const Face client(std::make_shared<InstanceRuntime>(bench.platform, bench.transport, env));
  const auto meeting = client.create_meeting({});
  REQUIRE(!meeting);
  CHECK(meeting.error().code == ErrorCode::internal);
  CHECK(bench.platform->calls == 0);
}

TEST_CASE("a webhook reader that throws refuses, and asks for the request again") {
  Bench bench;
  bench.platform->on_webhook = [](const WebhookRequest&) -> WebhookVerdict { throw std::runtime_error("x"); };
  const auto verdict = bench.client.read_webhook({});
  CHECK(verdict.outcome == WebhookOutcome::refused);
  CHECK(verdict.reply_status == 503);
  CHECK(!verdict.event);
  REQUIRE(verdict.error);
  CHECK(verdict.error->code == ErrorCode::internal);
}

TEST_CASE("webhooks are read in every state of the instance") {
  Bench bench;
  for (const auto state :
       {InstanceState::enabled, InstanceState::cordoned, InstanceState::disabled, InstanceState::retired}) {
    bench.runtime->set_state(state);
    CHECK(bench.client.read_webhook({}).outcome == WebhookOutcome::probe);
  }
}

TEST_CASE("a recording without a name of its own gets one") {
  Bench bench;
  REQUIRE(bench.client.start_recording(bench.ref, {}));
  CHECK(bench.platform->seen_recording.instance_key.size() == 36);
  REQUIRE(bench.client.start_recording(bench.ref, {.instance_key = "mine"}));
  CHECK(bench.platform->seen_recording.instance_key == "mine");
}

TEST_CASE("a grant for a meeting at hand is capped by the meeting's end") {
  Bench bench;
  const auto end = bench.clock.now() + std::chrono::minutes{5};
  REQUIRE(bench.client.join(Meeting{.ref = bench.ref, .ends_at = end}, {.ttl = std::chrono::hours{1}}));
  CHECK(bench.platform->seen_join.not_after == end);
}

TEST_CASE("an absurd ttl is cut to what can be added to a time") {
  Bench bench;
  REQUIRE(bench.client.join(bench.ref, {.ttl = std::chrono::seconds::max()}));
  CHECK(bench.platform->seen_join.ttl == std::chrono::seconds{std::chrono::years{10}});
}

TEST_CASE("the platform itself can be reached for what is not portable") {
  const Bench bench;
  CHECK(bench.client.as<BenchPlatform>() == bench.platform.get());
  struct Other : BenchPlatform {};
  CHECK(bench.client.as<Other>() == nullptr);
}

TEST_CASE("eight threads on one client each get their own answer") {
  Bench bench;
  constexpr int threads = 8;
  constexpr int calls = 50;
  for (int i = 0; i < threads * calls; ++i) {
    bench.transport->answer_with([](const HttpRequest& request) {
      return HttpResponse{200, {}, request.body};
    });
  }
  std::atomic<int> fine{0};
  std::vector<std::thread> running;
  for (int thread = 0; thread < threads; ++thread) {
    running.emplace_back([&bench, &fine, mine = std::to_string(thread)] {
      for (int call = 0; call < calls; ++call) {
        auto request = Bench::request(Repeat::never);
        request.body = mine;
        const auto answer = bench.client.run(Bench::ask(request));
        if (answer && *answer == mine) ++fine;
      }
    });
  }
  for (auto& thread : running) thread.join();
  CHECK(fine == threads * calls);
}

TEST_CASE("states have names, and names have states") {
  for (const auto state :
       {InstanceState::enabled, InstanceState::cordoned, InstanceState::disabled, InstanceState::retired}) {
    CHECK(instance_state_from(to_string(state)) == state);
  }
  CHECK(!instance_state_from("Enabled"));
}

}  // namespace
}  // namespace vplatform::testing
