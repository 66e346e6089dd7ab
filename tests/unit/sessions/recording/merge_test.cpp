// What platforms say of recordings, in any order, and to which row it belongs.

#include "support/catch.hpp"
#include "unit/sessions/recording/ledger_bench.hpp"

using namespace vplatform;
using namespace vplatform::testing;

namespace {

RecordingRef named(std::string key, std::optional<std::string> id,
                   RecordingKind kind = RecordingKind::composed) {
  return {.meeting = {.platform = "mock"}, .kind = kind, .instance_key = std::move(key), .id = std::move(id)};
}

/// A recording that was asked for, and of which nobody has told anything.
RecordingEntry asked(const LedgerBench& bench, const RecordingSpec& spec = {}) {
  return Recordings(bench.backend).start("s1", spec).value();
}

}  // namespace

TEST_CASE("events in any order lead to the same end") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const auto entry = asked(bench);  // nobody is in: requested
  REQUIRE(entry.state == LedgerState::requested);
  const auto ref = named(entry.ref.instance_key, "r-1");
  bench.hears(ref, RecordingState::ready, bench.now() + 60s);
  bench.hears(ref, RecordingState::active, bench.now());
  bench.hears(ref, RecordingState::processing, bench.now() + 50s);
  bench.hears(ref, RecordingState::failed, bench.now() + 70s);
  const auto all = bench.all();
  REQUIRE(all.size() == 1);
  CHECK(all[0].id == entry.id);
  CHECK(all[0].state == LedgerState::ready);
  CHECK(all[0].match == RecordingMatch::exact);
  CHECK(all[0].ref.id == "r-1");
  CHECK(all[0].state_since == bench.now() + 60s);
  CHECK(all[0].started_at == bench.now());
  CHECK(all[0].failure.empty());
  CHECK(!all[0].deadline);
}

TEST_CASE("an event finds its recording by the platform's id where it tells no key") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const auto entry = asked(bench);
  bench.hears(named(entry.ref.instance_key, "r-1"), RecordingState::active, bench.now());
  bench.hears(named("", "r-1"), RecordingState::ready, bench.now() + 9h);
  REQUIRE(bench.all().size() == 1);
  CHECK(bench.all()[0].state == LedgerState::ready);
  CHECK(bench.all()[0].match == RecordingMatch::exact);
}

TEST_CASE("where only room and time speak, the nearest of that kind is taken, and marked") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const auto sound = asked(bench, {.kind = RecordingKind::audio_only});
  const auto film = asked(bench);
  bench.hears(named("", "r-1"), RecordingState::active, bench.now() + 5s);
  const auto entry = Recordings(bench.backend).get(film.id).value();
  CHECK(entry.ref.id == "r-1");
  CHECK(entry.match == RecordingMatch::heuristic);
  CHECK(entry.state == LedgerState::active);
  CHECK(!Recordings(bench.backend).get(sound.id)->ref.id);
}

TEST_CASE("a recording of another time is a segment of its own") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const auto entry = asked(bench);
  bench.hears(named("", "r-0"), RecordingState::ready, bench.now() - 2h);
  bench.hears(named("", "r-9"), RecordingState::active, bench.now() + 2h);
  CHECK(bench.all().size() == 3);
  CHECK(!Recordings(bench.backend).get(entry.id)->ref.id);
  for (const auto& one : bench.all()) {
    if (one.id != entry.id) CHECK(one.match == RecordingMatch::heuristic);
  }
}

TEST_CASE("a key tells better than a guess: what was taken for another is given back") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const auto first = asked(bench);
  bench.hears(named("", "r-1"), RecordingState::active, bench.now());  // a guess: r-1 is the first
  bench.hears(named("somebody-elses", "r-1"), RecordingState::processing, bench.now() + 1s);
  bench.hears(named(first.ref.instance_key, "r-2"), RecordingState::active, bench.now() + 2s);
  const auto mine = Recordings(bench.backend).get(first.id).value();
  CHECK(mine.ref.id == "r-2");
  CHECK(mine.match == RecordingMatch::exact);
  REQUIRE(bench.all().size() == 2);
  for (const auto& one : bench.all()) {
    if (one.id == first.id) continue;
    CHECK(one.ref.id == "r-1");
    CHECK(one.ref.instance_key == "somebody-elses");
    CHECK(one.state == LedgerState::processing);
  }
}

