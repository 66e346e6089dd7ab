#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

#include "support/sessions/postgres.hpp"
#include "world.hpp"

using namespace sessions_test;

namespace {

Told joined(const World& world, const std::string& id, const std::string& connection = "c1") {
  return {.id = id,
          .type = "participant.joined",
          .at = world.now(),
          .meeting = "board",
          .sitting = "s1",
          .who = Participant{.id = {connection}, .identity = "ada", .name = "Ada"}};
}

std::int64_t stored(const World& world) {
  return world.count("SELECT count(*) FROM inbox_events");
}

std::vector<InboxEntry> entries(const World& world, std::optional<InboxState> state = {}) {
  return Inbox(world.backend).list({.state = state}).value().items;
}

/// The answers to as many events, `e0` to the last, all of which were on their way while another transaction
/// held PostgreSQL's table.
std::vector<int> sent_while_locked(const World& world, int callers) {
  const WebhookEndpoint endpoint(world.backend);
  std::vector<int> statuses(static_cast<std::size_t>(callers));
  std::atomic<int> on_the_way{0};
  std::vector<std::jthread> threads;
  world.write([&](Transaction& transaction) {
    (void)transaction.execute("LOCK TABLE inbox_events IN EXCLUSIVE MODE");
    for (int caller = 0; caller < callers; ++caller) {
      threads.emplace_back([&, caller] {
        const std::string name = std::to_string(caller);
        const auto request = world.sign(body_of(joined(world, "e" + name, "c" + name)));
        ++on_the_way;
        statuses[static_cast<std::size_t>(caller)] = endpoint.handle("mock", request).status;
      });
    }
    while (on_the_way < callers) std::this_thread::yield();
  });
  threads.clear();
  return statuses;
}

}  // namespace

TEST_CASE("a genuine event is in the store when it is answered 200") {
  const World world(VPLATFORM_BOTH_DATABASES);
  const std::string body = body_of(joined(world, "e1"));
  const auto reply = WebhookEndpoint(world.backend).handle("mock", world.sign(body));
  CHECK(reply.status == 200);
  CHECK(reply.body == "ok");
  const auto all = entries({world});
  REQUIRE(all.size() == 1);
  CHECK(all[0].instance == "mock");
  CHECK(all[0].state == InboxState::waiting);
  CHECK(all[0].event_id == "e1");
  CHECK(all[0].kind == EventKind::participant_joined);
  CHECK(all[0].type == "participant.joined");
  CHECK(all[0].received_at == world.now());
  CHECK(all[0].happened_at == world.now());
  CHECK(!all[0].processed_at);
  CHECK(Inbox(world.backend).raw_body(all[0].number).value() == body);
}

TEST_CASE("what is not genuine is refused in the same words, and nothing of it is stored") {
  World world(VPLATFORM_BOTH_DATABASES);
  const WebhookEndpoint endpoint(world.backend);
  const auto genuine = world.sign(body_of(joined(world, "e1")));
  auto forged = genuine;
  forged.body.back() = ' ';
  CHECK(endpoint.handle("mock", forged).status == 401);
  CHECK(endpoint.handle("mock", {.body = genuine.body}).status == 401);
  auto twice = genuine;
  twice.headers.push_back(twice.headers.front());
  CHECK(endpoint.handle("mock", twice).status == 401);
  CHECK(endpoint.handle("zoom", genuine).status == 404);
  CHECK(endpoint.handle(std::string("mo\0ck\xff'--", 9), genuine).status == 404);
  CHECK(endpoint.handle("", genuine).status == 404);
  CHECK(endpoint.handle("zoom", genuine).body == endpoint.handle("mock", forged).body);
  world.clock.advance(1h);
  CHECK(endpoint.handle("mock", genuine).status == 401);
  CHECK(stored(world) == 0);
}

TEST_CASE("without a secret nothing can be told apart, and the platform is asked to repeat") {
  const testing::TestDatabase database(Dialect::sqlite);
  Registry registry;
  REQUIRE(platforms::mock::add_to(registry));
  auto factory = PlatformFactory::open(
      std::move(registry),
      Config::from_text(R"({"default": "mock", "platforms": {"mock": {}}})", Environment::of({})), nullptr);
  REQUIRE(factory);
  const WebhookEndpoint endpoint(
      {database.open(), std::make_shared<const PlatformFactory>(*std::move(factory)), {}});
  CHECK(endpoint.handle("mock", {.body = "{}"}).status == 503);
}

