// What a client refuses before a platform is asked, let alone the network.

#include <limits>

#include "support/catch.hpp"
#include "unit/runtime/bench_platform.hpp"

namespace vplatform::testing {
namespace {

using namespace std::chrono_literals;

/// Every operation by name, as a call that is right in every respect.
struct Operation {
  std::string name{};
  CapabilitySet needs{};
  std::function<std::optional<Error>(const Face&, const MeetingRef&)> call{};
};

template <class T>
std::optional<Error> error_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error());
}

RecordingRef recording_of(const MeetingRef& ref, RecordingKind kind = RecordingKind::composed) {
  return {.meeting = ref, .kind = kind, .instance_key = "k", .id = "r1"};
}

std::vector<Operation> operations_on_a_meeting() {
  using enum Capability;
  const auto on = [](auto call) {
    return [call](const Face& client, const MeetingRef& ref) { return error_of(call(client, ref)); };
  };
  using C = const Face&;
  using R = const MeetingRef&;
  return {
      {"find_meeting", {}, on([](C c, R r) { return c.find_meeting(r); })},
      {"update end", {update_end}, on([](C c, R r) {
         return c.update_meeting(r, {.ends_at = FakeClock().now() + 1h});
       })},
      {"update metadata", {update_metadata}, on([](C c, R r) {
         return c.update_meeting(r, {.metadata = "x"});
       })},
      {"end_meeting", {end_meeting}, on([](C c, R r) { return c.end_meeting(r); })},
      {"join", {Capability::join}, on([](C c, R r) { return c.join(r, {}); })},
      {"join a meeting", {Capability::join}, on([](C c, R r) { return c.join(Meeting{.ref = r}, {}); })},
      {"screen share", {join_screen_share}, on([](C c, R r) { return c.join(r, {.screen_share = false}); })},
      {"microphone", {join_microphone}, on([](C c, R r) { return c.join(r, {.microphone = true}); })},
      {"camera", {join_camera}, on([](C c, R r) { return c.join(r, {.camera = true}); })},
      {"chat", {join_chat}, on([](C c, R r) { return c.join(r, {.chat = true}); })},
      {"record", {join_recording}, on([](C c, R r) { return c.join(r, {.recording = true}); })},
      {"presence", {Capability::presence}, on([](C c, R r) { return c.presence(r); })},
      {"remove one", {remove_participant}, on([](C c, R r) { return c.remove_participant(r, {"p1"}); })},
      {"remove all", {remove_all}, on([](C c, R r) { return c.remove_all(r); })},
      {"sessions", {sessions}, on([](C c, R r) { return c.list_sessions(r); })},
      {"attendance", {attendance}, on([](C c, R r) {
         return c.list_attendance({.meeting = r, .id = "s1"});
       })},
      {"start", {record_composed}, on([](C c, R r) { return c.start_recording(r, {}); })},
      {"start to a bucket", {store_s3_role}, on([](C c, R r) {
         return c.start_recording(r, {.target = S3Role{}});
       })},
      {"start locally", {record_local}, on([](C c, R r) {
         return c.start_recording(r, {.kind = RecordingKind::local, .target = FileTarget{}});
       })},
      {"stop", {record_tracks}, on([](C c, R r) {
         return c.stop_recording(recording_of(r, RecordingKind::per_track));
       })},
      {"find recording", {record_audio_only}, on([](C c, R r) {
         return c.find_recording(recording_of(r, RecordingKind::audio_only));
       })},
      {"list recordings", {list_recordings}, on([](C c, R r) { return c.list_recordings(r); })},
      {"link", {recording_links}, on([](C c, R r) { return c.recording_link(recording_of(r), 60s); })},
      {"delete", {delete_recordings}, on([](C c, R r) { return c.delete_recording(recording_of(r)); })},
      {"theme", {theme}, on([](C c, R r) { return c.set_theme(r, {.primary_color = "#00ff7F"}); })},
  };
}

