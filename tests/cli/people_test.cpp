// vplatform presence, remove and sessions, on emulators.

#include "support/catch.hpp"
#include "tool.hpp"

using namespace cli_test;

namespace {

std::string join(const World& world, const std::string& ref, const std::string& who) {
  const auto instance = ref.substr(0, ref.find('/'));
  return world.emulators
      .play(instance, "join",
            R"({"room":")" + room_of(ref) + R"(","name":")" + who + R"(","user_id":"u-)" + who +
                R"("})")["participant"]
      .text_or("");
}

}  // namespace

TEST_CASE("who is in is told with how surely that is known") {
  const World world;
  for (const std::string instance : {"daily", "livekit"}) {
    CAPTURE(instance);
    const auto ref = world.meeting_on(instance);
    const auto empty = world.call({"presence", ref});
    CHECK(empty.exit_code == 0);
    CHECK(empty.json()["state"].text() == "empty");
    CHECK(empty.json()["complete"].boolean() == true);
    CHECK(empty.json()["people"].is_array());

    const auto grace = join(world, ref, "Grace");
    REQUIRE_FALSE(grace.empty());
    const auto one = world.call({"presence", ref}).json();
    CHECK(one["state"].text() == "occupied");
    CHECK(one["as_of"].text_or("").ends_with("Z"));
    REQUIRE(one["people"].size() == 1);
    const auto person = one["people"].items().front();
    CHECK(person["id"].text() == grace);
    CHECK(person["identity"].text() == "u-Grace");
    CHECK(person["name"].text() == "Grace");
    CHECK(person["is_person"].boolean() == true);
    const auto shown = world.show({"presence", ref});
    CHECK(holds(shown.out, "occupied  as of "));
    CHECK(holds(shown.out, "  complete\n"));
    CHECK(holds(shown.out, grace + "  Grace  as u-Grace"));
  }
}

TEST_CASE("a platform that cannot say who is in is not shown as an empty room") {
  const World world;
  const auto ref = world.meeting_on("whereby");
  const auto result = world.call({"presence", ref});
  CHECK(result.exit_code == 0);
  CHECK(result.json()["state"].text() == "unknown");
  CHECK(result.json()["complete"].boolean() == false);
  const auto shown = world.show({"presence", ref});
  CHECK(holds(shown.out, "somebody may be missing"));
  CHECK(holds(shown.err, "not the same as nobody"));
}

TEST_CASE("an error is never shown as an empty room") {
  const World world;
  const auto gone = world.call({"presence", "daily/gone"});
  CHECK(gone.exit_code == 1);
  CHECK(gone.json()["error"]["code"].text() == "not_found");
  CHECK_FALSE(gone.json()["state"].is_present());
  CHECK(world.call({"presence", "gone"}).exit_code == 2);
  CHECK(world.call({"presence", "zoom/gone"}).exit_code == 2);
}

TEST_CASE("one is put out, or everybody") {
  const World world;
  for (const std::string instance : {"daily", "livekit"}) {
    CAPTURE(instance);
    const auto ref = world.meeting_on(instance);
    const auto grace = join(world, ref, "Grace");
    (void)join(world, ref, "Ada");
    (void)join(world, ref, "Joan");
    const auto one = world.call({"remove", ref, grace});
    CHECK(one.exit_code == 0);
    CHECK(one.json()["removed"].boolean() == true);
    CHECK(one.json()["participant"].text() == grace);
    CHECK(one.json()["id"].text() == room_of(ref));
    CHECK(world.call({"presence", ref}).json()["people"].size() == 2);

    const auto all = world.call({"remove", ref, "--all"});
    CHECK(all.exit_code == 0);
    CHECK(all.json()["all"].boolean() == true);
    CHECK_FALSE(all.json()["participant"].is_present());
    CHECK(world.call({"presence", ref}).json()["state"].text() == "empty");
  }
}

TEST_CASE("who is to be put out has to be said, and said once") {
  const World world;
  const auto ref = world.meeting_on("daily");
  const auto grace = join(world, ref, "Grace");
  const auto nobody = world.call({"remove", ref});
  CHECK(nobody.exit_code == 2);
  CHECK(holds(nobody.json()["error"]["message"].text_or(""), "--all"));
  CHECK(world.call({"remove", ref, grace, "--all"}).exit_code == 2);
  CHECK(world.call({"presence", ref}).json()["people"].size() == 1);

  const auto stranger = world.call({"remove", ref, "stranger"});
  CHECK(stranger.exit_code == 1);
  CHECK(stranger.json()["error"]["code"].text() == "not_found");
  CHECK(holds(stranger.err, "'vplatform presence " + ref + "'"));
  const auto unable = world.call({"remove", world.meeting_on("whereby"), "--all"});
  CHECK(unable.exit_code == 1);
  CHECK(unable.json()["error"]["code"].text() == "unsupported");
}

TEST_CASE("sessions are listed, and with --attendance who was in each") {
  const World world;
  const auto ref = world.meeting_on("daily");
  CHECK(world.call({"sessions", ref}).json()["items"].is_array());
  CHECK(holds(world.show({"sessions", ref}).err, "no sessions of " + ref));
  const auto grace = join(world, ref, "Grace");
  const auto plain = world.call({"sessions", ref});
  INFO(plain.out << plain.err);
  REQUIRE(plain.json()["items"].size() == 1);
  const auto session = plain.json()["items"].items().front();
  CHECK_FALSE(session["id"].text_or("").empty());
  CHECK(session["started_at"].text_or("").ends_with("Z"));
  CHECK_FALSE(session["ended_at"].is_present());
  CHECK_FALSE(session["attendance"].is_present());

  (void)world.emulators.play("daily", "leave", R"({"participant":")" + grace + R"("})");
  const auto over = world.call({"sessions", ref, "--attendance"}).json()["items"].items().front();
  CHECK(over["ended_at"].is_present());
  REQUIRE(over["attendance"].size() == 1);
  CHECK(over["attendance"].items().front()["identity"].text() == "u-Grace");
  CHECK(over["attendance"].items().front()["left_at"].is_present());
  CHECK(holds(world.show({"sessions", ref, "--attendance"}).out, "Grace  as u-Grace"));
}

TEST_CASE("a long list of people is shown whole") {
  const World world;
  const auto ref = world.meeting_on("daily");
  for (int person = 0; person < 103; ++person) (void)join(world, ref, "P" + std::to_string(person));
  const auto items = world.call({"sessions", ref, "--attendance"}).json()["items"].items();
  REQUIRE(items.size() == 1);
  CHECK(items.front()["attendance"].size() == 103);
}

TEST_CASE("a session whose people cannot be had is an error, not a session without people") {
  const World world;
  const auto ref = world.meeting_on("daily");
  (void)join(world, ref, "Grace");
  (void)world.emulators.control("daily", "POST", "faults",
                                R"({"kind":"unavailable","path":"/participants","times":50})");
  const auto result = world.call({"sessions", ref, "--attendance"});
  CHECK(result.exit_code == 1);
  CHECK(result.json()["error"]["code"].text() == "unavailable");
}
