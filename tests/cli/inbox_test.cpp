// vplatform inbox and recordings: what a host's process has left in the store, as the tool shows it.

#include <chrono>
#include <fstream>
#include <sstream>

#include "sessions/inbox/inbox_rows.hpp"
#include "sessions/store/store_state.hpp"
#include "store_world.hpp"
#include "support/catch.hpp"
#include "support/loopback_server.hpp"
#include "vplatform/sessions/own_recorder.hpp"

using namespace cli_test;
using namespace vplatform;

namespace {

/// What the endpoint would have stored: three that wait, or were given up, or cannot be read.
void put_in_events(const StoreWorld& world) {
  const auto store = world.open();
  const auto now = std::chrono::system_clock::now();
  REQUIRE(store->state().database.write([&](sessions::Transaction& transaction) -> Result<void> {
    for (int i = 0; i < 3; ++i) {
      const auto number = std::to_string(i);
      const EventFields fields{
          .id = "e" + number, .kind = EventKind::participant_joined, .type = "participant.joined"};
      const std::string body = R"({"number":)" + number + "}";
      sessions::ReceivedEvent event{.instance = "daily", .fields = &fields, .body = body, .received_at = now};
      if (i == 2)
        event = {.instance = "daily", .body = body, .unreadable = "it is no JSON", .received_at = now};
      store_row(transaction, row_of(event));
    }
    sessions::mark_dead(transaction, 2, sessions::DeadReason::failed, "the session's row is locked");
    return {};
  }));
}

/// A recording that a recorder of the host's own has put behind a link; its id.
std::string put_in_recording(const StoreWorld& world, const std::string& url) {
  const auto session = world.session();
  const sessions::OwnRecorder recorder({.store = world.open()}, {.token = Secret("recorder")});
  return recorder.report(Secret("recorder"), session["id"].text_or(""), {.recorder_id = "box-1", .url = url})
      .value()
      .id;
}

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("the newest events are listed, and only so many as were asked for") {
  const StoreWorld world;
  put_in_events(world);
  const auto items = world.call({"inbox", "list"}).json()["items"].items();
  REQUIRE(items.size() == 3);
  CHECK(items.back()["number"].integer() == 1);
  CHECK(items.back()["state"].text() == "waiting");
  CHECK(items.back()["platform"].text() == "daily");
  CHECK(items.back()["kind"].text() == "participant_joined");
  CHECK(items.back()["id"].text() == "e0");
  CHECK(items.back()["received_at"].text_or("").ends_with("Z"));
  CHECK(world.call({"inbox", "list", "--state", "waiting"}).json()["items"].size() == 1);
  const auto one = world.call({"inbox", "list", "--most", "1"});
  CHECK(one.json()["items"].size() == 1);
  CHECK(holds(one.err, "there are older ones"));
  CHECK(holds(world.show({"inbox", "list"}).out, "participant.joined"));
  CHECK(holds(world.show({"inbox", "list", "--state", "processed"}).err, "no such events"));
}

TEST_CASE("dead events are told with their reason, and their bytes can be looked at") {
  const StoreWorld world;
  put_in_events(world);
  const auto dead = world.call({"inbox", "dead"}).json()["items"].items();
  REQUIRE(dead.size() == 2);
  CHECK(dead.front()["dead_reason"].text() == "unreadable");
  CHECK(dead.back()["dead_reason"].text() == "failed");
  CHECK(dead.back()["note"].text() == "the session's row is locked");
  CHECK(world.call({"inbox", "dead", "--body", "3"}).json()["body"].text() == R"({"number":2})");
  CHECK(world.show({"inbox", "dead", "--body", "3"}).out == "{\"number\":2}\n");
  const auto absent = world.call({"inbox", "dead", "--body", "9"});
  CHECK(absent.exit_code == 1);
  CHECK(holds(absent.err, "'vplatform inbox list'"));
}

TEST_CASE("a dead event that failed is given its attempts again, and no other") {
  const StoreWorld world;
  put_in_events(world);
  const auto replayed = world.call({"inbox", "replay", "2"});
  CHECK(replayed.exit_code == 0);
  CHECK(replayed.json()["replayed"].boolean() == true);
  CHECK(world.call({"inbox", "dead"}).json()["items"].size() == 1);
  CHECK(world.call({"inbox", "list", "--state", "waiting"}).json()["items"].size() == 2);
  for (const auto* number : {"1", "3"}) {
    const auto refused = world.call({"inbox", "replay", number});
    CHECK(refused.exit_code == 1);
    CHECK(refused.json()["error"]["code"].text() == "failed_precondition");
  }
  CHECK(world.call({"inbox", "replay", "9"}).json()["error"]["code"].text() == "not_found");
}

TEST_CASE("a recording is listed, fetched, and fetched once") {
  const testing::LoopbackServer server({[](auto& connection) { connection.answer(200, "a film"); }});
  const StoreWorld world;
  const auto id = put_in_recording(world, server.url("/film.mp4"));
  const auto listed = world.call({"recordings", "list", "--state", "ready"}).json()["items"];
  REQUIRE(listed.size() == 1);
  CHECK(listed.items().front()["id"].text() == id);
  CHECK(listed.items().front()["storage"].text() == "own_recorder");
  CHECK(world.call({"recordings", "list", "--session", "none"}).json()["items"].size() == 0);
  CHECK(holds(world.show({"recordings", "list"}).out, id + "  ready  composed"));

  const Arguments fetch{"recordings",        "fetch",        id,         "--into",
                        world.folder.path(), "--allow-host", "127.0.0.1"};
  const auto refused = world.call(fetch);
  CHECK(refused.exit_code == 1);
  CHECK(refused.json()["error"]["code"].text() == "permission_denied");
  CHECK(server.requests().empty());

  Arguments allowed = fetch;
  allowed.insert(allowed.end(), {"--allow-private", "--allow-http"});
  const auto fetched = world.call(allowed);
  INFO(fetched.out << fetched.err);
  REQUIRE(fetched.exit_code == 0);
  CHECK(fetched.json()["state"].text() == "fetched");
  const auto file = fetched.json()["files"].items().front();
  CHECK(text_of(file["local_path"].text_or("")) == "a film");
  CHECK(file["sha256"].text_or("").size() == 64);
  CHECK(world.call(allowed).exit_code == 0);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a recording that is not there, or a host that is none, is told in the command's words") {
  const StoreWorld world;
  (void)world.session();
  const auto fetch = [&](const char* host) {
    return world.call({"recordings", "fetch", "r1", "--into", world.folder.path(), "--allow-host", host});
  };
  const auto absent = fetch("*.daily.co");
  CHECK(absent.exit_code == 1);
  CHECK(holds(absent.err, "'vplatform recordings list'"));
  const auto none = fetch("https://daily.co/");
  CHECK(none.exit_code == 2);
  CHECK(holds(none.err, "--allow-host"));
}
