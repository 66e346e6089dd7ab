// The life of a meeting, each step in a process of its own, on all three emulators.

#include <chrono>
#include <cstdlib>
#include <semaphore>
#include <sstream>

#include "support/catch.hpp"
#include "support/loopback_server.hpp"
#include "tool.hpp"
#include "vplatform/time.hpp"

using namespace cli_test;

TEST_CASE("a meeting lives across processes on each emulator") {
  const World world;
  for (const std::string instance : {"daily", "whereby", "livekit"}) {
    CAPTURE(instance);
    const auto made = world.call({"create", "--room", "standup", "--on", instance, "--name", "Stand-up",
                                  "--key", "k-" + instance, "--ends-in", "1h"});
    INFO(made.out << made.err);
    REQUIRE(made.exit_code == 0);
    const auto ref = ref_of(made.json());
    CHECK(made.json()["key"].text() == "k-" + instance);
    CHECK_FALSE(holds(made.out, "roomKey"));

    const auto again = world.call({"create", "--room", "standup", "--on", instance, "--name", "Other",
                                   "--key", "k-" + instance, "--ends-in", "3h"});
    CHECK(again.json()["id"].text() == made.json()["id"].text());
    CHECK(again.json()["differs"].dump() == R"(["ends_at"])");

    const auto found = world.call({"find", ref});
    CHECK(found.exit_code == 0);
    CHECK(found.json()["id"].text() == made.json()["id"].text());
    CHECK(world.call({"list", instance}).json()["items"].size() == 1);

    CHECK(world.call({"end", ref}).exit_code == 0);
    CHECK(world.call({"end", ref}).exit_code == 0);
    const auto gone = world.call({"find", ref});
    CHECK(gone.exit_code == 1);
    CHECK(gone.json()["error"]["code"].text() == "not_found");
  }
}

TEST_CASE("grants are of the role that was asked for, and a host link is for hosts alone") {
  const World world;
  for (const std::string instance : {"daily", "whereby", "livekit"}) {
    CAPTURE(instance);
    const auto ref =
        ref_of(world.call({"create", "--room", "r", "--on", instance, "--ends-in", "1h"}).json());
    const auto host =
        world.call({"join", ref, "--role", "host", "--name", "Ada", "--user-id", "ada-1", "--ttl", "10m"})
            .json();
    const auto guest = world.call({"join", ref, "--role", "participant", "--name", "Grace"}).json();
    const auto other = world.call({"join", ref, "--role", "participant", "--name", "Grace"}).json();
    CHECK(host["role"].text() == "host");
    CHECK(host["identity"].text() == "ada-1");
    CHECK(guest["identity"].text() != other["identity"].text());
    CHECK(host["hosts"].size() >= 1);
    if (instance == "whereby") {
      CHECK(holds(host["url"].text_or(""), "roomKey="));
      CHECK_FALSE(holds(guest["url"].text_or(""), "roomKey="));
      CHECK_FALSE(host["token"].is_present());
    } else {
      CHECK(host["token"].text_or("").size() > 100);
      CHECK(host["expires_at"].text_or("").ends_with("Z"));
    }
  }
}

TEST_CASE("a meeting is extended where the platform can, and nowhere else") {
  const World world;
  const auto daily = ref_of(world.call({"create", "--room", "r", "--on", "daily", "--ends-in", "1h"}).json());
  const auto extended = world.call({"extend", daily, "--until", "2h"});
  CHECK(extended.exit_code == 0);
  CHECK(world.call({"find", daily}).json()["ends_at"].text() == extended.json()["ends_at"].text());
  const auto livekit =
      ref_of(world.call({"create", "--room", "r", "--on", "livekit", "--ends-in", "1h"}).json());
  const auto refused = world.call({"extend", livekit, "--until", "2h"});
  CHECK(refused.exit_code == 1);
  CHECK(refused.json()["error"]["code"].text() == "unsupported");
}

