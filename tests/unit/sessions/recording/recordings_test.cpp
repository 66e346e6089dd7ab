// The ledger's service: consent, start, stop, list.

#include "support/catch.hpp"
#include "unit/sessions/recording/ledger_bench.hpp"

using namespace vplatform;
using namespace vplatform::testing;

namespace {

std::vector<std::string> log_of(const LedgerBench& bench) {
  return bench.write([](Transaction& transaction) -> Result<std::vector<std::string>> {
    std::vector<std::string> lines;
    for (const Row& row : transaction.query("SELECT what, source FROM session_log ORDER BY number"))
      lines.push_back(row.text(0) + " " + row.text(1));
    return lines;
  });
}

}  // namespace

TEST_CASE("a recording is started, stopped, and ready") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  const Recordings recordings(bench.backend);
  const auto started = recordings.start("s1", {.max_length = 3600s}).value();
  CHECK(started.state == LedgerState::active);
  CHECK(started.match == RecordingMatch::exact);
  CHECK(started.storage == "provider");
  CHECK(started.deadline == bench.now() + 4200s);
  CHECK(bench.service->recordings(bench.now()).at(0).told.ref.instance_key == started.ref.instance_key);
  bench.clock.advance(60s);
  const auto stopped = recordings.stop(started.id).value();
  CHECK(stopped.state == LedgerState::stopping);
  bench.clock.advance(15s);
  bench.round();
  const auto ready = recordings.get(started.id).value();
  CHECK(ready.state == LedgerState::ready);
  CHECK(ready.duration == 60s);
  REQUIRE(ready.files.size() == 1);
  CHECK(!ready.files[0].remote.path.empty());
  CHECK(recordings.stop(started.id)->state == LedgerState::ready);
  CHECK(log_of(bench) == std::vector<std::string>{"recording_requested host", "recording_active poll",
                                                  "recording_stopping host", "recording_ready poll"});
}

TEST_CASE("what the host has brought away by itself is fetched, once it is ready") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  const Recordings recordings(bench.backend);
  const auto id = recordings.start("s1", {}).value().id;
  CHECK(recordings.mark_fetched(id).error().code == ErrorCode::failed_precondition);
  CHECK(recordings.stop(id));
  bench.clock.advance(15s);
  bench.round();
  CHECK(recordings.mark_fetched(id)->state == LedgerState::fetched);
  CHECK(recordings.mark_fetched(id)->state == LedgerState::fetched);
  CHECK(recordings.get(id)->state == LedgerState::fetched);
  CHECK(recordings.mark_fetched("nobody's").error().code == ErrorCode::not_found);
  CHECK(!bench.write(
      [](Transaction& transaction) -> Result<bool> { return has_unsettled_recordings(transaction, "s1"); }));
}

TEST_CASE("nobody is recorded without consent, and what was said is kept") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  Result<Consent> answer = Consent{.given = false};
  std::string asked_about;
  const Recordings recordings(bench.backend, {.consent = [&](const Session& session, const RecordingSpec&) {
                                asked_about = session.id;
                                return answer;
                              }});
  CHECK(recordings.start("s1", {}).error().code == ErrorCode::permission_denied);
  CHECK(asked_about == "s1");
  answer = fail(ErrorCode::unavailable, "the consent service is down");
  CHECK(recordings.start("s1", {}).error().code == ErrorCode::unavailable);
  CHECK(bench.all().empty());
  CHECK(bench.service->recordings(bench.now()).empty());
  answer = Consent{.given = true, .record = {R"({"by": "everybody"})"}};
  const auto entry = recordings.start("s1", {}).value();
  CHECK(recordings.get(entry.id)->consent.text == R"({"by": "everybody"})");
}

TEST_CASE("a consent hook that throws is no consent") {
  const LedgerBench bench(Dialect::sqlite);
  bench.session();
  const Recordings recordings(
      bench.backend, {.consent = [](const Session&, const RecordingSpec&) -> Result<Consent> { throw 1; }});
  CHECK(recordings.start("s1", {}).error().code == ErrorCode::internal);
  CHECK(bench.all().empty());
}

TEST_CASE("a second start of the same kind is the recording that runs") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  const Recordings recordings(bench.backend);
  const auto first = recordings.start("s1", {.instance_key = "mine"}).value();
  CHECK(recordings.start("s1", {})->id == first.id);
  CHECK(recordings.start("s1", {.kind = RecordingKind::audio_only})->id != first.id);
  CHECK(bench.service->recordings(bench.now()).size() == 2);
  // The same key is the same recording, also when it is over.
  REQUIRE(bench.service->finish_recording(first.ref, bench.now()));
  bench.is_told({.ref = first.ref, .state = RecordingState::ready});
  CHECK(recordings.start("s1", {.instance_key = "mine"})->id == first.id);
  CHECK(recordings.start("s1", {.kind = RecordingKind::audio_only, .instance_key = "mine"}).error().code ==
        ErrorCode::already_exists);
  CHECK(recordings.start("s1", {})->id != first.id);
}

