#include "vplatform/platforms/daily.hpp"
#include "../inbox/world.hpp"
#include "vplatform/platforms/daily_emulator.hpp"
#include "vplatform/sessions/reconciler.hpp"
#include "vplatform/sessions/recordings.hpp"
#include "vplatform/testing/emulated_transport.hpp"

using namespace sessions_test;
namespace daily = vplatform::platforms::daily;

namespace {

/// A host on Daily, whose answers about who is in may be 15 s old, and which gives a failing webhook up.
struct DailyHost {
  explicit DailyHost(Dialect dialect) : database(dialect) {
    Registry registry;
    REQUIRE(daily::add_to(registry));
    auto config = Config::from_text(
        R"({"default": "daily", "platforms": {"daily": {"domain_id": ")" + account.domain_id + R"("}}})",
        Environment::of({{"DAILY_API_KEY", account.api_key},
                         {"DAILY_SUBDOMAIN", account.domain},
                         {"DAILY_WEBHOOK_SECRET", account.webhook_hmac}}));
    auto factory = PlatformFactory::open(std::move(registry), std::move(config), transport, clock.env(),
                                         {.retry = {.max_attempts = 1}});
    REQUIRE(factory);
    backend = {.store = database.open(clock.env()),
               .platforms = std::make_shared<const PlatformFactory>(*std::move(factory)),
               .env = clock.env()};
  }

  [[nodiscard]] TimePoint now() const { return clock.now(); }
  [[nodiscard]] RoundReport round() const {
    return Reconciler(backend, {.webhook_url = "https://host.example/{instance}"}).round().value();
  }
  /// What Daily sends arrives, and is worked off; returns how many webhooks that were.
  std::size_t hear() const {
    const auto due = emulator->due(now());
    for (const auto& request : due) REQUIRE(WebhookEndpoint(backend).handle("daily", request).status == 200);
    while (Inbox(backend).work_off().value() > 0) {
    }
    return due.size();
  }
  [[nodiscard]] std::string joins(const Session& session, const std::string& name) const {
    return emulator->join(session.meeting->room, {.user_id = name, .user_name = name}, now()).value();
  }
  [[nodiscard]] std::vector<RecordingEntry> recordings_of(const Session& session) const {
    return Recordings(backend).list({.session_id = session.id}).value().items;
  }
  [[nodiscard]] std::int64_t people_in() const {
    return backend.store->state()
        .database
        .read([](Transaction& transaction) -> Result<std::int64_t> {
          return transaction.find("SELECT count(*) FROM presence WHERE left_at IS NULL")->integer(0);
        })
        .value();
  }

  daily::EmulatorOptions account{};
  testing::FakeClock clock{};
  testing::TestDatabase database;
  std::shared_ptr<daily::Emulator> emulator = std::make_shared<daily::Emulator>(account);
  std::shared_ptr<testing::EmulatedTransport> transport =
      std::make_shared<testing::EmulatedTransport>(emulator, [c = clock] { return c.now(); });
  Backend backend{};
};

}  // namespace

TEST_CASE("Daily's webhook is made, revived when Daily has given it up, and what was lost is found out") {
  DailyHost host(VPLATFORM_BOTH_DATABASES);
  const Session session = Sessions(host.backend).create({.owner = "ada", .room = {.id = "board"}}).value();
  CHECK(host.round().webhooks_revived == 0);
  CHECK(host.hear() == 1);  // the probe
  REQUIRE(host.emulator->play("receiver", {R"({"status": 500})"}, host.now()));
  for (const auto* name : {"a", "b", "c", "d"}) (void)host.joins(session, name);
  (void)host.emulator->due(host.now());
  REQUIRE(host.emulator->play("receiver", {R"({"status": 200})"}, host.now()));
  (void)host.joins(session, "e");
  CHECK(host.hear() == 0);  // Daily has given up
  CHECK(host.people_in() == 0);
  host.clock.advance(60s);
  (void)host.round();
  CHECK(host.people_in() == 5);
  host.clock.advance(300s);
  CHECK(host.round().webhooks_revived == 1);
  (void)host.hear();
  (void)host.joins(session, "f");
  CHECK(host.hear() == 1);
  CHECK(host.people_in() == 6);
}

TEST_CASE("an answer that lags behind takes out nobody who has come since, and closes in the end") {
  DailyHost host(VPLATFORM_BOTH_DATABASES);
  const Session session = Sessions(host.backend).create({.owner = "ada", .room = {.id = "board"}}).value();
  (void)host.round();
  (void)host.hear();
  host.clock.advance(30s);
  const auto ada = host.joins(session, "ada");
  CHECK(host.hear() > 0);
  CHECK(host.round().presence_asked == 1);
  CHECK(host.people_in() == 1);
  host.emulator->leave(ada, host.now());
  (void)host.hear();
  CHECK(host.people_in() == 0);
  RoundReport last;
  int rounds = 0;
  while (last.sessions_concluded == 0 && ++rounds < 20) {
    host.clock.advance(30s);
    last = host.round();
    (void)host.hear();
  }
  CHECK(rounds >= 4);
  CHECK(rounds <= 6);
  CHECK(host.emulator->meetings(host.now()).empty());
}

TEST_CASE("recordings that people start in two rooms of Daily in one second stay apart") {
  DailyHost host(VPLATFORM_BOTH_DATABASES);
  std::vector<Session> sessions;
  for (const auto* room : {"board", "choir"})
    sessions.push_back(Sessions(host.backend).create({.owner = "ada", .room = {.id = room}}).value());
  (void)host.round();
  (void)host.hear();
  for (const Session& session : sessions) {
    (void)host.joins(session, "ada");
    REQUIRE(host.emulator->play("start_recording", {R"({"room": ")" + session.meeting->room + R"("})"},
                                host.now()));
  }
  const auto told = host.emulator->due(host.now());
  host.clock.advance(ReconcilerOptions{}.widest_pace);
  (void)host.round();  // the lists, before the events
  for (const auto& request : told)
    REQUIRE(WebhookEndpoint(host.backend).handle("daily", request).status == 200);
  (void)host.hear();
  CHECK(Inbox(host.backend).list({.state = InboxState::dead}).value().items.empty());
  for (const Session& session : sessions) {
    const auto recordings = host.recordings_of(session);
    REQUIRE(recordings.size() == 1);
    CHECK(recordings[0].state == LedgerState::active);
    // Daily's own key for what was started without one: by it the host can stop it.
    CHECK(Recordings(host.backend).stop(recordings[0].id));
  }
  (void)host.joins(sessions[0], "bob");
  REQUIRE(host.emulator->play("start_recording", {R"({"room": ")" + sessions[0].meeting->room + R"("})"},
                              host.now()));
  (void)host.hear();
  host.clock.advance(ReconcilerOptions{}.widest_pace);
  (void)host.round();
  CHECK(host.recordings_of(sessions[0]).size() == 2);
  CHECK(host.recordings_of(sessions[1]).size() == 1);
}
