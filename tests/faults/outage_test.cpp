// What is gone for a while and comes back: the database, the provider, and the right time.

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iterator>
#include <memory>
#include <optional>

#include "faults/emulated_world.hpp"
#include "faults/scale.hpp"
#include "support/catch.hpp"
#include "support/sessions/postgres.hpp"
#include "vplatform/sessions/inbox.hpp"
#include "vplatform/sessions/reconciler.hpp"
#include "vplatform/sessions/recordings.hpp"
#include "vplatform/sessions/sessions.hpp"

using namespace vplatform;
using namespace vplatform::sessions;
using namespace std::chrono_literals;
using faults::EmulatedWorld;

namespace {

constexpr StoreOptions impatient{.connections = 4, .patience = 50ms};

bool is_finished(const Session& session) {
  return session.ending.size() == 4 &&
         std::all_of(session.ending.begin(), session.ending.end(), [](const EndStepReport& step) {
           return step.state == EndStepState::done || step.state == EndStepState::unsupported;
         });
}

/// Whether this process may write to files: a disk that takes nothing, as far as SQLite can see.
void let_write(bool may) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = may ? limit.rlim_max : 0;
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

/// A database of the test's own that can be away: PostgreSQL's server is stopped, SQLite's disk takes no
/// writes.
class Database {
 public:
  explicit Database(Dialect dialect) {
    if (dialect == Dialect::sqlite) {
      file_.emplace(dialect);
    } else {
      server_ = std::make_unique<testing::PostgresServer>();
    }
  }

  [[nodiscard]] std::string where() const {
    return file_ ? file_->where() : "postgresql:" + server_->keywords();
  }
  void go() {
    if (server_) return server_->stop();
    let_write(false);
  }
  void come_back() {
    if (server_) return server_->start();
    let_write(true);
  }

 private:
  std::optional<testing::TestDatabase> file_;
  std::unique_ptr<testing::PostgresServer> server_;
};

/// A session with somebody in, which stays, and one that is to end.
struct Host {
  explicit Host(const std::string& where, const StoreOptions& options = {})
      : world(where, options),
        stays(world.new_session("stays", "livekit")),
        ends(world.new_session("ends", "daily")),
        sessions(world.backend),
        reconciler(world.backend) {
    (void)world.enter(stays, "ada");
    (void)world.enter(ends, "bob");
    (void)world.hear();
  }

  [[nodiscard]] Session get(const Session& session) const { return sessions.get(session.id).value(); }
  [[nodiscard]] AdmissionReason admit(const Session& session) const {
    return sessions.admit({.session_id = session.id, .person = "eve"}).value().reason;
  }
  /// Rounds, half a minute apart.
  void rounds(std::chrono::seconds length) {
    for (auto passed = 0s; passed < length; passed += 30s) {
      world.clock.advance(30s);
      const auto report = reconciler.round().value();
      presence_unknown += report.presence_unknown;
      concluded += report.sessions_concluded;
    }
  }
  /// In a session, a recording that nobody has asked the component for.
  [[nodiscard]] Result<JsonText> play(const Session& session, std::string_view what) const {
    return world.emulator_of(session).play(what, {R"({"room": ")" + session.meeting->room + R"("})"},
                                           world.now());
  }
  [[nodiscard]] std::vector<LedgerState> recordings_of(const Session& session) const {
    std::vector<LedgerState> states;
    for (const auto& one : Recordings(world.backend).list({.session_id = session.id}).value().items)
      states.push_back(one.state);
    return states;
  }
  [[nodiscard]] bool is_at_daily(const Session& session) const {
    const auto meetings = world.network->daily.emulator().meetings(world.now());
    return std::any_of(meetings.begin(), meetings.end(),
                       [&](const EmulatedMeeting& one) { return one.room == session.meeting->room; });
  }
  [[nodiscard]] std::size_t requests() const {
    return world.network->daily.faults().requests().size() +
           world.network->livekit.faults().requests().size();
  }

  EmulatedWorld world;
  Session stays;
  Session ends;
  Sessions sessions;
  Reconciler reconciler;
  std::size_t presence_unknown = 0;
  std::size_t concluded = 0;
};

}  // namespace

TEST_CASE("while the database is gone nothing is acknowledged, and after it nothing is missing") {
  const auto dialect = VPLATFORM_BOTH_DATABASES;
  Database database(dialect);
  Host host(database.where(), impatient);
  database.go();
  std::vector<std::pair<std::string, WebhookRequest>> refused;
  int told = 0;
  int failed = 0;
  for (int i = 0; i < 6; ++i) {
    host.world.clock.advance(5s);
    (void)host.world.enter(host.stays, "person-" + std::to_string(i));
    auto now_refused = host.world.hear();
    told += now_refused.empty() ? 0 : 1;
    std::move(now_refused.begin(), now_refused.end(), std::back_inserter(refused));
    const auto ended = host.sessions.end(host.ends.id);
    failed += !ended && ended.error().code == ErrorCode::unavailable;
    failed += host.reconciler.round() ? 0 : 1;
  }
  CHECK(told == 6);
  CHECK(failed == 12);
  database.come_back();

  const WebhookEndpoint endpoint(host.world.backend);
  for (const auto& [instance, webhook] : refused) CHECK(endpoint.handle(instance, webhook).status == 200);
  host.world.work_off();
  CHECK(host.world.known_in(host.stays).size() == 7);
  CHECK(host.world.known_in(host.stays) == host.world.truly_in(host.stays));
  CHECK(is_finished(host.sessions.end(host.ends.id).value()));
  CHECK(!host.is_at_daily(host.ends));
  CHECK(host.get(host.stays).state == SessionState::live);
  faults::report("database gone on " + host.world.backend.store->info().database + ": 30 s, " +
                 std::to_string(refused.size()) + " webhooks answered 503 and brought again, " +
                 std::to_string(failed) + " calls refused, all caught up");
}

