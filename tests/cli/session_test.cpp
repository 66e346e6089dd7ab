// vplatform session, on emulators, each step in a process of its own.

#include "store_world.hpp"
#include "support/catch.hpp"

using namespace cli_test;

TEST_CASE("a session lives across processes, from its making to its clearing") {
  const StoreWorld world;
  const auto made = world.session({"--name", "Board", "--max-people", "5", "--ends-at", "1h"});
  const auto id = made["id"].text_or("");
  CHECK(made["state"].text() == "live");
  CHECK(made["owner"].text() == "ada");
  CHECK(made["max_people"].integer() == 5);
  CHECK(made["join_code"].text_or("").size() == 8);
  CHECK(made["decision"]["platform"].text() ==
        made["meeting"].text_or("").substr(0, made["meeting"].text_or("").find('/')));
  CHECK(made["ending"].is_array());
  REQUIRE(world.world.call({"find", made["meeting"].text_or("")}).exit_code == 0);

  const auto admitted = world.call(
      {"session", "admit", "--code", made["join_code"].text_or(""), "--name", "Grace", "--person", "grace"});
  INFO(admitted.out << admitted.err);
  CHECK(admitted.exit_code == 0);
  CHECK(admitted.json()["reason"].text() == "admitted");
  CHECK(admitted.json()["session"].text() == id);
  CHECK(admitted.json()["person"].text() == "grace");
  CHECK(admitted.json()["grant"]["role"].text() == "participant");
  CHECK_FALSE(admitted.json()["grant"]["url"].text_or("").empty());

  CHECK(world.call({"session", "list", "--owner", "ada"}).json()["items"].size() == 1);
  CHECK(world.call({"session", "list", "--person", "grace"}).json()["items"].size() == 1);
  CHECK(world.call({"session", "list", "--owner", "ada", "--state", "ended"}).json()["items"].size() == 0);
  const auto shown = world.call({"session", "show", id, "--log"}).json();
  REQUIRE(shown["people"].size() == 1);
  CHECK(shown["people"].items().front()["person"].text() == "grace");
  CHECK(shown["log"].items().front()["what"].text() == "live");
  CHECK_FALSE(world.call({"session", "show", id}).json()["log"].is_present());

  const auto ended = world.call({"session", "end", id});
  INFO(ended.out << ended.err);
  CHECK(ended.exit_code == 0);
  CHECK(ended.json()["state"].text() == "ended");
  REQUIRE(ended.json()["ending"].size() == 4);
  CHECK(ended.json()["ending"].items().back()["state"].text() == "done");
  CHECK(world.call({"session", "end", id}).exit_code == 0);
  CHECK(world.world.call({"find", made["meeting"].text_or("")}).exit_code == 1);

  CHECK(world.call({"session", "clear", "--owner", "ada"}).json()["sessions"].integer() == 1);
  const auto gone = world.call({"session", "show", id});
  CHECK(gone.exit_code == 1);
  CHECK(gone.json()["error"]["code"].text() == "not_found");
  CHECK(holds(gone.err, "'vplatform session list --owner OWNER'"));
}

TEST_CASE("an answer of no has its reason, and is no grant") {
  const StoreWorld world;
  const auto later = world.session({"--starts-at", "2h"});
  CHECK(later["state"].text() == "scheduled");
  const auto early = world.call({"session", "admit", later["id"].text_or(""), "--name", "Grace"});
  CHECK(early.exit_code == 1);
  CHECK(early.json()["reason"].text() == "not_yet");
  CHECK(early.json()["again_at"].is_present());
  CHECK_FALSE(early.json()["grant"].is_present());
  const auto shown = world.show({"session", "admit", later["id"].text_or(""), "--name", "Grace"});
  CHECK(shown.exit_code == 1);
  CHECK(holds(shown.out, "not_yet"));

  const auto wrong = world.call({"session", "admit", "--code", "NOSUCHCO", "--name", "Grace"});
  CHECK(wrong.exit_code == 1);
  CHECK(wrong.json()["reason"].text() == "wrong_code");
  const auto full = world.session({"--max-people", "1"});
  const auto admit = [&](const char* who) {
    return world.call({"session", "admit", full["id"].text_or(""), "--name", who, "--person", who});
  };
  CHECK(admit("grace").exit_code == 0);
  CHECK(admit("joan").json()["reason"].text() == "full");
}

TEST_CASE("the same key is the same session") {
  const StoreWorld world;
  const auto first = world.session({"--key", "k1"});
  CHECK(world.session({"--key", "k1"})["id"].text() == first["id"].text());
  CHECK(world.session({"--key", "k2"})["id"].text() != first["id"].text());
}

