#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vplatform/sessions/recordings.hpp>

#include "archive.hpp"
#include "journal.hpp"
#include "shared_folder.hpp"

namespace controller {

struct ArchiverOptions {
  bool delete_local = false;
  std::chrono::milliseconds file_wait{120'000};
  std::chrono::milliseconds first_retry{10'000};
};

/// What the archiver works with.
struct ArchiverParts {
  vplatform::sessions::Backend backend{};
  Journal journal;
  SharedFolder folder;
  std::unique_ptr<Archive> archive{};
};

/// Brings recordings that the ledger says are ready into the archive: every one that is in the journal, until
/// it is there. Confined to one thread, which is the host's.
class Archiver {
 public:
  Archiver(ArchiverParts parts, ArchiverOptions options);

  /// Works until the token fires.
  void run(std::stop_token stop);

 private:
  struct Retry {
    vplatform::TimePoint due{};
    int failures = 0;
  };
  using Entry = vplatform::sessions::RecordingEntry;

  void round(const std::stop_token& stop);
  /// Takes a recording as far as it gets. Success is also that there is nothing to do yet.
  vplatform::Result<void> advance(Note note, const std::stop_token& stop);
  vplatform::Result<void> archive(Note note, Entry entry, const std::stop_token& stop);
  vplatform::Result<void> put_off(const Note& note, const Entry& entry, const vplatform::Error& error);
  vplatform::Result<void> clean_up(const Note& note);
  vplatform::Result<void> give_up(const Note& note, const Entry& entry, const std::string& why);
  vplatform::Result<void> finish(const Note& note, const std::string& outcome);
  [[nodiscard]] vplatform::Result<std::optional<Entry>> entry_of(const Note& note) const;
  [[nodiscard]] vplatform::Result<Entry> look_up(Entry entry, const std::stop_token& stop) const;

  ArchiverParts parts_;
  ArchiverOptions options_;
  vplatform::sessions::Recordings recordings_;
  std::map<std::string, Retry> retries_{};  // by key
};

}  // namespace controller