TEST_CASE("only a live session is recorded, and only as its platform can") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const Recordings recordings(bench.backend);
  CHECK(recordings.start("none", {}).error().code == ErrorCode::not_found);
  CHECK(recordings.start("s1", {.target = FileTarget{}}).error().code == ErrorCode::invalid_argument);
  REQUIRE(bench.all().size() == 1);
  CHECK(bench.all()[0].state == LedgerState::failed);
  bench.put_over();
  CHECK(recordings.start("s1", {}).error().code == ErrorCode::failed_precondition);
  CHECK(bench.all().size() == 1);
}

TEST_CASE("where nobody is in yet the wish stands, and is told again until its deadline") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const Recordings recordings(bench.backend);
  const auto entry = recordings.start("s1", {.max_length = 600s}).value();
  CHECK(entry.state == LedgerState::requested);
  CHECK(!entry.failure.empty());
  bench.enters();
  bench.clock.advance(15s);
  bench.round();
  CHECK(recordings.get(entry.id)->state == LedgerState::active);
  CHECK(recordings.get(entry.id)->failure.empty());
  CHECK(bench.service->recordings(bench.now()).at(0).max_length == 600s);
}

TEST_CASE("the list goes newest first, by pages, and shows deleted ones only where they are asked for") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.session("s2");
  for (int n = 0; n < 5; ++n) {
    const std::string id = "r-" + std::to_string(n);
    bench.hears({.meeting = {}, .instance_key = id, .id = id}, RecordingState::ready,
                bench.now() + std::chrono::seconds(n / 2), n == 4 ? "s2" : "s1");
  }
  const Recordings recordings(bench.backend);
  std::vector<std::string> seen;
  PageToken from;
  do {
    const auto page = recordings.list({.page_size = 2}, from).value();
    CHECK(page.items.size() <= 2);
    for (const auto& one : page.items) seen.push_back(*one.ref.id);
    from = page.next;
  } while (!from.empty());
  REQUIRE(seen.size() == 5);
  CHECK(seen[0] == "r-4");
  CHECK(seen[4] < "r-2");
  CHECK(recordings.list({.session_id = "s2"})->items.size() == 1);
  CHECK(recordings.remove(recordings.list({.session_id = "s2"})->items[0].id));
  CHECK(recordings.list({.session_id = "s2"})->items.empty());
  CHECK(recordings.list({.session_id = "s2", .state = LedgerState::deleted})->items.size() == 1);
  CHECK(recordings.list({.state = LedgerState::deleted})->items.size() == 1);
  CHECK(recordings.list({.state = LedgerState::ready})->items.size() == 4);
  CHECK(recordings.list({}, {"nonsense"}).error().code == ErrorCode::invalid_argument);
  CHECK(recordings.list({.page_size = 501}).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("the end of a session learns what runs, and clearing what is unsettled") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  const Recordings recordings(bench.backend);
  const auto entry = recordings.start("s1", {}).value();
  const auto running = [&] {
    return bench.write([](Transaction& transaction) -> Result<std::vector<RecordingEntry>> {
      return running_recordings(transaction, "s1");
    });
  };
  const auto unsettled = [&] {
    return bench.write(
        [](Transaction& transaction) -> Result<bool> { return has_unsettled_recordings(transaction, "s1"); });
  };
  REQUIRE(running().size() == 1);
  CHECK(running()[0].ref.meeting == bench.meeting());
  bench.write([&](Transaction& transaction) -> Result<void> {
    mark_stopping(transaction, entry, bench.now());
    mark_stopping(transaction, entry, bench.now());
    return {};
  });
  CHECK(running().empty());
  CHECK(unsettled());
  bench.clock.advance(15s);
  bench.round();  // runs on at the platform: is told again
  bench.clock.advance(15s);
  bench.round();
  CHECK(recordings.get(entry.id)->state == LedgerState::ready);
  CHECK(unsettled());
  CHECK(recordings.remove(entry.id)->is_complete());
  CHECK(!unsettled());
  CHECK(bench.write([](Transaction& transaction) -> Result<std::size_t> {
    return count_recordings(transaction, "s1");
  }) == 1);
}