TEST_CASE("a meeting is extended to the moment that is said") {
  const World world;
  const auto ref = world.meeting_on("daily");
  const auto at =
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + std::chrono::hours(5);
  const auto extended = world.call({"extend", ref, "--until", vplatform::to_rfc3339(at)});
  INFO(extended.out << extended.err);
  CHECK(extended.exit_code == 0);
  CHECK(extended.json()["ends_at"].text() == vplatform::to_rfc3339(at));
  CHECK(world.call({"find", ref}).json()["ends_at"].text() == vplatform::to_rfc3339(at));
  const auto with_offset = world.call({"extend", ref, "--until", "2030-01-01T02:00:00+02:00"});
  CHECK(with_offset.json()["ends_at"].text() == "2030-01-01T00:00:00Z");
}

TEST_CASE("a grant ends at the moment that is said, or earlier") {
  const World world;
  const auto ref = world.meeting_on("livekit");
  const auto at =
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + std::chrono::minutes(20);
  const auto end_of = [&](Arguments more) {
    more.insert(more.begin(), {"join", ref, "--role", "participant", "--name", "Grace"});
    return world.call(more).json()["expires_at"].text_or("");
  };
  CHECK(end_of({"--until", vplatform::to_rfc3339(at)}) == vplatform::to_rfc3339(at));
  CHECK(end_of({"--until", vplatform::to_rfc3339(at), "--ttl", "50m"}) == vplatform::to_rfc3339(at));
  CHECK(end_of({"--until", vplatform::to_rfc3339(at), "--ttl", "5m"}) < vplatform::to_rfc3339(at));
  CHECK(end_of({"--until", "10m"}) < vplatform::to_rfc3339(at));
}

TEST_CASE("extras reach the platform that they are for, and no other") {
  const World world;
  const auto create = [&](const std::string& on, const std::string& extra) {
    return world.call({"create", "--room", "r", "--on", on, "--extra", extra});
  };
  CHECK(create("daily", R"(daily={"properties":{"lang":"de"}})").exit_code == 0);
  const auto unknown = create("daily", R"(daily={"properties":{"no_such_thing":1}})");
  CHECK(unknown.exit_code == 1);
  CHECK(unknown.json()["error"]["http_status"].integer() == 400);
  CHECK(create("whereby", R"(daily={"properties":{"no_such_thing":1}})").exit_code == 0);
  const auto ours = create("daily", R"(daily={"privacy":"public"})");
  CHECK(ours.exit_code == 2);
  CHECK(holds(ours.json()["error"]["message"].text_or(""), "privacy"));
}

TEST_CASE("the doctor finds all three well, shows what to paste, and no secret") {
  const World world;
  const auto well = world.call({"doctor"});
  INFO(well.out << well.err);
  CHECK(well.exit_code == 0);
  CHECK(holds(well.out, "domain_id"));
}

TEST_CASE("a webhook of an emulator reaches the receiver, and the tool reads it") {
  std::counting_semaphore<> came(0);
  const vplatform::testing::LoopbackServer receiver({[&came](auto& connection) {
    connection.answer(200, "");
    came.release();
  }});
  const World world{.emulators = Emulators({"--webhooks-to", receiver.url("/hooks/")})};
  REQUIRE(world.call({"create", "--room", "r", "--on", "livekit"}).exit_code == 0);
  REQUIRE(came.try_acquire_for(std::chrono::seconds(30)));

  const auto request = receiver.requests().front();
  CHECK(request.starts_with("POST /hooks/livekit HTTP/1.1\r\n"));
  const auto head = request.substr(0, request.find("\r\n\r\n"));
  Arguments arguments{"webhook", "--on", "livekit"};
  std::istringstream lines(head.substr(head.find('\n') + 1));
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    arguments.insert(arguments.end(), {"--header", line});
  }
  const auto event = world.call(arguments, request.substr(head.size() + 4));
  INFO(event.out << event.err);
  CHECK(event.exit_code == 0);
  CHECK(event.json()["outcome"].text() == "event");
  CHECK(event.json()["kind"].text() == "meeting_started");
  const auto forged = world.call(arguments, request.substr(head.size() + 4) + " ");
  CHECK(forged.exit_code == 3);
}

TEST_CASE("the emulators end cleanly when they are asked to") {
  Emulators emulators;
  CHECK(emulators.stop() == 0);
}