TEST_CASE("an event that comes again changes nothing") {
  const World world(VPLATFORM_BOTH_DATABASES);
  const std::string body = body_of(joined(world, "e1"));
  for (int time = 0; time < 3; ++time) CHECK(world.deliver(body) == 200);
  CHECK(stored(world) == 1);
  SECTION("also printed in another way") {
    CHECK(world.deliver(" " + body) == 200);
    CHECK(stored(world) == 1);
  }
  SECTION("also with a new id, where it tells the same") {
    CHECK(world.deliver(body_of(joined(world, "e2"))) == 200);
    CHECK(stored(world) == 1);
  }
  SECTION("also after it was worked off") {
    world.work_off();
    CHECK(world.deliver(body) == 200);
    CHECK(entries(world, InboxState::waiting).empty());
  }
  SECTION("and another one does") {
    CHECK(world.deliver(body_of(joined(world, "e2", "c2"))) == 200);
    CHECK(stored(world) == 2);
  }
}

TEST_CASE("an event without an id is told by its bytes") {
  const World world(VPLATFORM_BOTH_DATABASES);
  const std::string body = R"({"type": "future.thing", "meeting": "board", "session": "s1"})";
  CHECK(world.deliver(body) == 200);
  CHECK(world.deliver(body) == 200);
  CHECK(stored(world) == 1);
  CHECK(entries(world).front().kind == EventKind::other);
}

TEST_CASE("a known id with other contents is kept as dead, once, and the first one counts") {
  const World world(VPLATFORM_BOTH_DATABASES);
  world.tell(joined(world, "e1"));
  const std::string other = body_of(joined(world, "e1", "somebody-else"));
  CHECK(world.deliver(other) == 200);
  CHECK(world.deliver(other) == 200);
  const auto dead = entries(world, InboxState::dead);
  REQUIRE(dead.size() == 1);
  CHECK(dead[0].dead_reason == DeadReason::conflicting);
  CHECK(dead[0].event_id == "e1");
  CHECK(Inbox(world.backend).raw_body(dead[0].number).value() == other);
  CHECK(Inbox(world.backend).replay(dead[0].number).error().code == ErrorCode::failed_precondition);
  CHECK(entries(world, InboxState::waiting).size() == 1);
}

TEST_CASE("a genuine event that cannot be read is answered 200 and kept for people") {
  const World world(VPLATFORM_BOTH_DATABASES);
  const std::string body("{\"type\": \"\xff\xfe\", \0 not json", 25);
  CHECK(world.deliver(body) == 200);
  CHECK(world.deliver(body) == 200);
  const auto dead = entries(world, InboxState::dead);
  REQUIRE(dead.size() == 1);
  CHECK(dead[0].dead_reason == DeadReason::unreadable);
  CHECK(!dead[0].note.empty());
  CHECK(Inbox(world.backend).raw_body(dead[0].number).value() == body);
  CHECK(Inbox(world.backend).replay(dead[0].number).error().code == ErrorCode::failed_precondition);
}

TEST_CASE("whatever a genuine event says, it is stored and worked off") {
  const World world(VPLATFORM_BOTH_DATABASES);
  const Session session = world.new_session();
  const std::string meeting = session.meeting->id;
  std::string long_text;  // and not to be compressed
  for (int i = 0; i < 200; ++i) long_text += spi::to_hex(spi::as_text(spi::sha256(std::to_string(i))));
  const std::string nul = "a\\u0000b";
  const auto event = [&](const std::string& id, const std::string& person) {
    return R"({"id": ")" + id + R"(", "type": "participant.joined", "meeting": ")" + meeting +
           R"(", "session": ")" + id + R"(", "participant": )" + person + "}";
  };
  const std::vector<std::string> bodies{
      event(nul, R"({"id": ")" + nul + R"(", "identity": ")" + nul + R"(", "name": ")" + nul + R"("})"),
      event("a\\u0000c", R"({"id": "a\\u0000c"})"),
      event(long_text, R"({"id": ")" + long_text + R"(", "name": ")" + long_text + R"("})"),
      event("utf8", R"({"id": "c3", "name": ")" + std::string(999, 'x') + R"(éé"})"),
      event("no-one", R"({"id": 7, "identity": [], "name": null, "role": "king", "is_person": "perhaps"})"),
      event("quotes", R"({"id": "'; DROP TABLE presence; --", "identity": "?:p0", "name": "%"})"),
      R"({"id": {}, "type": "participant.joined", "meeting": ")" + meeting + R"(", "participant": 5})",
      R"({"id": "t", "type": ")" + long_text + nul + R"(", "at": "9999-12-31T23:59:59Z"})",
      std::string(100, '['),
      "",
      "null",
  };
  for (const auto& body : bodies) {
    INFO(body.substr(0, 60));
    CHECK(world.deliver(body) == 200);
  }
  CHECK(world.deliver(std::string(2U << 20U, 'x')) == 401);
  world.work_off();
  CHECK(entries(world, InboxState::waiting).empty());
  for (const auto& dead : entries(world, InboxState::dead)) CHECK(dead.dead_reason == DeadReason::unreadable);
  CHECK(world.count("SELECT count(*) FROM presence WHERE session_id = ?", {session.id}) == 5);
  CHECK(world.count("SELECT length(name) FROM presence WHERE connection = 'c3'") == 999);
}

