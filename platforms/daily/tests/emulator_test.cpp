#include <atomic>
#include <set>
#include <thread>

#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/jwt.hpp"
#include "world.hpp"

// The rows of the table of what a double of Daily should do, by their numbers.

using namespace vplatform;
using namespace vplatform::platforms::daily;
using namespace vplatform::platforms::daily::tests;

namespace {

std::string error_of(const HttpResponse& answer) {
  return json_text(parsed(answer.body), "error");
}

HttpResponse ask_with(World& world, std::vector<Header> headers) {
  HttpRequest request;
  request.url = "https://api.daily.co/v1/rooms";
  request.headers = std::move(headers);
  return world.emulator->handle(request, world.clock.now());
}

std::vector<std::string> names_in(const HttpResponse& answer) {
  std::vector<std::string> names;
  for (const auto& room : parsed(answer.body)["data"].items()) names.push_back(json_text(room, "name"));
  return names;
}

}  // namespace

TEST_CASE("F1 without a header for authorization") {
  World world;
  const auto headers = GENERATE(std::vector<Header>{}, std::vector<Header>{{"Authorization", "Basic eDp5"}});
  const auto answer = ask_with(world, headers);
  CHECK(answer.status == 400);
  CHECK(error_of(answer) == "authorization-header-error");
}

TEST_CASE("F2 with a wrong key") {
  World world;
  const auto answer = ask_with(world, {{"authorization", "Bearer wrong"}});
  CHECK(answer.status == 401);
  CHECK(answer.body == R"({"error":"authentication-error"})");
}

TEST_CASE("F3 a room without wishes") {
  World world;
  const auto answer = world.ask("POST", "/rooms", "{}");
  REQUIRE(answer.status == 200);
  const auto room = parsed(answer.body);
  CHECK(json_text(room, "name").size() == 20);
  CHECK(json_text(room, "name")
            .find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") ==
        std::string::npos);
  CHECK(json_text(room, "privacy") == "public");
  CHECK(room["config"].dump() == "{}");
  CHECK(json_text(room, "url") == "https://acme.daily.co/" + json_text(room, "name"));
  CHECK(json_text(room, "created_at") == "2026-01-01T00:00:00.000Z");
}

TEST_CASE("F4 a name with a blank") {
  World world;
  const auto answer = world.ask("POST", "/rooms", R"({"name":"a b"})");
  CHECK(answer.status == 400);
  CHECK(error_of(answer) == "invalid-request-error");
}

TEST_CASE("F5 a name of 128 and of 129 characters") {
  World world;
  CHECK(world.ask("POST", "/rooms", R"({"name":")" + std::string(128, 'a') + "\"}").status == 200);
  CHECK(world.ask("POST", "/rooms", R"({"name":")" + std::string(129, 'a') + "\"}").status == 400);
}

TEST_CASE("F6 the same name twice") {
  World world;
  CHECK(world.ask("POST", "/rooms", R"({"name":"x"})").status == 200);
  const auto second = world.ask("POST", "/rooms", R"({"name":"x"})");
  CHECK(second.status == 400);
  CHECK(error_of(second) == "invalid-request-error");
  CHECK(json_text(parsed(second.body), "info") == "a room named x already exists");
  CHECK(world.ask("GET", "/rooms/x").status == 200);
}

TEST_CASE("F7 six creates of one name at once") {
  World world;
  std::atomic<int> made{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back(
        [&] { made += world.ask("POST", "/rooms", R"({"name":"x"})").status == 200 ? 1 : 0; });
  }
  for (auto& thread : threads) thread.join();
  CHECK(made == 1);
}

TEST_CASE("F8 an end in the past, or one that is text") {
  World world;
  const auto [exp, info] = GENERATE(table<std::string, std::string>({
      {"1767225600", "which is in the past"},
      {R"("1767229200")", "should be a number of seconds"},
      {R"("soon")", "should be a number of seconds"},
  }));
  for (const std::string target : {"/rooms", "/rooms/there"}) {
    (void)world.ask("POST", "/rooms", R"({"name":"there"})");
    const auto answer = world.ask("POST", target, R"({"properties":{"exp":)" + exp + "}}");
    CHECK(answer.status == 400);
    CHECK(json_text(parsed(answer.body), "info").find(info) != std::string::npos);
  }
}

