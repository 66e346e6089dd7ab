// What the reconciler does for recordings: asks, repeats, gives up, finds.

#include "support/catch.hpp"
#include "unit/sessions/recording/ledger_bench.hpp"

using namespace vplatform;
using namespace vplatform::testing;

namespace {

/// The mock with an operation that fails a number of times.
void fails(const LedgerBench& bench, const std::string& operation, ErrorCode code, int times = 1) {
  bench.service->fail_next(
      {.error = {.code = code, .message = "told to fail"}, .operation = operation, .times = times});
}

}  // namespace

TEST_CASE("what stays requested past its deadline has failed, and says why") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const Recordings recordings(bench.backend, {.deadlines = {.requested = 60s}});
  const auto entry = recordings.start("s1", {}).value();
  bench.clock.advance(59s);
  bench.round();
  CHECK(recordings.get(entry.id)->state == LedgerState::requested);
  bench.clock.advance(400s);
  bench.round();
  CHECK(recordings.get(entry.id)->state == LedgerState::failed);
  CHECK(recordings.get(entry.id)->failure == "it was requested for longer than it may be");
}

TEST_CASE("a platform that cannot be reached lets nothing fail by its deadline") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  const Recordings recordings(bench.backend, {.deadlines = {.active = 3600s}});
  const auto entry = recordings.start("s1", {}).value();
  bench.clock.advance(2h);
  fails(bench, "find_recording", ErrorCode::unavailable, 100);
  fails(bench, "list_recordings", ErrorCode::unavailable, 100);
  bench.round();
  CHECK(recordings.get(entry.id)->state == LedgerState::active);
}

TEST_CASE("a stop that was lost is told again") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  const Recordings recordings(bench.backend);
  const auto entry = recordings.start("s1", {}).value();
  fails(bench, "stop_recording", ErrorCode::permission_denied);
  CHECK(recordings.stop(entry.id).error().code == ErrorCode::permission_denied);
  CHECK(recordings.get(entry.id)->state == LedgerState::stopping);
  CHECK(bench.service->recordings(bench.now()).at(0).told.state == RecordingState::active);
  bench.clock.advance(15s);
  bench.round();
  CHECK(bench.service->recordings(bench.now()).at(0).told.state == RecordingState::processing);
}

TEST_CASE("a wish that was taken back before anything began is cancelled") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const Recordings recordings(bench.backend, {.deadlines = {.stopping = 60s}});
  const auto entry = recordings.start("s1", {}).value();
  CHECK(recordings.stop(entry.id)->state == LedgerState::stopping);
  bench.enters();
  bench.clock.advance(61s);
  bench.round();
  CHECK(recordings.get(entry.id)->state == LedgerState::cancelled);
  CHECK(bench.service->recordings(bench.now()).empty());
}

TEST_CASE("a start whose answer was lost is told again with its own key") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  bench.service->fail_next(
      {.error = {.code = ErrorCode::unavailable, .message = "lost", .effect = Effect::unknown},
       .operation = "start_recording",
       .after_acting = true});
  const Recordings recordings(bench.backend);
  CHECK(recordings.start("s1", {}).error().effect == Effect::unknown);
  REQUIRE(bench.all().size() == 1);
  CHECK(bench.all()[0].state == LedgerState::requested);
  bench.clock.advance(15s);
  bench.round();
  CHECK(bench.all().size() == 1);
  CHECK(bench.all()[0].state == LedgerState::active);
  CHECK(bench.service->recordings(bench.now()).size() == 1);
}

TEST_CASE("what is refused for good has failed at once") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  fails(bench, "start_recording", ErrorCode::permission_denied);
  const Recordings recordings(bench.backend);
  CHECK(recordings.start("s1", {}).error().code == ErrorCode::permission_denied);
  CHECK(bench.all().at(0).state == LedgerState::failed);
  CHECK(bench.all().at(0).failure == "told to fail");
}

