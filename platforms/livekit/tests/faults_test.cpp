// Every operation through a network that fails in each of the ways that the emulators know.

#include <algorithm>
#include <functional>

#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;
using testing::FaultKind;

namespace {

// A room with somebody in it, who is recorded.
struct Scene {
  World world{};
  MeetingRef room = world.client.create_meeting({.key = "k", .metadata = "old"})->ref;
  RecordingSpec spec{.target = FileTarget{"out"}, .instance_key = "key-1"};
  RecordingRef recording{};

  Scene() {
    for (const char* who : {"alice", "bob"}) {
      REQUIRE(world.server->play("join", {R"({"room":")" + room.id + R"(","user_id":")" + who + "\"}"},
                                 world.clock.now()));
    }
    const auto started = world.client.start_recording(room, spec);
    REQUIRE(started);
    recording = started->ref;
    world.clock.advance(5s);
  }

  // Requests that change nothing, after which what was late has come.
  void settle() {
    world.network->faults().clear();
    for (int i = 0; i < 5; ++i) CHECK(world.client.check_health());
  }
  std::size_t people() {
    const auto presence = world.client.presence(room);
    REQUIRE(presence);
    return static_cast<std::size_t>(std::count_if(presence->people.begin(), presence->people.end(),
                                                  [](const auto& one) { return one.is_person; }));
  }
  // How many record under a key of ours at this moment.
  std::size_t running(const std::string& key) {
    const auto list = world.client.run(world.platform->egress(EgressCall::list, {R"({"active":true})"}));
    REQUIRE(list);
    const auto items = (*spi::Json::parse(list->text))["items"].items();
    return static_cast<std::size_t>(std::count_if(items.begin(), items.end(), [&](const auto& one) {
      return one["status"].text() != "EGRESS_ENDING" &&
             one.dump().find("vplatform-" + key) != std::string::npos;
    }));
  }
};

using Call = std::function<Result<void>(Scene&)>;
using Holds = std::function<bool(Scene&)>;

struct Read {
  const char* name;
  Call call;
};
struct Write {
  const char* name;
  const char* path;  // of the request that writes
  Call call;
  Holds is_done;
};

template <class T>
Result<void> done(const Result<T>& result) {
  if (!result) return Failure{result.error()};
  return {};
}

std::vector<Read> reads() {
  return {{"find_meeting", [](Scene& s) { return done(s.world.client.find_meeting(s.room)); }},
          {"list_meetings", [](Scene& s) { return done(s.world.client.list_meetings()); }},
          {"presence", [](Scene& s) { return done(s.world.client.presence(s.room)); }},
          {"find_recording", [](Scene& s) { return done(s.world.client.find_recording(s.recording)); }},
          {"list_recordings", [](Scene& s) { return done(s.world.client.list_recordings(s.room)); }},
          {"check_health", [](Scene& s) { return done(s.world.client.check_health()); }}};
}

std::vector<Write> writes() {
  return {
      {"update_meeting", "UpdateRoomMetadata",
       [](Scene& s) { return done(s.world.client.update_meeting(s.room, {.metadata = "new"})); },
       [](Scene& s) { return s.world.client.find_meeting(s.room)->metadata == "new"; }},
      {"remove_participant", "RemoveParticipant",
       [](Scene& s) { return s.world.client.remove_participant(s.room, {"alice"}); },
       [](Scene& s) { return s.people() == 1; }},
      {"remove_all", "RemoveParticipant", [](Scene& s) { return s.world.client.remove_all(s.room); },
       [](Scene& s) { return s.people() == 0; }},
      {"stop_recording", "StopEgress", [](Scene& s) { return s.world.client.stop_recording(s.recording); },
       [](Scene& s) { return s.running("key-1") == 0; }},
      {"end_meeting", "DeleteRoom", [](Scene& s) { return s.world.client.end_meeting(s.room); },
       [](Scene& s) { return s.world.client.find_meeting(s.room).error().code == ErrorCode::not_found; }}};
}

}  // namespace

TEST_CASE("a read whose answer is lost, late or refused once is read again") {
  const auto kind = GENERATE(FaultKind::lost_before, FaultKind::lost_after, FaultKind::applied_late,
                             FaultKind::cut_transport, FaultKind::html, FaultKind::rate_limited,
                             FaultKind::unavailable, FaultKind::delay);
  for (const auto& read : reads()) {
    INFO(read.name << ' ' << testing::to_string(kind));
    Scene scene;
    scene.world.network->faults().add({.kind = kind, .delay = 30s});
    CHECK(read.call(scene));
    CHECK(scene.world.network->faults().pending() == 0);
  }
}

