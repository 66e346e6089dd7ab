#pragma once

#include <algorithm>
#include <string>

#include "support/catch.hpp"
#include "world.hpp"

namespace vplatform::platforms::livekit {

inline RecordingSpec composed(const std::string& key = "key-1") {
  return {.target = S3Keys{.bucket = "b",
                           .region = "eu-1",
                           .prefix = "calls",
                           .access_key_id = Secret("AKIDVALUE"),
                           .secret_access_key = Secret("SECRETVALUE")},
          .instance_key = key};
}

// A room, and what happens in it.
struct RecordedRoom {
  explicit RecordedRoom(EmulatorOptions options = test_server()) : world(std::move(options)) {}

  World world;
  MeetingRef room = world.client.create_meeting({.key = "k"})->ref;

  std::string play(const std::string& what, const std::string& arguments) {
    const auto said = world.server->play(what, {arguments}, world.clock.now());
    REQUIRE(said);
    return said->text;
  }
  void publish(const std::string& id, const std::string& source = "CAMERA") {
    // Joining again would put the first connection out, and its tracks with it.
    const auto presence = world.client.presence(room);
    REQUIRE(presence);
    const bool is_in = std::any_of(presence->people.begin(), presence->people.end(),
                                   [&](const auto& one) { return one.identity == id; });
    if (!is_in) play("join", R"({"room":")" + room.id + R"(","user_id":")" + id + R"("})");
    play("publish", R"({"participant":")" + id + R"(","source":")" + source + R"("})");
  }
  int count(const std::string& method) {
    int sent = 0;
    for (const auto& one : world.network->faults().requests())
      sent += one.url.ends_with("/" + method) ? 1 : 0;
    return sent;
  }
  std::size_t egresses() {
    const auto list = world.client.run(world.platform->egress(EgressCall::list, {}));
    return (*spi::Json::parse(list->text))["items"].size();
  }
};

inline EmulatorOptions without(EmulatorOptions::Egress what) {
  auto options = test_server();
  options.egress = what;
  return options;
}

}  // namespace vplatform::platforms::livekit