TEST_CASE("while the store is away the platform is asked to repeat, and nothing acknowledged is lost") {
  testing::PostgresServer server;
  World world(Dialect::sqlite);
  world.backend.store = Store::open("postgresql:" + server.keywords(), {.patience = 2s}).value();
  const WebhookEndpoint endpoint(world.backend);
  const auto first = world.sign(body_of(joined(world, "e1")));
  const auto second = world.sign(body_of(joined(world, "e2", "c2")));
  CHECK(endpoint.handle("mock", first).status == 200);
  server.stop();
  CHECK(endpoint.handle("mock", second).status == 503);
  CHECK(Inbox(world.backend).work_off().error().code == ErrorCode::unavailable);
  server.start();
  CHECK(endpoint.handle("mock", second).status == 200);
  const auto all = Inbox(world.backend).list().value().items;
  REQUIRE(all.size() == 2);
  CHECK(all[0].event_id == "e2");
  CHECK(all[1].attempts == 0);
}

TEST_CASE("events that come at once are stored together, each once") {
  const World world(VPLATFORM_BOTH_DATABASES);
  const WebhookEndpoint endpoint(world.backend);
  constexpr int callers = 16;
  std::vector<int> statuses(callers * 4);
  {
    std::vector<std::jthread> threads;
    for (int caller = 0; caller < callers; ++caller) {
      threads.emplace_back([&, caller] {
        for (int event = 0; event < 4; ++event) {
          // Each event comes twice, from two callers.
          const std::string name = std::to_string(caller / 2 * 4 + event);
          const auto index = static_cast<std::size_t>(caller * 4 + event);
          statuses[index] =
              endpoint.handle("mock", world.sign(body_of(joined(world, "e" + name, "c" + name)))).status;
        }
      });
    }
  }
  CHECK(std::count(statuses.begin(), statuses.end(), 200) == callers * 4);
  CHECK(stored(world) == callers * 2);
}

TEST_CASE("those who wait while one is stored are stored in one transaction") {
  const World world(Dialect::postgresql);
  const auto statuses = sent_while_locked(world, 16);
  CHECK(std::count(statuses.begin(), statuses.end(), 200) == 16);
  CHECK(stored(world) == 16);
  CHECK(world.count("SELECT count(DISTINCT CAST(xmin AS TEXT)) FROM inbox_events") <= 8);
}

TEST_CASE("one that the store does not take does not keep out those that came with it") {
  const World world(Dialect::postgresql);
  world.write([](Transaction& transaction) {
    (void)transaction.execute("ALTER TABLE inbox_events ADD CHECK (event_id <> 'e7')");
  });
  const auto statuses = sent_while_locked(world, 16);
  CHECK(statuses[7] == 503);
  CHECK(std::count(statuses.begin(), statuses.end(), 200) == 15);
  CHECK(stored(world) == 15);
}

TEST_CASE("of many that come again and again each is answered, and by then is stored") {
  const World world(Dialect::sqlite);
  const WebhookEndpoint endpoint(world.backend);
  constexpr int callers = 64;
  constexpr int events = 10;
  std::atomic<int> missing{0};
  {
    std::vector<std::jthread> threads;
    for (int caller = 0; caller < callers; ++caller) {
      threads.emplace_back([&, caller] {
        for (int event = 0; event < events; ++event) {
          const std::string name = std::to_string(caller * events + event);
          const auto request = world.sign(body_of(joined(world, "e" + name, "c" + name)));
          if (endpoint.handle("mock", request).status != 200) ++missing;
          if (world.count("SELECT count(*) FROM inbox_events WHERE instance = 'mock' AND dedupe_key = ?",
                          {"id:e" + name}) != 1)
            ++missing;
        }
      });
    }
  }
  CHECK(missing == 0);
  CHECK(stored(world) == callers * events);
}

TEST_CASE("two processes that get the same event at once store it once") {
  const World world(VPLATFORM_BOTH_DATABASES);
  const WebhookEndpoint here(world.backend);
  const WebhookEndpoint there(world.other());
  std::atomic<int> accepted{0};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&, thread] {
        for (int event = 0; event < 10; ++event) {
          const std::string name = std::to_string(event);
          const auto request = world.sign(body_of(joined(world, "e" + name, "c" + name)));
          if ((thread % 2 == 0 ? here : there).handle("mock", request).status == 200) ++accepted;
        }
      });
    }
  }
  CHECK(accepted == 40);
  CHECK(stored(world) == 10);
}
