#include "sessions/recording/fetch_file.hpp"

#include <utility>

#include "sessions/crash_point.hpp"
#include "sessions/recording/ledger_row.hpp"
#include "sessions/recording/part_file.hpp"
#include "sessions/recording/recording_calls.hpp"

namespace vplatform::sessions {
namespace {

// So much is lost at most where the process dies.
constexpr std::uint64_t bytes_between_marks = 64U << 20U;
constexpr std::uint64_t bytes_between_reports = 1U << 20U;

Failure another_fetches() {
  return fail(ErrorCode::unavailable, "another process fetches the recording");
}

/// The bytes on their way to the disk, and in the store how many of them are there.
class FileSink final : public DownloadSink {
 public:
  FileSink(const Backend& backend, const FetcherOptions& options, const FileJob& job, PartFile& part,
           FetchState& state)
      : backend_(backend), options_(options), job_(job), part_(part), state_(state) {}

  Result<void> begin(const DownloadHead& head) override {
    if (head.length_known) of_ = head.of;
    if (of_.value_or(0) > options_.largest_file) return too_large();
    if (!head.goes_on && part_.bytes() > 0) {
      if (auto done = part_.restart(); !done) return done;
    }
    state_.etag = head.etag;
    state_.part_path = part_.path();
    state_.bytes = part_.bytes();
    crash_point("fetch.before_begin");
    auto written = mark();
    crash_point("fetch.after_begin");
    report();
    return written;
  }

  Result<void> write(std::string_view bytes) override {
    if (part_.bytes() + bytes.size() > options_.largest_file) return too_large();
    if (auto done = part_.write(bytes); !done) return done;
    if (part_.bytes() - reported_ >= bytes_between_reports) report();
    if (part_.bytes() - state_.bytes < bytes_between_marks) return {};
    return keep();
  }

  /// What is here is on the disk, and written down.
  Result<void> keep() {
    if (auto done = part_.sync(); !done) return done;
    state_.bytes = part_.bytes();
    return mark();
  }

  void report() {
    reported_ = part_.bytes();
    if (!options_.progress) return;
    try {
      options_.progress(
          {.recording_id = job_.recording_id, .path = job_.file.path, .bytes = part_.bytes(), .of = of_});
    } catch (...) {  // whoever only watches does not end the fetch
    }
  }

 private:
  Result<void> mark() {
    return database_of(backend_).write([&](Transaction& transaction) -> Result<void> {
      if (!extend_lease(transaction, job_.lease, fetch_lease, backend_.env)) return another_fetches();
      const auto row = find_row(transaction, job_.recording_id);
      if (!row || row->entry.state == LedgerState::deleted)
        return fail(ErrorCode::failed_precondition, "the recording was deleted while it was fetched");
      set_fetch_state(transaction, job_.recording_id, job_.file.path, state_);
      return {};
    });
  }

  Failure too_large() const {
    return fail(ErrorCode::quota_exceeded, "a file of the recording is larger than 'largest_file'");
  }

  const Backend& backend_;
  const FetcherOptions& options_;
  const FileJob& job_;
  PartFile& part_;
  FetchState& state_;
  std::optional<std::uint64_t> of_{};
  std::uint64_t reported_ = 0;
};

Result<FetchState> state_of(const Backend& backend, const FileJob& job) {
  return database_of(backend).write([&](Transaction& transaction) -> Result<FetchState> {
    put_file(transaction, job.recording_id, job.file);
    return fetch_state_of(transaction, job.recording_id, job.file.path);
  });
}

Result<void> write_state(const Backend& backend, const FileJob& job, const FetchState& state) {
  return database_of(backend).write([&](Transaction& transaction) -> Result<void> {
    if (!is_held(transaction, job.lease)) return another_fetches();
    set_fetch_state(transaction, job.recording_id, job.file.path, state);
    return {};
  });
}

/// Nothing is left here, and nothing is to be gone on with.
void forget(const Backend& backend, const FileJob& job, PartFile& part) {
  part.discard();
  // Where the store does not take it, the next fetch finds no part, and begins anew.
  (void)write_state(backend, job, {});
}

/// A crash came between the last byte and the name in the store.
bool is_whole_already(const FetchState& state, const std::string& name) {
  if (state.sha256.empty()) return false;
  const auto digest = sha256_of_file(name);
  return digest && *digest == state.sha256;
}

Result<void> give_name(const Backend& backend, const FileJob& job, FetchState& state,
                       const std::string& name) {
  crash_point("fetch.before_rename");
  if (auto done = rename_whole(state.part_path, name); !done) return done;
  crash_point("fetch.after_rename");
  state.part_path.clear();
  state.local_path = name;
  auto written = write_state(backend, job, state);
  crash_point("fetch.after_written");
  return written;
}

/// What the next try cannot go on with.
bool leaves_nothing(const Error& error) {
  return error.code == ErrorCode::quota_exceeded || error.code == ErrorCode::failed_precondition ||
         error.http_status == 416;
}

Result<void> transfer(const Backend& backend, const FetcherOptions& options, const FileJob& job,
                      PartFile& part, FetchState& state, const std::stop_token& stop) {
  FileSink sink(backend, options, job, part, state);
  const DownloadRequest request{.url = job.url, .keys = job.keys, .from = part.bytes(), .etag = state.etag};
  const DownloadOptions rules{.rules = {.allowed_hosts = options.allowed_hosts,
                                        .allow_private_addresses = options.allow_private_addresses,
                                        .allow_http = options.allow_http},
                              .stalled = options.stalled,
                              .ca_file = options.ca_file};
  auto done = download(request, rules, sink, stop);
  if (!done && (leaves_nothing(done.error()) || part.bytes() == 0)) {
    forget(backend, job, part);
    return done;
  }
  // Also of what broke off: the next fetch goes on from there.
  auto kept = sink.keep();
  if (!kept && leaves_nothing(kept.error())) forget(backend, job, part);
  if (!done) return done;
  sink.report();
  return kept;
}

}  // namespace

Result<void> fetch_file(const Backend& backend, const FetcherOptions& options, const FileJob& job,
                        std::stop_token stop) {
  auto state = state_of(backend, job);
  if (!state) return Failure{std::move(state.error())};
  const std::string folder = options.folder + "/" + job.recording_id;
  const std::string name = folder + "/" + file_name_for(job.file.path);
  if (auto made = make_folder(folder); !made) return made;
  if (is_whole_already(*state, name)) {
    state->part_path.clear();
    state->local_path = name;
    return write_state(backend, job, *state);
  }
  // Bytes without a version cannot be gone on with.
  auto part = PartFile::open(name + ".part", state->etag.empty() ? 0 : state->bytes);
  if (!part) return Failure{std::move(part.error())};
  if (auto done = transfer(backend, options, job, *part, *state, stop); !done) return done;
  state->sha256 = part->finish();
  if (auto written = write_state(backend, job, *state); !written) return written;
  crash_point("fetch.after_whole");
  return give_name(backend, job, *state, name);
}

}  // namespace vplatform::sessions
