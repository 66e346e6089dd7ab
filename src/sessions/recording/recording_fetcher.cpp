#include "vplatform/sessions/recording_fetcher.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "sessions/recording/advance.hpp"
#include "sessions/recording/fetch_file.hpp"
#include "sessions/recording/fetch_source.hpp"
#include "sessions/recording/network_rules.hpp"
#include "sessions/recording/recording_calls.hpp"
#include "sessions/session/session_rows.hpp"

namespace vplatform::sessions {

struct RecordingFetcher::State {
  Backend backend{};
  FetcherOptions options{};
};

namespace {

using namespace std::chrono_literals;

constexpr auto shortest_wait = 30s;
constexpr int candidates = 16;  // others may be at the first ones

std::chrono::seconds wait_after(int attempts) {
  return std::min<std::chrono::seconds>(shortest_wait * (1 << std::min(attempts, 10)),
                                        longest_wait_between_tries);
}

/// A fetch of one recording, whose lease is held.
class Fetch {
 public:
  Fetch(const Backend& backend, const FetcherOptions& options, Lease lease, std::stop_token stop)
      : backend_(backend), options_(options), lease_(std::move(lease)), stop_(std::move(stop)) {}

  Result<RecordingEntry> perform(std::string_view id) {
    auto entry = read_recording(backend_, id);
    if (!entry || entry->state == LedgerState::fetched) return entry;
    if (entry->state != LedgerState::ready) {
      return fail(ErrorCode::failed_precondition, "the recording is " + std::string(to_string(entry->state)) +
                                                      ", and only one that is ready is fetched");
    }
    if (entry->ref.kind == RecordingKind::local)
      return fail(ErrorCode::unsupported, "a local recording is on a participant's machine");
    if (auto done = fetch_all(*entry); !done) return give_up(*entry, std::move(done.error()));
    return finish(*entry);
  }

 private:
  Result<void> fetch_all(const RecordingEntry& entry) {
    const auto client = backend_.platforms->client_for(entry.ref.meeting);
    if (!client) return Failure{client.error()};
    RecordingEntry known = entry;
    if (known.files.empty() && entry.storage != "own_recorder") {
      // Events tell no files. Where the platform does not either, a link needs none.
      (void)look_at_recording(backend_, entry.id, longest_wait_between_tries, {.stop = stop_});
      auto again = read_recording(backend_, entry.id);
      if (!again) return Failure{std::move(again.error())};
      known = *std::move(again);
    }
    const auto items = items_of(known, *client, options_.buckets);
    if (!items) return Failure{items.error()};
    for (const auto& item : *items) {
      const auto url = url_of(item, known, *client, {.stop = stop_});
      if (!url && url.error().code == ErrorCode::not_found) is_lost_ = true;
      if (!url) return Failure{url.error()};
      const FileJob job{.recording_id = entry.id,
                        .file = item.file,
                        .url = url->reveal(),
                        .keys = item.keys,
                        .lease = lease_};
      if (auto done = fetch_file(backend_, options_, job, stop_); !done) return done;
    }
    return {};
  }

  /// Every file is here. One that was deleted meanwhile is deleted here too.
  Result<RecordingEntry> finish(const RecordingEntry& entry) {
    std::vector<std::string> orphans;
    auto written = database_of(backend_).write([&](Transaction& transaction) -> Result<RecordingEntry> {
      orphans.clear();
      (void)lock_session(transaction, entry.session_id);
      auto row = lock_row(transaction, entry.id);
      if (!row || row->entry.state != LedgerState::ready) {
        for (const auto& file : files_of_row(transaction, entry.id)) orphans.push_back(file.local_path);
        return fail(ErrorCode::failed_precondition, "the recording was deleted while it was fetched");
      }
      const TimePoint now = backend_.env.now();
      enter(transaction, *row, LedgerState::fetched, {.at = now, .now = now});
      update_row(transaction, *row);
      return whole_entry(transaction, *row);
    });
    for (const auto& path : orphans) (void)::unlink(path.c_str());
    return written;
  }

