// vplatform record, on emulators.

#include <chrono>

#include "support/catch.hpp"
#include "tool.hpp"
#include "vplatform/time.hpp"

using namespace cli_test;

namespace {

constexpr const char* key = "5f0c0000-0000-4000-8000-000000000001";

void join(const World& world, const std::string& ref) {
  const auto instance = ref.substr(0, ref.find('/'));
  (void)world.emulators.play(instance, "join", R"({"room":")" + room_of(ref) + R"(","name":"Grace"})");
}

void finish(const World& world, const std::string& ref) {
  const auto instance = ref.substr(0, ref.find('/'));
  (void)world.emulators.play(instance, "finish_recording", R"({"room":")" + room_of(ref) + R"("})");
}

}  // namespace

TEST_CASE("a recording on Daily, from start to link, each step in a process of its own") {
  const World world;
  const auto ref = world.meeting_on("daily");
  join(world, ref);
  const auto started = world.call({"record", "start", ref, "--max-length", "30m", "--key", key});
  INFO(started.out << started.err);
  REQUIRE(started.exit_code == 0);
  const auto by_key = started.json()["recording"].text_or("");
  CHECK(by_key == ref + "@key=" + key);
  CHECK(started.json()["meeting"].text() == ref);
  CHECK(started.json()["kind"].text() == "composed");
  CHECK(started.json()["key"].text() == key);
  CHECK(started.json()["state"].text() == "requested");
  CHECK_FALSE(started.json()["id"].is_present());
  CHECK(holds(started.err, "'vplatform record list " + ref + "'"));

  const auto again = world.call({"record", "start", ref, "--key", key});
  CHECK(again.exit_code == 0);
  const auto list = world.call({"record", "list", ref}).json()["items"];
  REQUIRE(list.size() == 1);
  CHECK(list.items().front()["state"].text() == "active");
  const auto by_id = list.items().front()["recording"].text_or("");
  CHECK(by_id == ref + "@id=" + list.items().front()["id"].text_or(""));

  CHECK(world.call({"record", "stop", by_key}).json()["stopped"].boolean() == true);
  CHECK(world.call({"record", "stop", by_key}).exit_code == 0);
  finish(world, ref);
  const auto found = world.call({"record", "find", by_id}).json();
  CHECK(found["state"].text() == "ready");
  CHECK(found["started_at"].is_present());
  CHECK(found["duration_ms"].integer().has_value());
  CHECK(found["files"].items().front()["path"].text_or("").starts_with("acme/"));
  CHECK(holds(world.show({"record", "find", by_id}).out, "state       ready"));
  CHECK(holds(world.show({"record", "list", ref}).out, by_id + "  ready"));

  const auto link = world.call({"record", "link", by_id, "--valid-for", "10m"});
  CHECK(link.exit_code == 0);
  CHECK(link.json()["url"].text_or("").starts_with("https://"));
  CHECK(link.json()["expires_at"].text_or("").ends_with("Z"));
  CHECK(link.json()["recording"].text() == by_id);

  CHECK(world.call({"record", "delete", by_id}).json()["deleted"].boolean() == true);
  CHECK(world.call({"record", "delete", by_id}).exit_code == 0);
  CHECK(world.call({"record", "list", ref}).json()["items"].size() == 0);
  CHECK(world.call({"record", "find", by_id}).exit_code == 1);
}

TEST_CASE("a link is good for an hour, or for as long as was asked for") {
  const World world;
  const auto ref = world.meeting_on("daily");
  join(world, ref);
  (void)world.call({"record", "start", ref});
  finish(world, ref);
  const auto id =
      world.call({"record", "list", ref}).json()["items"].items().front()["recording"].text_or("");
  const auto end_of = [&](Arguments more) {
    more.insert(more.begin(), {"record", "link", id});
    const auto at = vplatform::parse_rfc3339(world.call(more).json()["expires_at"].text_or(""));
    REQUIRE(at.has_value());
    return std::chrono::duration_cast<std::chrono::minutes>(*at - std::chrono::system_clock::now()).count();
  };
  const auto usual = end_of({});
  CHECK((usual >= 58 && usual <= 60));
  const auto short_one = end_of({"--valid-for", "10m"});
  CHECK((short_one >= 8 && short_one <= 10));
}

