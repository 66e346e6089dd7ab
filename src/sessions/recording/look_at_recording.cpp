// What a platform is asked about recordings, and what follows from its answer.

#include <algorithm>
#include <utility>

#include "sessions/crash_point.hpp"
#include "sessions/recording/advance.hpp"
#include "sessions/recording/deadlines.hpp"
#include "sessions/recording/ledger_state.hpp"
#include "sessions/recording/recording_calls.hpp"
#include "sessions/recording/recording_rows.hpp"
#include "sessions/session/session_rows.hpp"

namespace vplatform::sessions {
namespace {

constexpr int most_pages = 20;  // a hundred recordings on each: nobody makes more of one meeting

/// What came of asking.
struct Answer {
  std::optional<Recording> told{};  ///< Unset: the platform has no such recording, or cannot be asked for it.
  bool is_unreachable = false;      ///< It may have it, and could not say.
};

bool is_passing(const Error& error) {
  return error.code == ErrorCode::unavailable || error.code == ErrorCode::deadline_exceeded ||
         error.code == ErrorCode::rate_limited || error.code == ErrorCode::cancelled;
}

Answer ask(const Backend& backend, const RecordingEntry& entry, const CallOptions& call) {
  const auto client = backend.platforms->client_for(entry.ref.meeting);
  if (!client) return {.is_unreachable = true};
  auto found = client->find_recording(entry.ref, call);
  if (found) return {.told = *std::move(found)};
  return {.is_unreachable = is_passing(found.error())};
}

bool is_running(RecordingState told) {
  return told == RecordingState::requested || told == RecordingState::starting ||
         told == RecordingState::active;
}

/// Past its deadline, with nobody to say that it lives: what never began was cancelled where that was the
/// wish, and has failed otherwise.
void give_up(Transaction& transaction, LedgerRow& row, TimePoint now) {
  const bool never_began = row.entry.state == LedgerState::stopping && !row.entry.started_at;
  const std::string was(to_string(row.entry.state));
  if (!never_began) row.entry.failure = "it was " + was + " for longer than it may be";
  enter(transaction, row, never_began ? LedgerState::cancelled : LedgerState::failed,
        {.source = Source::clock, .inferred = true, .at = now, .now = now});
}

/// No state lasts longer than it may: a deadline that is further off was written by a clock that has been set
/// back since.
void bring_deadline_back(LedgerRow& row, TimePoint now) {
  const auto longest = longest_in(row.entry.state, row.deadlines, row.max_length);
  if (row.entry.deadline && longest) row.entry.deadline = std::min(*row.entry.deadline, now + *longest);
}

Result<void> write_look(const Backend& backend, const RecordingEntry& entry, const Answer& answer,
                        std::chrono::seconds widest) {
  return database_of(backend).write([&](Transaction& transaction) -> Result<void> {
    const auto session = lock_session(transaction, entry.session_id);
    if (!session) return {};
    const TimePoint now = backend.env.now();
    if (answer.told) {
      Recording told = *answer.told;
      // Platforms repeat the key that they were asked with: that makes no guess certain.
      told.ref.instance_key = entry.match == RecordingMatch::exact ? entry.ref.instance_key : "";
      if (!told.ref.id) told.ref.id = entry.ref.id;
      apply_recording(transaction, *session, told, now);
    }
    auto row = lock_row(transaction, entry.id);
    if (!row) return {};
    bring_deadline_back(*row, now);
    const bool is_late = row->entry.deadline && *row->entry.deadline <= now;
    if (is_late && !answer.is_unreachable) {
      give_up(transaction, *row, now);
    } else if (is_under_way(row->entry.state)) {
      row->poll_due = now + pause_before_asking(row->entry.state_since, now, widest);
    } else if (answer.told || !answer.is_unreachable) {
      row->poll_due.reset();
    } else {
      row->poll_due = now + widest;  // ready, with files yet to be told of
    }
    update_row(transaction, *row);
    return {};
  });
}

Result<std::vector<Recording>> list_all(const Client& client, const MeetingRef& meeting,
                                        const CallOptions& call) {
  std::vector<Recording> all;
  PageToken from;
  for (int page = 0; page < most_pages; ++page) {
    auto listed = client.list_recordings(meeting, from, call);
    if (!listed) return Failure{std::move(listed.error())};
    for (auto& one : listed->items) all.push_back(std::move(one));
    from = listed->next;
    if (from.empty()) break;
  }
  return all;
}

}  // namespace

Result<void> tell_stop(const Backend& backend, const RecordingEntry& entry, const CallOptions& call) {
  const auto client = backend.platforms->client_for(entry.ref.meeting);
  if (!client) return Failure{client.error()};
  auto told = client->stop_recording(entry.ref, call);
  crash_point("record.after_stop");
  if (!told && told.error().code == ErrorCode::not_found) return {};
  return told;
}

Result<void> look_at_recording(const Backend& backend, std::string_view id, std::chrono::seconds widest_pace,
                               const CallOptions& call) {
  const auto entry = read_recording(backend, id);
  if (!entry && entry.error().code == ErrorCode::not_found) return {};  // cleared meanwhile
  if (!entry) return Failure{entry.error()};
  crash_point("record.before_look");
  const Answer answer = ask(backend, *entry, call);
  crash_point("record.after_look");
  // It was to stop, and runs on: the word was lost.
  Result<void> told;
  if (entry->state == LedgerState::stopping && (!answer.told || is_running(answer.told->state)))
    told = tell_stop(backend, *entry, call);
  if (auto written = write_look(backend, *entry, answer, widest_pace); !written) return written;
  crash_point("record.after_look_written");
  return told;
}

Result<void> look_at_session(const Backend& backend, std::string_view session_id, const CallOptions& call) {
  const Database& database = database_of(backend);
  const auto session = database.read([&](Transaction& transaction) -> Result<std::optional<Session>> {
    return find_session(transaction, session_id);
  });
  if (!session) return Failure{session.error()};
  if (!*session || !(*session)->meeting) return {};
  const auto client = backend.platforms->client_for(*(*session)->meeting);
  if (!client) return Failure{client.error()};
  if (!client->info().capabilities.has(Capability::list_recordings)) return {};
  auto all = list_all(*client, *(*session)->meeting, call);
  // A platform that has forgotten the meeting has nothing to tell of it.
  if (!all && all.error().code == ErrorCode::not_found) return {};
  if (!all) return Failure{std::move(all.error())};
  return database.write([&](Transaction& transaction) -> Result<void> {
    const auto locked = lock_session(transaction, session_id);
    if (!locked) return {};
    const TimePoint now = backend.env.now();
    for (const Recording& one : *all) apply_recording(transaction, *locked, one, now);
    return {};
  });
}

}  // namespace vplatform::sessions
