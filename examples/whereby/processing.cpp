#include "processing.hpp"

#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <utility>

#include "service.hpp"

namespace reflector {

using vplatform::Failure;
using vplatform::Result;
using vplatform::sessions::LedgerState;
using vplatform::sessions::RecordingEntry;
using vplatform::sessions::Session;
using web::Json;

struct Processing::State {
  vplatform::sessions::Sessions sessions;
  vplatform::sessions::Recordings recordings;
  Consents consents;
  web::JsonFolder processed;
  Process process{};

  Result<void> work_off() const {
    vplatform::PageToken from;
    do {
      const auto page = recordings.list({.state = LedgerState::fetched}, from);
      if (!page) return Failure{page.error()};
      for (const auto& recording : page->items) {
        if (!processed.of(recording.id).empty()) continue;
        if (auto done = take(recording); !done) return done;
      }
      from = page->next;
    } while (!from.empty());
    return {};
  }

  Result<void> take(const RecordingEntry& recording) const {
    // A platform records on a host's button too, whom nobody can stop from here: the last word is now.
    if (consents.is_denied(recording.session_id)) {
      const auto gone = recordings.remove(recording.id);
      return gone ? Result<void>() : Failure{gone.error()};
    }
    const auto meeting = sessions.get(recording.session_id);
    if (!meeting) return Failure{meeting.error()};
    if (auto done = process(*meeting, recording); !done) return done;
    return processed.add(recording.id, {{"meeting", meeting->id}});
  }
};

Process hand_to_folder(const std::string& folder) {
  return [folder](const Session& meeting, const RecordingEntry& recording) -> Result<void> {
    const auto out = web::JsonFolder::open(folder);
    if (!out) return Failure{out.error()};
    Json files = Json::array();
    for (const auto& file : recording.files) {
      files.push_back({{"path", file.local_path}, {"sha256", file.sha256}, {"bytes", file.fetched_bytes}});
    }
    return out->add(recording.id, {{"meeting", meeting.id},
                                   {"room", meeting.room},
                                   {"platform", recording.ref.meeting.platform},
                                   {"kind", to_string(recording.ref.kind)},
                                   {"files", std::move(files)}});
  };
}

Processing::Processing(const Service& service, Process process) {
  state_ = std::make_shared<const State>(
      State{service.sessions, service.recordings, service.consents, service.processed, std::move(process)});
}

void Processing::run(std::stop_token stop) const {
  constexpr std::chrono::seconds pause{1};
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    if (const auto done = state_->work_off(); !done) std::cerr << done.error().message << '\n';
    (void)woken.wait_for(lock, stop, pause, [] { return false; });
  }
}

}  // namespace reflector