TEST_CASE("a recording whose events were all lost is found by looking") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  const RecordingSpec automatic{.instance_key = "from-the-start"};
  bench.session("s1", &automatic);
  bench.enters();
  bench.write([&](Transaction& transaction) -> Result<void> {
    expect_recordings(transaction, "s1", bench.now() + 60s);
    expect_recordings(transaction, "s1", bench.now() + 10s);
    expect_recordings(transaction, "s1", bench.now() + 90s);
    return {};
  });
  bench.clock.advance(9s);
  bench.round();
  CHECK(bench.all().empty());
  bench.clock.advance(1s);
  bench.round();
  REQUIRE(bench.all().size() == 1);
  CHECK(bench.all()[0].state == LedgerState::active);
  CHECK(bench.all()[0].ref.instance_key == "from-the-start");
  CHECK(bench.all()[0].requested_at == bench.all()[0].started_at);
}

TEST_CASE("a live session is looked at without being named, and long after its end no more") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  const RecordingSpec automatic{.instance_key = "from-the-start"};
  bench.session("s1", &automatic);
  const auto watched = [&] {
    return bench.write([](Transaction& transaction) -> Result<std::int64_t> {
      return transaction.find("SELECT COUNT(*) FROM recording_watch")->integer(0);
    });
  };
  bench.round();
  CHECK(watched() == 0);
  bench.write([&](Transaction& transaction) -> Result<void> {
    transaction.execute("UPDATE sessions SET poll_due = ?", {bench.now()});
    return {};
  });
  bench.round();
  bench.round();
  CHECK(watched() == 1);
  bench.enters();
  bench.clock.advance(300s);
  bench.round();
  CHECK(bench.all().size() == 1);
  bench.put_over();
  bench.clock.advance(301s);
  bench.round();
  CHECK(watched() == 1);
  bench.clock.advance(48h);
  bench.round();
  CHECK(watched() == 0);
}

TEST_CASE("a clock that was set back keeps no session's recordings from being looked for") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  const RecordingSpec automatic{.instance_key = "from-the-start"};
  bench.session("s1", &automatic);
  const bool is_over = GENERATE(false, true);
  if (is_over) {
    bench.put_over();
    bench.write([&](Transaction& transaction) -> Result<void> {
      expect_recordings(transaction, "s1", bench.now() + 60s);
      return {};
    });
  } else {
    bench.write([&](Transaction& transaction) -> Result<void> {
      transaction.execute("UPDATE sessions SET poll_due = ?", {bench.now()});
      return {};
    });
    bench.round();
  }
  // One that is over is looked at more and more seldom, so that a few hours say nothing.
  bench.clock.set(bench.now() - (is_over ? 25h : 1h));
  bench.enters();
  bench.round();
  bench.clock.advance(ReconcilerOptions{}.widest_pace);
  bench.round();
  CHECK(bench.all().size() == 1);
}

TEST_CASE("a clock that was set back puts no deadline off") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  const Recordings recordings(bench.backend, {.deadlines = {.active = 3600s}});
  const auto entry = recordings.start("s1", {}).value();
  bench.clock.set(bench.now() - 24h);
  fails(bench, "find_recording", ErrorCode::not_found, 100);
  bench.round();
  CHECK(recordings.get(entry.id)->state == LedgerState::active);
  CHECK(recordings.get(entry.id)->deadline == bench.now() + 3600s);
  bench.clock.advance(3600s);
  bench.round();
  CHECK(recordings.get(entry.id)->state == LedgerState::failed);
}

TEST_CASE("times and files that an event does not tell are asked for") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  const Recordings recordings(bench.backend);
  const auto entry = recordings.start("s1", {}).value();
  bench.clock.advance(30s);
  REQUIRE(bench.service->finish_recording(entry.ref, bench.now()));
  bench.hears(entry.ref, RecordingState::ready, bench.now());
  CHECK(recordings.get(entry.id)->files.empty());
  bench.round();
  CHECK(recordings.get(entry.id)->files.size() == 1);
  CHECK(recordings.get(entry.id)->duration == 30s);
  const auto asked = bench.round().recordings_asked;
  CHECK(asked == 0);  // and then no more
}

TEST_CASE("a guess stays a guess, though the platform repeats our key") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  const Recordings recordings(bench.backend);
  const auto real = recordings.start("s1", {}).value();
  bench.write([&](Transaction& transaction) -> Result<void> {
    transaction.execute("UPDATE recordings SET match_kind = 'heuristic'");
    return {};
  });
  bench.clock.advance(15s);
  bench.round();
  CHECK(recordings.get(real.id)->match == RecordingMatch::heuristic);
}
