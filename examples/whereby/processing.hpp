#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vplatform/result.hpp>
#include <vplatform/sessions/recordings.hpp>
#include <vplatform/sessions/session.hpp>

namespace reflector {

struct Service;

/// What becomes of a recording whose files are here: transcription, in the system that this follows. Called
/// at least once for each, by one thread; what fails is called again. Put your own here.
using Process = std::function<vplatform::Result<void>(const vplatform::sessions::Session& meeting,
                                                      const vplatform::sessions::RecordingEntry& recording)>;

/// The default: a JSON file for each, which says which meeting it is of and where its files are, for whoever
/// watches the folder.
[[nodiscard]] Process hand_to_folder(const std::string& folder);

/// Gives recordings that have been fetched to the process, once each, and deletes those of meetings in which
/// somebody has said no. Thread-safe; cheap to copy.
class Processing {
 public:
  Processing(const Service& service, Process process);

  /// Until the token fires. For a thread of the host's.
  void run(std::stop_token stop) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace reflector