TEST_CASE("two rows that turn out to be one recording become one") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const auto entry = asked(bench);
  bench.is_told({.ref = named("", "r-1"),
                 .state = RecordingState::ready,
                 .started_at = bench.now() + 2h,  // too far off for a guess
                 .files = {{.path = "film.mp4", .bytes = 12}}});
  REQUIRE(bench.all().size() == 2);
  bench.hears(named(entry.ref.instance_key, "r-1"), RecordingState::active, bench.now() + 2h);
  REQUIRE(bench.all().size() == 1);
  const auto one = bench.all()[0];
  CHECK(one.id == entry.id);
  CHECK(one.state == LedgerState::ready);
  CHECK(one.match == RecordingMatch::exact);
  REQUIRE(one.files.size() == 1);
  CHECK(one.files[0].remote.path == "film.mp4");
}

TEST_CASE("a key that was started anew is a further segment") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const auto entry = asked(bench);
  bench.hears(named(entry.ref.instance_key, "r-1"), RecordingState::ready, bench.now());
  bench.hears(named(entry.ref.instance_key, "r-2"), RecordingState::active, bench.now() + 60s);
  const auto all = bench.all();
  REQUIRE(all.size() == 2);
  CHECK(all[0].segment == 1);
  CHECK(all[1].segment == 2);
  CHECK(all[1].state == LedgerState::active);
  CHECK(all[1].storage == "provider");
}

TEST_CASE("tracks under one key are one recording, which is ready when the platform says so of all") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const auto entry = asked(bench, {.kind = RecordingKind::per_track});
  const auto track = [&](const char* id) {
    return named(entry.ref.instance_key, id, RecordingKind::per_track);
  };
  bench.hears(track("eg-1"), RecordingState::active, bench.now());
  bench.hears(track("eg-2"), RecordingState::active, bench.now());
  bench.hears(track("eg-1"), RecordingState::ready, bench.now() + 10s);
  REQUIRE(bench.all().size() == 1);
  CHECK(bench.all()[0].state == LedgerState::active);
  bench.is_told({.ref = track("eg-1"),
                 .state = RecordingState::ready,
                 .files = {{.path = "a.ogg", .track = "a"}, {.path = "b.ogg", .track = "b"}}});
  CHECK(bench.all()[0].state == LedgerState::ready);
  CHECK(bench.all()[0].files.size() == 2);
}

TEST_CASE("what was deleted is brought back by nobody, and what the platform still has is deleted there") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  const auto entry = asked(bench);
  REQUIRE(bench.service->finish_recording(entry.ref, bench.now()));
  const auto proof = Recordings(bench.backend).remove(entry.id).value();
  CHECK(proof.is_complete());
  CHECK(bench.service->recordings(bench.now()).empty());
  const auto gone_at = *proof.remotely_at;
  bench.clock.advance(60s);
  bench.hears(entry.ref, RecordingState::ready, gone_at - 1s);  // late, from before
  CHECK(bench.all().empty());
  auto row = Recordings(bench.backend).get(entry.id).value();
  CHECK(row.state == LedgerState::deleted);
  CHECK(row.deleted_remotely_at == gone_at);
  bench.is_told({.ref = entry.ref, .state = RecordingState::ready});  // has it yet
  row = Recordings(bench.backend).get(entry.id).value();
  CHECK(row.state == LedgerState::deleted);
  CHECK(!row.deleted_remotely_at);
  bench.round();
  CHECK(Recordings(bench.backend).get(entry.id)->deleted_remotely_at == bench.now());
}