TEST_CASE("a recording on LiveKit goes into the storage that is named") {
  const World world;
  const auto ref = world.meeting_on("livekit");
  join(world, ref);
  const auto nowhere = world.call({"record", "start", ref});
  CHECK(nowhere.exit_code == 1);
  CHECK(nowhere.json()["error"]["code"].text() == "unsupported");
  CHECK(holds(nowhere.err, "s3_keys, gcs, azure, file"));
  const auto limited =
      world.call({"record", "start", ref, "--storage", "file,path=/out", "--max-length", "30m"});
  CHECK(limited.exit_code == 1);
  CHECK(holds(limited.json()["error"]["message"].text_or(""), "max_length"));
  const auto started = world.call(
      {"record", "start", ref, "--kind", "audio_only", "--storage", "file,path=/out", "--key", key});
  INFO(started.out << started.err);
  REQUIRE(started.exit_code == 0);
  CHECK(started.json()["kind"].text() == "audio_only");
  CHECK(started.json()["id"].text_or("").starts_with("EG_"));
  CHECK_FALSE(holds(started.err, "its id comes later"));
  const auto name = started.json()["recording"].text_or("");
  CHECK(name.starts_with(ref + "@audio_only,key=" + key + ",id=EG_"));
  CHECK(world.call({"record", "find", ref + "@audio_only,key=" + key}).json()["recording"].text() == name);
  CHECK(world.call({"record", "stop", name}).exit_code == 0);
  const auto link = world.call({"record", "link", name});
  CHECK(link.exit_code == 1);
  CHECK(link.json()["error"]["code"].text() == "unsupported");
}

TEST_CASE("a start whose answer was lost says with which key to try again") {
  const World world;
  const auto ref = world.meeting_on("daily");
  join(world, ref);
  (void)world.emulators.control("daily", "POST", "faults",
                                R"({"kind":"lost_after","path":"/recordings","times":50})");
  const auto lost = world.call({"record", "start", ref, "--key", key});
  CHECK(lost.exit_code == 1);
  CHECK(lost.json()["error"]["effect"].text() == "unknown");
  CHECK(holds(lost.err, std::string("--key ") + key));
  (void)world.emulators.control("daily", "DELETE", "faults", "");
  CHECK(world.call({"record", "start", ref, "--key", key}).exit_code == 0);
  CHECK(world.call({"record", "list", ref}).json()["items"].size() == 1);
}

TEST_CASE("a recording that is not named well enough is found in the list of its meeting") {
  const World world;
  const auto ref = world.meeting_on("daily");
  const std::string list = "'vplatform record list " + ref + "'";
  for (const std::string what : {"find", "link", "delete"}) {
    CAPTURE(what);
    const auto result = world.call({"record", what, ref + "@key=" + key});
    CHECK(result.exit_code == 1);
    CHECK(result.json()["error"]["code"].text() == "failed_precondition");
    CHECK(holds(result.err, list));
  }
  const auto gone = world.call({"record", "find", ref + "@id=gone"});
  CHECK(gone.json()["error"]["code"].text() == "not_found");
  CHECK(holds(gone.err, list));
}

TEST_CASE("a recording of Daily that is named by its id alone is not said to be stopped") {
  const World world;
  const auto ref = world.meeting_on("daily");
  join(world, ref);
  (void)world.call({"record", "start", ref, "--key", key});
  const auto id =
      world.call({"record", "list", ref}).json()["items"].items().front()["recording"].text_or("");
  const auto result = world.call({"record", "stop", id});
  CHECK(result.exit_code == 1);
  CHECK(holds(result.err, "stops a recording by its instance key"));
}

TEST_CASE("misuse of record is told with the word that is wrong") {
  const auto names = [](const Arguments& arguments, const char* word) {
    const auto result = run(arguments);
    CAPTURE(word);
    INFO(result.err);
    CHECK(result.exit_code == 2);
    CHECK(holds(result.err, word));
  };
  names({"record"}, "'vplatform record --help'");
  names({"record", "play"}, "'record play'");
  names({"record", "start"}, "'vplatform record start --help'");
  names({"record", "start", "mock/1", "--kind", "sound"}, "composed, audio_only, per_track, local");
  names({"record", "start", "mock/1", "--max-length", "long"}, "--max-length 'long'");
  names({"record", "start", "mock/1", "--storage", "tape"}, "--storage 'tape'");
  names({"record", "find", "mock/1"}, "'instance/id@key=KEY'");
  names({"record", "link", "mock/1@id=1", "--valid-for", "ever"}, "--valid-for 'ever'");
  names({"record", "list", "nothing"}, "'nothing'");
}
