// Recorders that the host runs itself.

#include "vplatform/sessions/own_recorder.hpp"

#include "support/catch.hpp"
#include "unit/sessions/recording/fetch_bench.hpp"

using namespace vplatform;
using namespace vplatform::testing;

namespace {

const Secret token{"recorder-token"};

/// Gives the text in small pieces.
ByteSource pieces_of(const std::string& text, std::size_t size = 1000) {
  return [text, size, at = std::size_t{0}](std::span<char> into) mutable -> Result<std::size_t> {
    const auto next = std::min({size, into.size(), text.size() - at});
    std::copy_n(text.begin() + static_cast<std::ptrdiff_t>(at), next, into.begin());
    at += next;
    return next;
  };
}

struct RecorderBench : FetchBench {
  explicit RecorderBench(Dialect dialect = Dialect::sqlite) : FetchBench(dialect) {}
  [[nodiscard]] OwnRecorder recorder(std::uint64_t largest = 1 << 20) const {
    return OwnRecorder(backend, {.token = token, .folder = folder.path, .largest_file = largest});
  }
};

}  // namespace

TEST_CASE("a recorder finds the session of its room, reports its recording, and uploads it") {
  const RecorderBench bench(VPLATFORM_BOTH_DATABASES);
  const auto recorder = bench.recorder();
  const auto session = recorder.find_by_room(token, "s1").value();
  CHECK(session.id == "s1");
  const auto entry = recorder
                         .report(token, session.id,
                                 {.recorder_id = "box-7/42",
                                  .started_at = bench.now() - 60s,
                                  .ended_at = bench.now(),
                                  .duration = 60s})
                         .value();
  CHECK(entry.state == LedgerState::processing);
  CHECK(entry.storage == "own_recorder");
  CHECK(entry.match == RecordingMatch::exact);
  CHECK(entry.duration == 60s);
  CHECK(!entry.deadline);
  const std::string bytes = film(200'000);
  const auto uploaded = recorder.upload(token, entry.id, pieces_of(bytes)).value();
  CHECK(uploaded.state == LedgerState::fetched);
  REQUIRE(uploaded.files.size() == 1);
  CHECK(uploaded.files[0].sha256 == sha256_hex(bytes));
  CHECK(content_of(uploaded.files[0].local_path) == bytes);
  CHECK(bench.folder.files() == std::vector<std::string>{uploaded.files[0].local_path});
  // Once more, as after a lost answer.
  CHECK(recorder.report(token, "s1", {.recorder_id = "box-7/42"})->id == entry.id);
  CHECK(recorder.upload(token, entry.id, pieces_of("other"))->files.at(0).sha256 == sha256_hex(bytes));
  CHECK(bench.all().size() == 1);
}

TEST_CASE("a recorder knows its session by the platform's room as well, in any case of letters") {
  const RecorderBench bench(VPLATFORM_BOTH_DATABASES);
  std::string room = bench.meeting().room;
  REQUIRE(room != "s1");
  CHECK(bench.recorder().find_by_room(token, room)->id == "s1");
  std::transform(room.begin(), room.end(), room.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  CHECK(bench.recorder().find_by_room(token, room)->id == "s1");
  CHECK(bench.recorder().find_by_room(token, "S1")->id == "s1");
  CHECK(bench.recorder().find_by_room(token, room + "x").error().code == ErrorCode::not_found);
}

TEST_CASE("a wrong token gets nothing, and none at all is not a password") {
  const RecorderBench bench;
  const auto entry = bench.recorder().report(token, "s1", {.recorder_id = "1"}).value();
  const auto refuses = [&](const OwnRecorder& recorder, const Secret& sent, ErrorCode code) {
    CHECK(recorder.find_by_room(sent, "s1").error().code == code);
    CHECK(recorder.report(sent, "s1", {.recorder_id = "2"}).error().code == code);
    CHECK(recorder.upload(sent, entry.id, pieces_of("film")).error().code == code);
  };
  for (const auto* wrong : {"", "recorder-toke", "recorder-tokem", "recorder-token2"})
    refuses(bench.recorder(), Secret(wrong), ErrorCode::unauthenticated);
  refuses(OwnRecorder(bench.backend, {}), Secret(""), ErrorCode::failed_precondition);
  CHECK(bench.all().size() == 1);
  CHECK(bench.folder.files().empty());
}

TEST_CASE("a recording that lies at a URL is fetched from there") {
  const RecorderBench bench(VPLATFORM_BOTH_DATABASES);
  const LoopbackServer server({says(200, "film")});
  const auto entry =
      bench.recorder().report(token, "s1", {.recorder_id = "1", .url = server.url("/1.mp4")}).value();
  CHECK(entry.state == LedgerState::ready);
  CHECK(bench.recorder().upload(token, entry.id, pieces_of("x")).error().code ==
        ErrorCode::failed_precondition);
  const auto fetched = bench.fetcher().fetch_next().value();
  REQUIRE(fetched);
  CHECK(content_of(fetched->files.at(0).local_path) == "film");
  const auto proof = Recordings(bench.backend).remove(entry.id).value();
  CHECK(proof.left == std::vector<std::string>{"the recorder keeps its own copy; delete it there"});
  CHECK(proof.locally_at);
  CHECK(bench.folder.files().empty());
}

TEST_CASE("an upload that breaks off, or is too large, leaves nothing and may be sent again") {
  const RecorderBench bench(VPLATFORM_BOTH_DATABASES);
  const auto recorder = bench.recorder(5000);
  const auto entry = recorder.report(token, "s1", {.recorder_id = "1"}).value();
  int calls = 0;
  const auto breaks = [&](std::span<char> into) -> Result<std::size_t> {
    if (++calls > 2) return fail(ErrorCode::unavailable, "the recorder has gone away");
    std::fill(into.begin(), into.begin() + 100, 'x');
    return std::size_t{100};
  };
  CHECK(recorder.upload(token, entry.id, breaks).error().message == "the recorder has gone away");
  CHECK(bench.folder.files().empty());
  CHECK(recorder.upload(token, entry.id, pieces_of(film(5001))).error().code == ErrorCode::quota_exceeded);
  CHECK(recorder.upload(token, entry.id, [](std::span<char>) -> Result<std::size_t> { throw 1; })
            .error()
            .code == ErrorCode::internal);
  CHECK(bench.folder.files().empty());
  CHECK(recorder.upload(token, entry.id, pieces_of(film(5000)))->state == LedgerState::fetched);
}

TEST_CASE("a recording that is deleted while it is uploaded is not here afterwards") {
  const RecorderBench bench(VPLATFORM_BOTH_DATABASES);
  const auto recorder = bench.recorder();
  const auto entry = recorder.report(token, "s1", {.recorder_id = "1"}).value();
  auto rest = pieces_of("film");
  const auto uploaded = recorder.upload(token, entry.id, [&](std::span<char> into) {
    CHECK(recorder.upload(token, entry.id, pieces_of("beside")).error().code == ErrorCode::unavailable);
    CHECK(Recordings(bench.backend).remove(entry.id));
    return rest(into);
  });
  CHECK(uploaded.error().code == ErrorCode::failed_precondition);
  CHECK(bench.folder.files().empty());
  CHECK(recorder.report(token, "s1", {.recorder_id = "1"})->state == LedgerState::deleted);
}

TEST_CASE("what a recorder says is checked") {
  const RecorderBench bench(VPLATFORM_BOTH_DATABASES);
  bench.session("s2");
  const auto recorder = bench.recorder();
  const auto code = [&](const std::string& session, const OwnRecording& recording) {
    return recorder.report(token, session, recording).error().code;
  };
  CHECK(code("s1", {}) == ErrorCode::invalid_argument);
  CHECK(code("s1", {.recorder_id = std::string(201, 'x')}) == ErrorCode::invalid_argument);
  CHECK(code("s1", {.recorder_id = "1", .started_at = bench.now(), .ended_at = bench.now() - 1s}) ==
        ErrorCode::invalid_argument);
  CHECK(code("none", {.recorder_id = "1"}) == ErrorCode::not_found);
  CHECK(recorder.report(token, "s1", {.recorder_id = "1"}));
  CHECK(code("s2", {.recorder_id = "1"}) == ErrorCode::already_exists);
  CHECK(recorder.find_by_room(token, "nowhere").error().code == ErrorCode::not_found);
  CHECK(recorder.upload(token, "none", pieces_of("")).error().code == ErrorCode::not_found);
  CHECK(OwnRecorder(bench.backend, {.token = token})
            .upload(token, bench.all().at(0).id, pieces_of(""))
            .error()
            .code == ErrorCode::unsupported);
  // A recorder's name cannot be taken for a platform's.
  bench.hears({.meeting = {}, .id = "1"}, RecordingState::ready, bench.now());
  CHECK(bench.all().size() == 2);
}