  /// It is tried again later, ever more seldom; what the platform has lost has failed.
  Result<RecordingEntry> give_up(const RecordingEntry& entry, Error error) {
    auto written = database_of(backend_).write([&](Transaction& transaction) -> Result<void> {
      (void)lock_session(transaction, entry.session_id);
      auto row = lock_row(transaction, entry.id);
      if (!row || row->entry.state != LedgerState::ready) return {};
      const TimePoint now = backend_.env.now();
      if (is_lost_) {
        row->entry.failure = "the platform no longer has it";
        enter(transaction, *row, LedgerState::failed, {.source = Source::poll, .at = now, .now = now});
      } else {
        row->entry.failure = error.message;
        row->fetch_due = now + wait_after(row->attempts++);
      }
      update_row(transaction, *row);
      return {};
    });
    if (!written) return Failure{std::move(written.error())};
    return Failure{std::move(error)};
  }

  const Backend& backend_;
  const FetcherOptions& options_;
  Lease lease_;
  std::stop_token stop_;
  bool is_lost_ = false;
};

Result<std::optional<RecordingEntry>> fetch_under_lease(const Backend& backend, const FetcherOptions& options,
                                                        std::string_view id, const std::stop_token& stop) {
  const Database& database = database_of(backend);
  auto lease = take_lease(database, "fetch:" + std::string(id), fetch_lease, backend.env);
  if (!lease) return Failure{std::move(lease.error())};
  if (!*lease) return std::optional<RecordingEntry>();
  auto done = Fetch(backend, options, **lease, stop).perform(id);
  // A lease that cannot be given back runs out.
  (void)database.write([&](Transaction& transaction) -> Result<void> {
    release_lease(transaction, **lease);
    return {};
  });
  if (!done) return Failure{std::move(done.error())};
  return std::optional(*std::move(done));
}

}  // namespace

RecordingFetcher::RecordingFetcher(std::shared_ptr<const State> state) : state_(std::move(state)) {}

Result<RecordingFetcher> RecordingFetcher::open(Backend backend, FetcherOptions options) {
  std::error_code ignored;
  if (options.folder.empty() || !std::filesystem::is_directory(options.folder, ignored))
    return fail(ErrorCode::invalid_argument, "the fetcher's 'folder' is no folder that is there");
  for (const auto& host : options.allowed_hosts) {
    if (!is_host_pattern(host)) {
      return fail(ErrorCode::invalid_argument,
                  "'allowed_hosts' holds something that is no host: a name, or '*.' and a name");
    }
  }
  if (options.stalled < 1s)
    return fail(ErrorCode::invalid_argument, "a transfer's 'stalled' is one second or longer");
  backend.env = backend.env.filled();
  while (options.folder.size() > 1 && options.folder.ends_with('/')) options.folder.pop_back();
  return RecordingFetcher(std::make_shared<const State>(State{std::move(backend), std::move(options)}));
}

Result<RecordingEntry> RecordingFetcher::fetch(std::string_view recording_id, std::stop_token stop) const {
  auto done = fetch_under_lease(state_->backend, state_->options, recording_id, stop);
  if (!done) return Failure{std::move(done.error())};
  if (!*done) return fail(ErrorCode::unavailable, "another process fetches the recording");
  return **std::move(done);
}

Result<std::optional<RecordingEntry>> RecordingFetcher::fetch_next(std::stop_token stop) const {
  const auto due =
      database_of(state_->backend).read([&](Transaction& transaction) -> Result<std::vector<LedgerRow>> {
        return rows_due(transaction, DueColumn::fetch, state_->backend.env.now(), longest_wait_between_tries,
                        candidates);
      });
  if (!due) return Failure{due.error()};
  for (const LedgerRow& row : *due) {
    auto done = fetch_under_lease(state_->backend, state_->options, row.entry.id, stop);
    if (!done || *done) return done;
  }
  return std::optional<RecordingEntry>();
}

void RecordingFetcher::run(std::stop_token stop) const {
  while (!stop.stop_requested()) {
    const auto done = fetch_next(stop);
    if (!done || !*done) (void)state_->backend.env.wait(state_->options.idle, stop);
  }
}

}  // namespace vplatform::sessions