std::vector<Operation> all_operations() {
  using enum Capability;
  auto all = operations_on_a_meeting();
  const auto add = [&](std::string name, CapabilitySet needs, auto call) {
    all.push_back(
        {std::move(name), needs, [call](const Face& c, const MeetingRef&) { return error_of(call(c)); }});
  };
  using C = const Face&;
  add("create", {}, [](C c) { return c.create_meeting({}); });
  add("create to knock at", {knocking}, [](C c) { return c.create_meeting({.access = Access::knock}); });
  add("create open", {open_access}, [](C c) { return c.create_meeting({.access = Access::open}); });
  add("create with a size", {size_limit}, [](C c) { return c.create_meeting({.max_participants = 9}); });
  add("create with metadata", {metadata}, [](C c) { return c.create_meeting({.metadata = "x"}); });
  add("create that ejects", {eject_at_end}, [](C c) { return c.create_meeting({.eject_at_end = true}); });
  add("create recorded", {record_automatically},
      [](C c) { return c.create_meeting({.recording = RecordingSpec{}}); });
  add("list", {list_meetings}, [](C c) { return c.list_meetings(); });
  add("ensure webhook", {manage_webhooks},
      [](C c) { return c.ensure_webhook({.url = "https://host/hook"}); });
  add("health", {health}, [](C c) { return c.check_health(); });
  return all;
}

TEST_CASE("a call that is right reaches the platform, whatever the operation") {
  for (const auto& operation : all_operations()) {
    CAPTURE(operation.name);
    Bench bench;
    CHECK(!operation.call(bench.client, bench.ref));
    CHECK(bench.platform->calls == 1);
  }
}

TEST_CASE("what a platform does not declare is unsupported, by name, and it is not asked") {
  for (const auto& operation : all_operations()) {
    for (const auto missing : operation.needs.list()) {
      CAPTURE(operation.name, to_string(missing));
      Bench bench;
      bench.platform->about.capabilities.remove(missing);
      const auto error = operation.call(bench.client, bench.ref);
      REQUIRE(error);
      CHECK(error->code == ErrorCode::unsupported);
      CHECK(error->effect == Effect::none);
      CHECK(error->message.find(to_string(missing)) != std::string::npos);
      CHECK(bench.platform->calls == 0);
    }
  }
}

TEST_CASE("a reference of another instance, or an empty one, is refused") {
  for (const auto& operation : operations_on_a_meeting()) {
    CAPTURE(operation.name);
    Bench bench;
    for (const auto& ref : {MeetingRef{.platform = "bench", .id = "m1"}, MeetingRef{.platform = "bench-eu"},
                            MeetingRef{.id = "m1"}}) {
      const auto error = operation.call(bench.client, ref);
      REQUIRE(error);
      CHECK(error->code == ErrorCode::invalid_argument);
    }
    CHECK(bench.platform->calls == 0);
  }
}

TEST_CASE("a disabled instance refuses every call, and the others do not") {
  for (const auto& operation : all_operations()) {
    CAPTURE(operation.name);
    Bench bench;
    bench.runtime->set_state(InstanceState::disabled);
    const auto error = operation.call(bench.client, bench.ref);
    REQUIRE(error);
    CHECK(error->code == ErrorCode::failed_precondition);
    CHECK(bench.platform->calls == 0);
  }
  for (const auto& operation : operations_on_a_meeting()) {
    for (const auto state : {InstanceState::cordoned, InstanceState::retired}) {
      Bench bench;
      bench.runtime->set_state(state);
      CHECK(!operation.call(bench.client, bench.ref));
    }
  }
}

TEST_CASE("a disabled instance does not run a step of the platform's own either") {
  Bench bench;
  bench.runtime->set_state(InstanceState::disabled);
  const auto result = bench.client.run(Bench::ask(Bench::request(Repeat::read)));
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::failed_precondition);
  CHECK(bench.transport->sent().empty());
}

TEST_CASE("an instance that is not enabled takes no new meetings, and says so") {
  for (const auto state : {InstanceState::cordoned, InstanceState::disabled, InstanceState::retired}) {
    Bench bench;
    bench.runtime->set_state(state);
    const auto meeting = bench.client.create_meeting({.key = "k-1"});
    REQUIRE(!meeting);
    CHECK(meeting.error().code == ErrorCode::failed_precondition);
    CHECK(meeting.error().message.find(to_string(state)) != std::string::npos);
    CHECK(meeting.error().meeting_key == "k-1");
    CHECK(bench.platform->calls == 0);
  }
}

TEST_CASE("an end must be ahead, and within ten years") {
  struct Row {
    std::chrono::system_clock::duration from_now{};
    bool fine = false;
  };
  for (const auto& row : {Row{-1h, false}, Row{0s, false}, Row{1s, true}, Row{std::chrono::years{10}, true},
                          Row{std::chrono::years{10} + 1s, false}, Row{std::chrono::years{200}, false}}) {
    CAPTURE(row.from_now.count());
    Bench bench;
    const auto end = bench.clock.now() + row.from_now;
    const auto made = error_of(bench.client.create_meeting({.ends_at = end}));
    const auto changed = error_of(bench.client.update_meeting(bench.ref, {.ends_at = end}));
    const auto joined = error_of(bench.client.join(bench.ref, {.not_after = end}));
    for (const auto& error : {made, changed, joined}) {
      CHECK(error.has_value() != row.fine);
      if (error) CHECK(error->code == ErrorCode::invalid_argument);
    }
    CHECK(bench.platform->calls == (row.fine ? 3 : 0));
  }
}

