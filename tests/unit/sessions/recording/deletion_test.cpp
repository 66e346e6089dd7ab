// Deletion: provable, repeated where it failed, and honest about what is left.

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support/catch.hpp"
#include "unit/sessions/recording/ledger_bench.hpp"

using namespace vplatform;
using namespace vplatform::testing;

namespace {

RecordingEntry ready_one(const LedgerBench& bench) {
  bench.session();
  bench.enters();
  const auto entry = Recordings(bench.backend).start("s1", {}).value();
  REQUIRE(bench.service->finish_recording(entry.ref, bench.now()));
  bench.is_told(bench.client().find_recording(entry.ref).value());
  return Recordings(bench.backend).get(entry.id).value();
}

/// Enters a file of a recording as fetched to a path.
void put_here(const LedgerBench& bench, const RecordingEntry& entry, const std::string& path) {
  bench.write([&](Transaction& transaction) -> Result<void> {
    transaction.execute("UPDATE recording_files SET local_path = ?, part_path = ? WHERE recording_id = ?",
                        {path, path + ".part", entry.id});
    return {};
  });
}

struct Folder {
  Folder() { std::filesystem::create_directories(path + "/r"); }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path =
      (std::filesystem::temp_directory_path() / ("vplatform-deletion-" + std::to_string(::getpid())))
          .string();
};

}  // namespace

TEST_CASE("files here are deleted with the rest, parts included, and their folder with the last of them") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  const auto entry = ready_one(bench);
  const Folder folder;
  const std::string file = folder.path + "/r/film.mp4";
  for (const auto* end : {"", ".part"}) std::ofstream(file + end) << "film";
  put_here(bench, entry, file);
  const auto proof = Recordings(bench.backend).remove(entry.id).value();
  CHECK(proof.is_complete());
  CHECK(proof.recording_id == entry.id);
  CHECK(!std::filesystem::exists(folder.path + "/r"));
  CHECK(std::filesystem::exists(folder.path));
  const auto again = Recordings(bench.backend).remove(entry.id).value();
  CHECK(again.is_complete());
  CHECK(again.remotely_at == proof.remotely_at);
}

TEST_CASE("files on another machine are not taken for deleted") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  const auto entry = ready_one(bench);
  put_here(bench, entry, "/nowhere/recordings/" + entry.id + "/film.mp4");
  const auto proof = Recordings(bench.backend).remove(entry.id).value();
  CHECK(!proof.is_complete());
  CHECK(proof.remotely_at);
  CHECK(!proof.locally_at);
  REQUIRE(proof.left.size() == 1);
  CHECK(proof.left[0] == "the folder with its files is not on this machine");
}

TEST_CASE("what the platform refuses is left, and tried again ever more seldom") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  const auto entry = ready_one(bench);
  bench.service->fail_next({.error = {.code = ErrorCode::permission_denied, .message = "not now"},
                            .operation = "delete_recording",
                            .times = 2});
  const Recordings recordings(bench.backend);
  const auto proof = recordings.remove(entry.id).value();
  CHECK(!proof.is_complete());
  CHECK(proof.left == std::vector<std::string>{"not now"});
  CHECK(recordings.get(entry.id)->state == LedgerState::deleted);
  bench.clock.advance(30s);
  bench.round();  // refused again
  bench.clock.advance(59s);
  bench.round();
  CHECK(!recordings.get(entry.id)->deleted_remotely_at);
  bench.clock.advance(1s);
  bench.round();
  CHECK(recordings.get(entry.id)->deleted_remotely_at == bench.now());
  CHECK(bench.service->recordings(bench.now()).empty());
}

TEST_CASE("a recording that runs is stopped before it is deleted") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  const Recordings recordings(bench.backend);
  const auto entry = recordings.start("s1", {}).value();
  const auto proof = recordings.remove(entry.id).value();
  CHECK(!proof.is_complete());  // the mock makes its files first
  CHECK(bench.service->recordings(bench.now()).at(0).told.state == RecordingState::processing);
  bench.clock.advance(30s);
  bench.round();
  CHECK(recordings.remove(entry.id)->is_complete());
  CHECK(bench.service->recordings(bench.now()).empty());
}

TEST_CASE("a start that was under way while its recording was deleted leaves nothing behind") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  const Recordings recordings(bench.backend);
  const auto entry = recordings.start("s1", {}).value();
  CHECK(recordings.remove(entry.id)->is_complete());  // the platform knows of none
  bench.enters();
  bench.clock.advance(10s);
  // The call of another process arrives only now.
  const auto late = bench.client().start_recording(bench.meeting(), {.instance_key = entry.ref.instance_key});
  REQUIRE(late);
  bench.hears(late->ref, RecordingState::active, bench.now());
  CHECK(recordings.get(entry.id)->state == LedgerState::deleted);
  CHECK(recordings.get(entry.id)->ref.id == late->ref.id);
  for (int n = 0; n < 4; ++n) {
    bench.round();
    bench.clock.advance(120s);
  }
  CHECK(recordings.get(entry.id)->deleted_remotely_at);
  CHECK(bench.service->recordings(bench.now()).empty());
}

TEST_CASE("what nobody can delete from here is named, and not tried for ever") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  const Recordings recordings(bench.backend);
  const RecordingSpec spec{.target = GoogleStorage{.bucket = "films", .credentials = Secret("{}")}};
  const auto entry = recordings.start("s1", spec).value();
  CHECK(entry.storage == "gcs");
  CHECK(entry.storage_place == R"({"bucket":"films"})");
  REQUIRE(bench.service->finish_recording(entry.ref, bench.now()));
  const auto proof = recordings.remove(entry.id).value();
  CHECK(!proof.is_complete());
  CHECK(proof.left == std::vector<std::string>{"its files are in the host's own storage; delete them there"});
  CHECK(!bench.write(
      [](Transaction& transaction) -> Result<bool> { return has_unsettled_recordings(transaction, "s1"); }));
}

TEST_CASE("the keys of a bucket are nowhere in the store") {
  const LedgerBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session();
  bench.enters();
  const RecordingSpec spec{.target = S3Keys{.bucket = "films",
                                            .region = "eu-west-1",
                                            .prefix = "a",
                                            .access_key_id = Secret("AKIA-geheim"),
                                            .secret_access_key = Secret("geheim-geheim")}};
  const auto entry = Recordings(bench.backend).start("s1", spec).value();
  CHECK(entry.storage == "s3_keys");
  CHECK(entry.storage_place == R"({"bucket":"films","region":"eu-west-1","prefix":"a"})");
  const auto proof = Recordings(bench.backend).remove(entry.id).value();
  CHECK(!proof.is_complete());
}