TEST_CASE("F9 a property is set, and set back by null") {
  World world;
  const auto made = world.ask("POST", "/rooms", R"({"name":"x","properties":{"max_participants":20}})");
  CHECK(parsed(made.body)["config"]["max_participants"].integer() == 20);
  const auto reset = world.ask("POST", "/rooms/x", R"({"properties":{"max_participants":null}})");
  CHECK(reset.status == 200);
  CHECK(!parsed(reset.body)["config"]["max_participants"].is_present());
}

TEST_CASE("F10 a room that is not there") {
  World world;
  const auto answer = world.ask("GET", "/rooms/missing");
  CHECK(answer.status == 404);
  CHECK(answer.body == R"({"error":"not-found","info":"room missing not found"})");
}

TEST_CASE("F11 deleting what is there, what is not, and what has expired") {
  World world;
  (void)world.ask("POST", "/rooms", R"({"name":"x"})");
  const auto there = world.ask("DELETE", "/rooms/x");
  CHECK(there.status == 200);
  CHECK(there.body == R"({"deleted":true,"name":"x"})");
  const auto missing = world.ask("DELETE", "/rooms/x");
  CHECK(missing.status == 404);
  CHECK(!parsed(missing.body)["deleted"].is_present());
  (void)world.ask("POST", "/rooms", R"({"name":"x","properties":{"exp":1767225660}})");
  world.clock.advance(60s);
  const auto expired = world.ask("DELETE", "/rooms/x");
  CHECK(expired.status == 404);
  CHECK(parsed(expired.body)["deleted"].boolean() == true);
  CHECK(error_of(expired) == "not-found");
  CHECK(world.ask("POST", "/rooms", R"({"name":"x"})").status == 200);
}

TEST_CASE("F12 250 rooms in pages") {
  World world;
  for (int i = 0; i < 250; ++i) {
    (void)world.ask("POST", "/rooms", "{}");
    if (i % 7 == 0) world.clock.advance(1s);
  }
  std::set<std::string> seen;
  std::string cursor;
  for (const std::size_t size : {100U, 100U, 50U, 0U}) {
    const auto page =
        parsed(world.ask("GET", "/rooms" + (cursor.empty() ? "" : "?starting_after=" + cursor)).body);
    CHECK(page["total_count"].integer() == 250);
    const auto rooms = page["data"].items();
    REQUIRE(rooms.size() == size);
    std::string last = "9999";
    for (const auto& room : rooms) {
      CHECK(json_text(room, "created_at") <= last);
      last = json_text(room, "created_at");
      CHECK(seen.insert(json_text(room, "id")).second);
    }
    if (size > 0) cursor = json_text(rooms.back(), "id");
  }
  CHECK(world.ask("GET", "/rooms?limit=101").status == 400);
  CHECK(world.ask("GET", "/rooms?starting_after=nobody").status == 400);
}

TEST_CASE("F13 the oldest five, newest of them first") {
  World world;
  for (int i = 0; i < 9; ++i) {
    (void)world.ask("POST", "/rooms", R"({"name":"r)" + std::to_string(i) + "\"}");
    world.clock.advance(1s);
  }
  CHECK(names_in(world.ask("GET", "/rooms?limit=5&ending_before=OLDEST")) ==
        std::vector<std::string>{"r4", "r3", "r2", "r1", "r0"});
  const auto id = json_text(parsed(world.ask("GET", "/rooms/r4").body), "id");
  CHECK(names_in(world.ask("GET", "/rooms?limit=2&ending_before=" + id)) ==
        std::vector<std::string>{"r6", "r5"});
}

TEST_CASE("F14 a room that has expired is not listed, but holds its name until it is collected") {
  World world;
  (void)world.ask("POST", "/rooms", R"({"name":"x","properties":{"exp":1767225660}})");
  (void)world.ask("POST", "/rooms", R"({"name":"y"})");
  world.clock.advance(60s);
  CHECK(names_in(world.ask("GET", "/rooms")) == std::vector<std::string>{"y"});
  CHECK(world.ask("GET", "/rooms/x").status == 404);
  CHECK(world.emulator->meetings(world.clock.now()).size() == 1);
  CHECK(world.ask("POST", "/rooms", R"({"name":"x"})").status == 400);
  world.clock.advance(1h);
  CHECK(world.ask("POST", "/rooms", R"({"name":"x"})").status == 200);
}

TEST_CASE("F18 a token with an end in the past") {
  World world;
  CHECK(world.ask("POST", "/meeting-tokens", R"({"properties":{"exp":1767225600}})").status == 400);
  CHECK(world.ask("POST", "/meeting-tokens", R"({"properties":{"exp":1767225601}})").status == 200);
}

