#include "vplatform/sessions/recordings.hpp"

#include <charconv>
#include <utility>

#include "sessions/crash_point.hpp"
#include "sessions/recording/advance.hpp"
#include "sessions/recording/recording_calls.hpp"
#include "sessions/recording/recording_rows.hpp"
#include "sessions/recording/recordings_state.hpp"
#include "sessions/session/session_rows.hpp"
#include "sessions/store/store_state.hpp"
#include "vplatform/spi/crypto.hpp"

namespace vplatform::sessions {
namespace {

constexpr int longest_page = 500;

Failure no_recording(std::string_view id) {
  return fail(ErrorCode::not_found, "there is no recording '" + std::string(id) + "'");
}

std::string token_after(const LedgerRow& row) {
  return spi::to_base64url(std::to_string(to_stored(row.entry.requested_at)) + ' ' + row.entry.id);
}

Result<ListedAfter> read_token(const PageToken& token) {
  if (token.empty()) return ListedAfter{.requested_at = TimePoint::max()};
  const auto text = spi::from_base64url(token.value);
  const auto blank = text ? text->find(' ') : std::string::npos;
  std::int64_t at = 0;
  if (blank != std::string::npos) {
    const char* end = text->data() + blank;
    if (std::from_chars(text->data(), end, at).ptr == end)
      return ListedAfter{.requested_at = from_stored(at), .id = text->substr(blank + 1)};
  }
  return fail(ErrorCode::invalid_argument, "the page token is not one of the list of recordings");
}

}  // namespace

Recordings::Recordings(Backend backend, RecordingsOptions options) {
  backend.env = backend.env.filled();
  state_ = std::make_shared<const State>(State{std::move(backend), std::move(options)});
}

const Database& database_of(const Backend& backend) {
  return backend.store->state().database;
}

Result<RecordingEntry> read_recording(const Backend& backend, std::string_view id) {
  return database_of(backend).read([&](Transaction& transaction) -> Result<RecordingEntry> {
    const auto row = find_row(transaction, id);
    if (!row) return no_recording(id);
    return whole_entry(transaction, *row);
  });
}

Result<RecordingEntry> Recordings::get(std::string_view id) const {
  return read_recording(state_->backend, id);
}

Result<Page<RecordingEntry>> Recordings::list(const RecordingFilter& filter, const PageToken& from) const {
  if (filter.page_size < 1 || filter.page_size > longest_page)
    return fail(ErrorCode::invalid_argument, "a page has 1 to 500 recordings");
  const auto after = read_token(from);
  if (!after) return Failure{after.error()};
  return database_of(state_->backend).read([&](Transaction& transaction) -> Result<Page<RecordingEntry>> {
    auto rows = list_rows(transaction, filter, *after, filter.page_size + 1);
    Page<RecordingEntry> page;
    if (rows.size() > static_cast<std::size_t>(filter.page_size)) {
      rows.pop_back();
      page.next.value = token_after(rows.back());
    }
    for (const LedgerRow& row : rows) page.items.push_back(whole_entry(transaction, row));
    return page;
  });
}

Result<RecordingEntry> Recordings::stop(std::string_view id, const CallOptions& call) const {
  const Backend& backend = state_->backend;
  auto entry = read_recording(backend, id);
  if (!entry || entry->state > LedgerState::stopping) return entry;
  const auto client = backend.platforms->client_for(entry->ref.meeting);
  if (!client) return Failure{client.error()};
  if (!client->info().capabilities.has(Capability::record_on_demand)) {
    return fail(ErrorCode::unsupported,
                entry->ref.meeting.platform + " does not stop recordings; this one ends with its meeting");
  }
  crash_point("record.before_stop_write");
  const auto written = database_of(backend).write([&](Transaction& transaction) -> Result<void> {
    if (!lock_session(transaction, entry->session_id)) return no_recording(id);
    mark_stopping(transaction, *entry, backend.env.now());
    return {};
  });
  if (!written) return Failure{written.error()};
  crash_point("record.after_stop_write");
  if (auto told = tell_stop(backend, *entry, call); !told) return Failure{std::move(told.error())};
  return read_recording(backend, id);
}

Result<RecordingEntry> Recordings::mark_fetched(std::string_view id) const {
  const Backend& backend = state_->backend;
  auto entry = read_recording(backend, id);
  if (!entry) return entry;
  return database_of(backend).write([&](Transaction& transaction) -> Result<RecordingEntry> {
    (void)lock_session(transaction, entry->session_id);
    auto row = lock_row(transaction, id);
    if (!row) return no_recording(id);
    if (row->entry.state == LedgerState::ready) {
      const TimePoint now = backend.env.now();
      enter(transaction, *row, LedgerState::fetched, {.at = now, .now = now});
      update_row(transaction, *row);
    } else if (row->entry.state != LedgerState::fetched) {
      return fail(ErrorCode::failed_precondition, "the recording is " +
                                                      std::string(to_string(row->entry.state)) +
                                                      ", and only one that is ready can have been fetched");
    }
    return whole_entry(transaction, *row);
  });
}

}  // namespace vplatform::sessions