TEST_CASE("an end that is not finished says so, and goes on when it is called again") {
  const StoreWorld world;
  const auto made = world.session();
  const auto kind = made["decision"]["platform"].text_or("");
  (void)world.world.emulators.control(kind, "POST", "faults",
                                      R"({"kind":"unavailable","method":"DELETE","times":50})");
  const auto unfinished = world.call({"session", "end", made["id"].text_or("")});
  INFO(unfinished.out << unfinished.err);
  CHECK(unfinished.exit_code == 1);
  CHECK(unfinished.json()["state"].text() == "ended");
  CHECK(holds(unfinished.out, R"("state":"failing")"));
  CHECK(holds(unfinished.err, "nobody gets in any more"));
  CHECK(world.call({"session", "clear", "--owner", "ada"}).json()["kept_ending"].integer() == 1);
  (void)world.world.emulators.control(kind, "DELETE", "faults", "");
  CHECK(world.call({"session", "end", made["id"].text_or("")}).exit_code == 0);
}

TEST_CASE("what people see of a session is short, and a list has a line for each") {
  const StoreWorld world;
  const auto made = world.session({"--name", "Board"});
  const auto id = made["id"].text_or("");
  const auto shown = world.show({"session", "show", id, "--log"});
  CHECK(holds(shown.out, "session"));
  CHECK(holds(shown.out, made["join_code"].text_or("")));
  CHECK(holds(shown.out, "log\n"));
  const auto list = world.show({"session", "list", "--owner", "ada"});
  CHECK(holds(list.out, id + "  live  Board  board"));
  CHECK(holds(world.show({"session", "list", "--owner", "nobody"}).err, "no such sessions"));
  const auto ended = world.show({"session", "end", id});
  CHECK(holds(ended.out, "delete_room"));
  CHECK_FALSE(holds(ended.out, "join code"));
}

TEST_CASE("the store is where --store, the variable or the default says, and is not made by looking") {
  const StoreWorld world;
  const auto absent = world.call({"session", "list", "--owner", "ada"});
  CHECK(absent.exit_code == 2);
  CHECK(holds(absent.err, "there is no store at '" + world.folder.path() + "/store.db'"));
  CHECK(holds(absent.err, "VPLATFORM_STORE"));
  CHECK_FALSE(std::filesystem::exists(world.folder.path() + "/store.db"));
  (void)world.session();
  const auto by_variable =
      run({"session", "list", "--owner", "ada", "--json"}, {{"VPLATFORM_STORE", world.store}});
  CHECK(by_variable.json()["items"].size() == 1);
  CHECK(holds(run({"session", "list", "--help"}).out, "sqlite:vplatform.db"));
}

TEST_CASE("a store that cannot be had is an error without its password") {
  const auto unreadable = run({"session", "list", "--owner", "ada", "--store", "mysql://ada:geheim@db"});
  CHECK(unreadable.exit_code == 2);
  CHECK(holds(unreadable.err, "sqlite:PATH"));
  CHECK_FALSE(holds(unreadable.err, "geheim"));
  const auto away = run(
      {"session", "list", "--owner", "ada", "--store", "postgresql://ada:geheim@127.0.0.1:1/none", "--json"});
  CHECK(away.exit_code == 1);
  CHECK(away.json()["error"]["code"].text() == "unavailable");
  CHECK_FALSE(holds(away.out + away.err, "geheim"));
}

TEST_CASE("misuse of what is over the store names the word that is wrong") {
  const auto names = [](const Arguments& arguments, const char* word) {
    const auto result = run(arguments);
    INFO(result.err);
    CHECK(result.exit_code == 2);
    CHECK(holds(result.err, word));
  };
  names({"session", "fly"}, "'session fly'");
  names({"session", "create", "--owner", "a", "--room", "r", "--starts-at", "soon"}, "--starts-at 'soon'");
  names({"session", "create", "--owner", "a", "--room", "r", "--ends-at", "late"}, "--ends-at 'late'");
  names({"session", "create", "--room", "r"}, "--owner");
  names({"session", "list"}, "--owner");
  names({"session", "list", "--owner", "a", "--person", "b"}, "--person");
  names({"session", "list", "--owner", "a", "--state", "dead"}, "--state 'dead' is none of scheduled, live");
  names({"session", "admit", "--name", "Ada"}, "--code");
  names({"session", "admit", "s1", "--code", "c", "--name", "Ada"}, "--code");
  names({"session", "admit", "s1", "--name", "Ada", "--role", "boss"}, "--role 'boss'");
  names({"inbox", "list", "--state", "live"}, "--state 'live' is none of waiting");
  names({"inbox", "list", "--most", "0"}, "--most");
  names({"inbox", "replay", "first"}, "first");
  names({"recordings", "list", "--state", "gone"}, "--state 'gone' is none of requested");
  names({"recordings", "fetch", "r1", "--into", "/nowhere/x", "--allow-host", "h"}, "--into '/nowhere/x'");
  names({"recordings", "fetch", "r1", "--into", "/"}, "--allow-host");
  names({"recordings", "fetch", "r1", "--into", "/", "--allow-host", "h", "--storage", "provider"},
        "--storage");
}