TEST_CASE("a recording that is lost at the platform has failed, and one that was fetched stays") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.hears(named("k", "r-1"), RecordingState::ready, bench.now());
  bench.is_told({.ref = named("k", "r-1"), .state = RecordingState::deleted});
  CHECK(bench.all()[0].state == LedgerState::failed);
  CHECK(bench.all()[0].failure == "the platform no longer has it");
  bench.hears(named("k2", "r-2"), RecordingState::ready, bench.now() + 1s);
  const auto id = bench.all()[1].id;
  bench.write([&](Transaction& transaction) -> Result<void> {
    transaction.execute("UPDATE recordings SET state = 'fetched' WHERE id = ?", {id});
    return {};
  });
  bench.is_told({.ref = named("k2", "r-2"), .state = RecordingState::deleted});
  CHECK(Recordings(bench.backend).get(id)->state == LedgerState::fetched);
  CHECK(Recordings(bench.backend).get(id)->deleted_remotely_at == bench.now());
}

TEST_CASE("an event of a key alone is of its newest segment") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const auto entry = asked(bench);
  bench.hears(named(entry.ref.instance_key, "r-1"), RecordingState::processing, bench.now());
  bench.hears(named(entry.ref.instance_key, "r-2"), RecordingState::active, bench.now() + 60s);
  bench.hears(named(entry.ref.instance_key, {}), RecordingState::failed, bench.now() + 70s);
  const auto all = bench.all();
  REQUIRE(all.size() == 2);
  CHECK(all[0].state == LedgerState::processing);
  CHECK(all[1].state == LedgerState::failed);
}

TEST_CASE("a key that others use in several rooms names no session, and each room keeps its recordings") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  for (const auto* id : {"s1", "s2"}) bench.session(id);
  bench.is_told({.ref = named("", "r-1"), .state = RecordingState::active});
  bench.hears(named("theirs", "r-1"), RecordingState::active, bench.now());
  CHECK(!bench.write([&](Transaction& transaction) -> Result<std::optional<std::string>> {
    return session_of_recording(transaction, named("theirs", "r-2"));
  }));
  bench.hears(named("theirs", "r-2"), RecordingState::active, bench.now(), "s2");
  bench.hears(named("theirs", {}), RecordingState::failed, bench.now() + 1s, "s2");
  REQUIRE(bench.all("s1").size() == 1);
  CHECK(bench.all("s1")[0].ref.id == "r-1");
  CHECK(bench.all("s1")[0].state == LedgerState::active);
  REQUIRE(bench.all("s2").size() == 1);
  CHECK(bench.all("s2")[0].ref.id == "r-2");
  CHECK(bench.all("s2")[0].segment == 1);
  CHECK(bench.all("s2")[0].state == LedgerState::failed);
}

TEST_CASE("an event that names no room is found by the key or the id of its recording") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const auto entry = asked(bench);
  bench.hears(named("other", "r-1"), RecordingState::active, bench.now());
  const auto found = [&](const RecordingRef& ref) {
    return bench.write([&](Transaction& transaction) -> Result<std::optional<std::string>> {
      return session_of_recording(transaction, ref);
    });
  };
  CHECK(found(named(entry.ref.instance_key, {})) == "s1");
  CHECK(found(named("", "r-1")) == "s1");
  CHECK(!found(named("unknown", "r-7")));
  CHECK(!found(named("", {})));
  RecordingRef elsewhere = named(entry.ref.instance_key, {});
  elsewhere.meeting.platform = "daily";
  CHECK(!found(elsewhere));
  // What is of nobody here may come from many rooms, before the platform has named anything.
  bench.session("s2");
  bench.hears(named("theirs", {}), RecordingState::failed, bench.now());
  bench.hears(named("theirs", {}), RecordingState::failed, bench.now(), "s2");
  CHECK(!found(named("theirs", {})));
}