TEST_CASE("a size must be more than zero and within the platform's limit, which is named") {
  Bench bench;
  bench.platform->about.limits.max_participants = 200;
  for (const int size : {std::numeric_limits<int>::min(), -1, 0, 201}) {
    CAPTURE(size);
    const auto error = error_of(bench.client.create_meeting({.max_participants = size}));
    REQUIRE(error);
    CHECK(error->code == ErrorCode::invalid_argument);
    if (size > 0) CHECK(error->message.find("200") != std::string::npos);
  }
  CHECK(bench.platform->calls == 0);
  CHECK(bench.client.create_meeting({.max_participants = 200}));
}

TEST_CASE("extras for this kind of platform are a JSON object, and others are nobody's business") {
  for (const auto* text : {"", "[]", "7", "{", "null", "{\"a\":1} x"}) {
    CAPTURE(text);
    Bench bench;
    const auto made = error_of(bench.client.create_meeting({.extras = {{"bench", {text}}}}));
    const auto joined = error_of(bench.client.join(bench.ref, {.extras = {{"bench", {text}}}}));
    for (const auto& error : {made, joined}) {
      REQUIRE(error);
      CHECK(error->code == ErrorCode::invalid_argument);
    }
    CHECK(bench.client.create_meeting({.extras = {{"other", {text}}}}));
  }
  Bench bench;
  CHECK(bench.client.create_meeting({.extras = {{"bench", {R"({"a":{}})"}}}}));
}

TEST_CASE("a ttl of zero or less is refused, and so is a meeting that has ended") {
  Bench bench;
  for (const auto ttl : {0s, -1s, std::chrono::seconds::min()}) {
    const auto error = error_of(bench.client.join(bench.ref, {.ttl = ttl}));
    REQUIRE(error);
    CHECK(error->code == ErrorCode::invalid_argument);
  }
  const Meeting over{.ref = bench.ref, .ends_at = bench.clock.now()};
  const auto error = error_of(bench.client.join(over, {}));
  REQUIRE(error);
  CHECK(error->code == ErrorCode::failed_precondition);
  CHECK(bench.platform->calls == 0);
}

TEST_CASE("small mistakes are refused by name") {
  Bench bench;
  const auto& client = bench.client;
  const auto recording = recording_of(bench.ref);
  const std::vector<std::optional<Error>> errors{
      error_of(client.update_meeting(bench.ref, {})),
      error_of(client.remove_participant(bench.ref, {})),
      error_of(client.list_attendance({.meeting = bench.ref})),
      error_of(client.start_recording(bench.ref, {.max_length = 0s})),
      error_of(client.recording_link(recording, 0s)),
      error_of(client.ensure_webhook({.url = "host/hook"})),
      error_of(client.ensure_webhook({.url = "wss://host/hook"})),
      error_of(client.set_theme(bench.ref, {})),
      error_of(client.set_theme(bench.ref, {.logo_png = "GIF89a"})),
      error_of(client.set_theme(bench.ref, {.focus_color = "#00ff7"})),
      error_of(client.set_theme(bench.ref, {.focus_color = "#00ff7g"})),
  };
  for (const auto& error : errors) {
    REQUIRE(error);
    CHECK(error->code == ErrorCode::invalid_argument);
  }
  CHECK(bench.platform->calls == 0);
}

TEST_CASE("a recording whose id is not known yet can be neither linked nor deleted") {
  Bench bench;
  RecordingRef early = recording_of(bench.ref);
  early.id.reset();
  for (const auto& error :
       {error_of(bench.client.recording_link(early, 60s)), error_of(bench.client.delete_recording(early))}) {
    REQUIRE(error);
    CHECK(error->code == ErrorCode::failed_precondition);
  }
  CHECK(bench.platform->calls == 0);
}

TEST_CASE("all that a spec needs is counted, and an ordinary one needs nothing") {
  using enum Capability;
  CHECK(needs_of(MeetingSpec{.name = "x", .access = Access::by_grant}).empty());
  CHECK(needs_of(MeetingSpec{
            .eject_at_end = true, .access = Access::knock, .max_participants = 3, .metadata = "m"}) ==
        CapabilitySet{knocking, size_limit, metadata, eject_at_end});
}

}  // namespace
}  // namespace vplatform::testing