TEST_CASE("F19 a token that has expired, or is not of this domain") {
  World world;
  const auto made =
      world.ask("POST", "/meeting-tokens", R"({"properties":{"exp":1767225660,"user_name":"Ada"}})");
  const auto token = json_text(parsed(made.body), "token");
  CHECK(world.ask("GET", "/meeting-tokens/" + token).body == R"({"exp":1767225660,"user_name":"Ada"})");
  world.clock.advance(60s);
  CHECK(world.ask("GET", "/meeting-tokens/" + token).status == 400);
  const auto foreign = spi::sign_hs256(spi::HmacKey("another-key"), R"({"r":"x","d":"y","iat":1})");
  CHECK(world.ask("GET", "/meeting-tokens/" + foreign).status == 400);
  const auto other_domain =
      spi::sign_hs256(spi::HmacKey(EmulatorOptions{}.api_key), R"({"r":"x","d":"y","iat":1})");
  CHECK(world.ask("GET", "/meeting-tokens/" + other_domain).status == 400);
  const auto early =
      spi::sign_hs256(spi::HmacKey(EmulatorOptions{}.api_key),
                      R"({"d":")" + EmulatorOptions{}.domain_id + R"(","iat":1,"nbf":1800000000})");
  CHECK(world.ask("GET", "/meeting-tokens/" + early).status == 400);
  CHECK(world.ask("GET", "/meeting-tokens/" + early + "?ignoreNbf=true").status == 200);
}

TEST_CASE("F29 too many requests") {
  EmulatorOptions options;
  options.rate_limits = true;
  World world(options);
  for (int i = 0; i < 100; ++i) REQUIRE(world.ask("GET", "/rooms").status == 200);
  const auto limited = world.ask("GET", "/rooms");
  CHECK(limited.status == 429);
  CHECK(error_of(limited) == "rate-limit-error");
  CHECK(!find_header(limited.headers, "retry-after"));
  for (int i = 0; i < 50; ++i) REQUIRE(world.ask("DELETE", "/rooms/x").status == 404);
  CHECK(world.ask("DELETE", "/rooms/x").status == 429);
  world.clock.advance(5s);
  CHECK(world.ask("GET", "/rooms").status == 200);
  CHECK(world.ask("DELETE", "/rooms/x").status == 429);
  world.clock.advance(25s);
  CHECK(world.ask("DELETE", "/rooms/x").status == 404);
}

TEST_CASE("F29 the sixth recorder within five seconds") {
  EmulatorOptions options;
  options.rate_limits = true;
  World world(options);
  const auto room = parsed(world.ask("POST", "/rooms", "{}").body)["name"].text_or("");
  REQUIRE(world.emulator->join(room, {"", "Ada", false}, world.clock.now()));
  const auto start = [&](int number) {
    return world.ask(
        "POST", "/rooms/" + room + "/recordings/start",
        R"({"instanceId":"5f1d7c3a-2b44-4c6d-9e8f-a1b2c3d4e5f)" + std::to_string(number) + R"("})");
  };
  for (int i = 0; i < 5; ++i) CHECK(start(i).status != 429);
  const auto limited = start(5);
  CHECK(limited.status == 429);
  CHECK(error_of(limited) == "rate-limit-error");
  CHECK(!find_header(limited.headers, "retry-after"));
  world.clock.advance(5s);
  CHECK(start(6).status != 429);
}

TEST_CASE("members that Daily does not know, and values of other types, are refused") {
  World world;
  const std::string body =
      GENERATE(R"({"max_duration":3600})", R"({"properties":{"max_duration":3600}})",
               R"({"properties":{"max_participants":"20"}})", R"({"properties":{"enable_chat":"yes"}})",
               R"({"properties":{"enable_recording":"all"}})", R"({"privacy":"org"})", "[]", "nonsense");
  CHECK(world.ask("POST", "/rooms", body).status == 400);
  CHECK(world.ask("POST", "/meeting-tokens", R"({"properties":{"owner":true}})").status == 400);
}

TEST_CASE("the domain is told, and what is no call is not found") {
  World world;
  const auto domain = parsed(world.ask("GET", "/").body);
  CHECK(json_text(domain, "domain_name") == "acme");
  CHECK(json_text(domain, "domain_id") == EmulatorOptions{}.domain_id);
  CHECK(world.ask("GET", "/nothing").status == 404);
  CHECK(world.ask("PUT", "/rooms").status == 404);
}

TEST_CASE("the same calls make the same ids") {
  World one;
  World two;
  CHECK(one.ask("POST", "/rooms", "{}").body == two.ask("POST", "/rooms", "{}").body);
}
