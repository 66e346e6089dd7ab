#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sessions/recording/recording_rows.hpp"
#include "sessions/recording/watch_recordings.hpp"
#include "sessions/session/session_rows.hpp"
#include "sessions/store/store_state.hpp"
#include "support/catch.hpp"
#include "support/sessions/databases.hpp"
#include "vplatform/platforms/mock.hpp"
#include "vplatform/sessions/recordings.hpp"
#include "vplatform/testing/fake_clock.hpp"
#include "vplatform/testing/scripted_transport.hpp"

namespace vplatform::testing {

using namespace vplatform::sessions;
using namespace std::chrono_literals;

/// A ledger on a database, a clock and a mock of its own, with sessions that are put in by statement: how
/// sessions are made is another part's test.
struct LedgerBench {
  explicit LedgerBench(Dialect dialect,
                       const std::string& config = R"({"default": "mock", "platforms": {"mock": {}}})")
      : database(dialect), store(database.open(clock.env())) {
    Registry registry;
    (void)platforms::mock::add_to(registry, service);
    auto factory =
        PlatformFactory::open(std::move(registry), Config::from_text(config), transport, clock.env());
    backend = {.store = store,
               .platforms = std::make_shared<const PlatformFactory>(std::move(factory).value()),
               .env = clock.env()};
  }

  [[nodiscard]] TimePoint now() const { return clock.now(); }
  [[nodiscard]] Client client() const { return backend.platforms->client("mock").value(); }
  [[nodiscard]] const Database& db() const { return store->state().database; }

  template <class Work>
  auto write(Work work) const {
    return db().write([&](Transaction& transaction) { return work(transaction); }).value();
  }

  /// A live session in a meeting of the mock's.
  std::string session(const std::string& id = "s1", const RecordingSpec* automatic = nullptr) const {
    MeetingSpec spec{.key = "meeting-of-" + id};
    if (automatic != nullptr) spec.recording = *automatic;
    const auto meeting = client().create_meeting(spec).value().ref;
    write([&](Transaction& transaction) -> Result<void> {
      transaction.execute(
          "INSERT INTO sessions (id, owner, room, room_folded, name, state, join_code, instance, "
          "meeting_key, "
          "meeting_id, meeting_room, url, opens_before, needs_host, created_at, live_at, over_is_inferred, "
          "decision, settings, create_attempts, end_attempts, presence_state) VALUES (?, 'ada', ?, ?, '', "
          "'live', ?, 'mock', ?, ?, ?, '', 0, 0, ?, ?, 0, '{}', '{}', 0, 0, '')",
          {id, id, id, id, id, meeting.id, meeting.room, now(), now()});
      return {};
    });
    return id;
  }
  [[nodiscard]] MeetingRef meeting(const std::string& id = "s1") const {
    return *write([&](Transaction& transaction) -> Result<Session> {
              return find_session(transaction, id).value();
            }).meeting;
  }
  void put_over(const std::string& id = "s1") const {
    write([&](Transaction& transaction) -> Result<void> {
      transaction.execute("UPDATE sessions SET state = 'ended', over_at = ?, poll_due = NULL WHERE id = ?",
                          {now(), id});
      return {};
    });
  }
  /// Somebody comes in.
  void enters(const std::string& id = "s1") const {
    const Participant who{.identity = "ada", .name = "Ada", .role = Role::participant};
    REQUIRE(service->enter_as(meeting(id), who, now()));
  }

  /// An event of a recording, as the inbox hands it on.
  void hears(const RecordingRef& ref, RecordingState state, TimePoint at,
             const std::string& id = "s1") const {
    StoredEvent event{.number = 7, .received_at = now()};
    event.fields.platform = "mock";
    event.fields.kind = state == RecordingState::active   ? EventKind::recording_started
                        : state == RecordingState::ready  ? EventKind::recording_ready
                        : state == RecordingState::failed ? EventKind::recording_failed
                                                          : EventKind::recording_updated;
    event.fields.recording = ref;
    event.fields.recording_state = state;
    event.fields.at = at;
    write([&](Transaction& transaction) -> Result<void> {
      apply_recording_event(transaction, lock_session(transaction, id).value(), event);
      return {};
    });
  }
  /// An answer of the platform's.
  void is_told(const Recording& recording, const std::string& id = "s1") const {
    write([&](Transaction& transaction) -> Result<void> {
      apply_recording(transaction, lock_session(transaction, id).value(), recording, now());
      return {};
    });
  }
  RoundReport round(const ReconcilerOptions& options = {}) const {
    RoundReport report;
    REQUIRE(watch_recordings(backend, options, report));
    return report;
  }
  [[nodiscard]] std::vector<RecordingEntry> all(const std::string& id = "s1") const {
    auto page = Recordings(backend).list({.session_id = id}).value();
    return {page.items.rbegin(), page.items.rend()};  // oldest first
  }

  mutable FakeClock clock{};  // copies are the same clock
  TestDatabase database;
  std::shared_ptr<Store> store;
  std::shared_ptr<platforms::mock::MockService> service = std::make_shared<platforms::mock::MockService>();
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  Backend backend{};
};

}  // namespace vplatform::testing