TEST_CASE("an answer that takes a little long is waited for, and asked for once") {
  for (const auto& read : reads()) {
    INFO(read.name);
    Scene scene;
    const auto before = scene.world.network->faults().requests().size();
    scene.world.network->faults().add({.kind = FaultKind::delay, .delay = 3s});
    CHECK(read.call(scene));
    CHECK(scene.world.network->faults().requests().size() == before + 1);
  }
}

TEST_CASE("half a read is not understood, and has changed nothing") {
  for (const auto& read : reads()) {
    INFO(read.name);
    Scene scene;
    scene.world.network->faults().add({.kind = FaultKind::cut_body});
    const auto failed = read.call(scene);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == ErrorCode::bad_response);
    CHECK(failed.error().effect == Effect::none);
  }
}

TEST_CASE("a write that fails once on its way is done all the same") {
  const auto kind =
      GENERATE(FaultKind::lost_before, FaultKind::lost_after, FaultKind::cut_transport, FaultKind::html,
               FaultKind::rate_limited, FaultKind::unavailable, FaultKind::delay);
  for (const auto& write : writes()) {
    INFO(write.name << ' ' << testing::to_string(kind));
    Scene scene;
    scene.world.network->faults().add({.kind = kind, .path = write.path, .delay = 30s});
    CHECK(write.call(scene));
    CHECK(scene.world.network->faults().pending() == 0);
    CHECK(write.is_done(scene));
  }
}

TEST_CASE("a write that comes late, after the one that repeats it, does no harm") {
  const int late_by = GENERATE(1, 2, 4);
  for (const auto& write : writes()) {
    INFO(write.name << " late by " << late_by);
    Scene scene;
    scene.world.network->faults().add(
        {.kind = FaultKind::applied_late, .path = write.path, .late_by = late_by});
    CHECK(write.call(scene));
    scene.settle();
    CHECK(write.is_done(scene));
  }
}

TEST_CASE("half the answer of a write says that it may have been done") {
  for (const auto& write : writes()) {
    INFO(write.name);
    Scene scene;
    scene.world.network->faults().add({.kind = FaultKind::cut_body, .path = write.path});
    const auto failed = write.call(scene);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == ErrorCode::bad_response);
    CHECK(failed.error().effect == Effect::unknown);
    CHECK(write.call(scene));
    CHECK(write.is_done(scene));
  }
}

TEST_CASE("a create that comes late makes no second room") {
  const int late_by = GENERATE(1, 2, 4);
  World world;
  world.network->faults().add({.kind = FaultKind::applied_late, .late_by = late_by});
  const auto made = world.client.create_meeting({.key = "k", .metadata = "m"});
  REQUIRE(made);
  CHECK(made->differs.empty());
  for (int i = 0; i < 5; ++i) CHECK(world.client.check_health());
  CHECK(world.server->meetings(world.clock.now()).size() == 1);
}

TEST_CASE("a recording that fails on its way runs once or not at all, and the next start sees to it") {
  const auto kind =
      GENERATE(FaultKind::lost_before, FaultKind::lost_after, FaultKind::cut_transport, FaultKind::cut_body,
               FaultKind::html, FaultKind::rate_limited, FaultKind::unavailable, FaultKind::delay);
  INFO(testing::to_string(kind));
  Scene scene;
  auto spec = scene.spec;
  spec.instance_key = "key-2";
  scene.world.network->faults().add({.kind = kind, .path = "StartRoomComposite", .delay = 3s});
  const auto first = scene.world.client.start_recording(scene.room, spec, {.budget = 60s});
  CHECK(first.has_value() == (scene.running("key-2") == 1));
  const bool acted =
      kind != FaultKind::lost_before && kind != FaultKind::html && kind != FaultKind::unavailable;
  CHECK(first.has_value() == acted);
  const auto again = scene.world.client.start_recording(scene.room, spec);
  REQUIRE(again);
  if (first) CHECK(again->ref == first->ref);
  CHECK(scene.running("key-2") == 1);
  CHECK(scene.running("key-1") == 1);
}

TEST_CASE("a start that comes late ends as one recording, once its key is asked for again") {
  const int late_by = GENERATE(1, 2, 4);
  INFO(late_by);
  Scene scene;
  auto spec = scene.spec;
  spec.instance_key = "key-2";
  scene.world.network->faults().add(
      {.kind = FaultKind::applied_late, .path = "StartRoomComposite", .late_by = late_by});
  const auto first = scene.world.client.start_recording(scene.room, spec);
  if (!first) CHECK(first.error().effect == Effect::unknown);
  scene.settle();
  const auto again = scene.world.client.start_recording(scene.room, spec);
  REQUIRE(again);
  CHECK(scene.running("key-2") == 1);
  CHECK(scene.world.client.find_recording(again->ref)->ref.id == again->ref.id);
}