TEST_CASE("while the provider refuses, entry is denied, nothing is concluded, and the end comes later") {
  const testing::TestDatabase database(VPLATFORM_BOTH_DATABASES);
  const auto kind = GENERATE(testing::FaultKind::rate_limited, testing::FaultKind::unavailable);
  Host host(database.where());
  const testing::Fault refusal{.kind = kind, .times = 1'000'000};
  host.world.network->daily.faults().add(refusal);
  host.world.network->livekit.faults().add(refusal);
  const auto before = host.requests();
  const auto from = host.world.now();

  const auto ended = host.sessions.end(host.ends.id);
  CHECK(host.get(host.ends).state == SessionState::ended);
  CHECK(!is_finished(host.get(host.ends)));
  CHECK(host.admit(host.ends) == AdmissionReason::ended);
  SessionSpec spec;
  spec.owner = "new";
  spec.room.id = "new";
  spec.request_key = "new";
  CHECK(!host.sessions.create(spec));
  host.rounds(600s);
  CHECK(host.presence_unknown > 0);
  CHECK(host.concluded == 0);
  CHECK(host.get(host.stays).state == SessionState::live);
  CHECK(host.is_at_daily(host.ends));
  const auto asked = host.requests() - before;
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(host.world.now() - from).count();
  // Whoever is refused is not asked all the more.
  CHECK(asked < 200);

  host.world.network->daily.faults().clear();
  host.world.network->livekit.faults().clear();
  host.rounds(600s);
  CHECK(is_finished(host.get(host.ends)));
  CHECK(!host.is_at_daily(host.ends));
  CHECK(host.get(host.stays).state == SessionState::live);
  CHECK(host.world.known_in(host.stays) == host.world.truly_in(host.stays));
  const Session made = host.sessions.create(spec).value();
  CHECK(host.is_at_daily(made));
  CHECK(host.sessions.list("new").value().items.size() == 1);
  CHECK(host.world.network->daily.emulator().meetings(host.world.now()).size() == 1);
  faults::report("provider " + std::string(to_string(kind)) + " on " +
                 host.world.backend.store->info().database + ": " + std::to_string(minutes) + " min, " +
                 std::to_string(asked) + " requests, " + std::to_string(host.presence_unknown) +
                 " looks without an answer, " + std::to_string(host.concluded) +
                 " sessions concluded, the end finished after it");
}

TEST_CASE("a clock that is set back by a day holds nothing up") {
  const testing::TestDatabase database(VPLATFORM_BOTH_DATABASES);
  Host host(database.where());
  host.world.network->daily.faults().add({.kind = testing::FaultKind::unavailable, .times = 1'000'000});
  (void)host.sessions.end(host.ends.id);
  REQUIRE(!is_finished(host.get(host.ends)));
  REQUIRE(host.play(host.stays, "start_recording"));
  host.rounds(60s);
  const auto bea = host.world.enter(host.stays, "bea");
  (void)host.world.hear();
  REQUIRE(host.world.known_in(host.stays).size() == 2);
  REQUIRE(host.recordings_of(host.stays) == std::vector{LedgerState::active});

  host.world.clock.set(host.world.now() - 24h);
  host.world.network->daily.faults().clear();
  host.world.leave(host.stays, bea);
  REQUIRE(host.play(host.stays, "finish_recording"));
  (void)host.world.emulator_of(host.stays).due(host.world.now() + 10s);  // nobody hears of it
  const auto is_caught_up = [&] {
    return is_finished(host.get(host.ends)) && host.world.known_in(host.stays).size() == 1 &&
           host.recordings_of(host.stays) == std::vector{LedgerState::ready};
  };
  int rounds = 0;
  for (; rounds < 20 && !is_caught_up(); ++rounds) host.rounds(30s);
  CHECK(is_finished(host.get(host.ends)));
  CHECK(!host.is_at_daily(host.ends));
  CHECK(host.world.known_in(host.stays) == host.world.truly_in(host.stays));
  CHECK(host.get(host.stays).state == SessionState::live);
  CHECK(host.recordings_of(host.stays) == std::vector{LedgerState::ready});

  const Session later = host.world.new_session("later", "livekit");
  CHECK(host.admit(later) == AdmissionReason::admitted);
  (void)host.world.enter(later, "cat");
  CHECK(host.world.hear().empty());
  CHECK(host.world.known_in(later).size() == 1);
  faults::report("clock set back on " + host.world.backend.store->info().database +
                 ": by 24 h, an interrupted end, a missed leave and a recording caught up after " +
                 std::to_string(rounds) + " rounds, new webhooks applied");
}
