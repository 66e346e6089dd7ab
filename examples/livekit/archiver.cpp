#include "archiver.hpp"

#include <algorithm>
#include <iostream>
#include <optional>
#include <utility>

namespace controller {
namespace {

using namespace std::chrono_literals;
using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Failure;
using vplatform::Result;
using vplatform::sessions::LedgerState;

constexpr auto idle = 500ms;
constexpr std::chrono::milliseconds longest_wait = 10min;
constexpr auto start_takes_at_most = 10min;  // from the note to the ledger

std::chrono::milliseconds wait_after(std::chrono::milliseconds first, int failures) {
  return std::min(first * (1 << std::min(failures, 16)), longest_wait);
}

ArchiveItem item_of(const Note& note, const vplatform::sessions::RecordingEntry& entry) {
  return {.recording = entry, .room_url = note.room_url, .details = note.details};
}

}  // namespace

Archiver::Archiver(ArchiverParts parts, ArchiverOptions options)
    : parts_(std::move(parts)), options_(options), recordings_(parts_.backend) {}

void Archiver::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    round(stop);
    (void)parts_.backend.env.wait(idle, stop);
  }
}

void Archiver::round(const std::stop_token& stop) {
  const auto notes = parts_.journal.pending();
  if (!notes) {
    std::cerr << notes.error().message << '\n';
    return;
  }
  for (const Note& note : *notes) {
    if (stop.stop_requested()) return;
    const auto waiting = retries_.find(note.key);
    if (waiting != retries_.end() && parts_.backend.env.now() < waiting->second.due) continue;
    const auto done = advance(note, stop);
    if (done || stop.stop_requested()) continue;
    auto& retry = retries_[note.key];
    const auto wait = wait_after(options_.first_retry, retry.failures++);
    retry.due = parts_.backend.env.now() + wait;
    std::cerr << "recording " << note.key << " is not archived yet: " << done.error().message << '\n';
  }
}

Result<void> Archiver::advance(Note note, const std::stop_token& stop) {
  if (!note.archived.empty()) return clean_up(note);
  const auto found = entry_of(note);
  if (!found) return Failure{found.error()};
  if (!*found) {
    const bool is_old = parts_.backend.env.now() > note.noted_at + start_takes_at_most;
    return is_old ? finish(note, "it was never started") : Result<void>{};
  }
  const Entry& entry = **found;
  switch (entry.state) {
    case LedgerState::requested:
    case LedgerState::starting:
    case LedgerState::active:
    case LedgerState::stopping:
    case LedgerState::processing:
      return {};
    case LedgerState::ready:
    case LedgerState::fetched:
      return archive(std::move(note), entry, stop);
    case LedgerState::failed:
      return give_up(note, entry, entry.failure.empty() ? "the recording failed" : entry.failure);
    case LedgerState::cancelled:
      return give_up(note, entry, "the recording was cancelled");
    case LedgerState::deleted:
      return finish(note, "it was deleted");
  }
  return {};
}

Result<void> Archiver::archive(Note note, Entry entry, const std::stop_token& stop) {
  auto whole = look_up(entry, stop);
  if (!whole) return put_off(note, entry, whole.error());
  entry = *std::move(whole);
  const std::string& path = entry.files.front().remote.path;
  const auto file = parts_.folder.open(path, note.key);
  if (!file) return put_off(note, entry, file.error());
  const auto place = parts_.archive->store(item_of(note, entry), *file, stop);
  if (!place) return Failure{place.error()};
  // From here on the local file may go; a crash goes on with that.
  note.archived = *place;
  note.path = path;
  if (auto done = parts_.journal.write(note); !done) return done;
  return clean_up(note);
}

/// There is no file: one that may come is waited for, one that leads elsewhere is not.
Result<void> Archiver::put_off(const Note& note, const Entry& entry, const vplatform::Error& error) {
  const bool may_come = parts_.backend.env.now() < entry.state_since + options_.file_wait;
  const bool is_final = error.code == ErrorCode::permission_denied && error.http_status == 0;
  if (is_final || (error.code == ErrorCode::not_found && !may_come))
    return give_up(note, entry, error.message);
  return Failure{error};
}

Result<void> Archiver::clean_up(const Note& note) {
  if (options_.delete_local) {
    if (auto done = parts_.folder.remove(note.path, note.key); !done) return done;
  }
  // The ledger learns that nothing waits any more, so that the session can be cleared one day.
  const auto entry = entry_of(note);
  if (!entry) return Failure{entry.error()};
  if (*entry) {
    const auto marked = recordings_.mark_fetched((*entry)->id);
    if (!marked && marked.error().code != ErrorCode::failed_precondition) return Failure{marked.error()};
  }
  return finish(note, "archived as " + note.archived);
}

Result<void> Archiver::give_up(const Note& note, const Entry& entry, const std::string& why) {
  if (auto done = parts_.archive->give_up(item_of(note, entry), why); !done) return done;
  return finish(note, why);
}

Result<void> Archiver::finish(const Note& note, const std::string& outcome) {
  if (auto done = parts_.journal.finish(note, outcome); !done) return done;
  retries_.erase(note.key);
  std::clog << "recording " << note.key << ": " << outcome << std::endl;
  return {};
}

Result<std::optional<Archiver::Entry>> Archiver::entry_of(const Note& note) const {
  vplatform::PageToken from;
  do {
    auto page = recordings_.list({.session_id = note.session_id}, from);
    if (!page) return Failure{page.error()};
    for (auto& entry : page->items) {
      if (entry.ref.instance_key == note.key) return std::optional(std::move(entry));
    }
    from = page->next;
  } while (!from.empty());
  return std::optional<Entry>();
}

/// With its file, and how long it is. The ledger knows that where it had to ask; events do not tell.
Result<Archiver::Entry> Archiver::look_up(Entry entry, const std::stop_token& stop) const {
  if (!entry.files.empty()) return entry;
  const auto client = parts_.backend.platforms->client_for(entry.ref.meeting);
  if (!client) return Failure{client.error()};
  const auto recording = client->find_recording(entry.ref, {.stop = stop});
  if (!recording) return Failure{recording.error()};
  if (recording->files.empty()) return fail(ErrorCode::not_found, "LiveKit names no file of the recording");
  entry.files = {{.remote = recording->files.front()}};
  entry.started_at = recording->started_at;
  entry.ended_at = recording->ended_at;
  entry.duration = recording->duration;
  return entry;
}

}  // namespace controller
