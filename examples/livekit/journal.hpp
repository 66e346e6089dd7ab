#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>
#include <vplatform/result.hpp>
#include <vplatform/time.hpp>

namespace controller {

/// What the controller itself has to remember of a recording; everything else is in the store.
struct Note {
  std::string key{};  ///< The recording's instance key.
  std::string session_id{};
  std::string room_url{};
  nlohmann::json details{};  ///< `metadata` and `preferences`, as the page gave them.
  vplatform::TimePoint noted_at{};
  std::string archived{};  ///< Where it is. Set once file and record are confirmed.
  std::string path{};      ///< With `archived`: the local file, which may be deleted now.
};

/// A note per recording, written before LiveKit is asked to record and kept until the recording is archived:
/// what is in `pending` still needs doing, whatever has crashed. Files that appear whole or not at all.
/// Thread-safe, since each note is written by one thread at a time.
class Journal {
 public:
  /// Makes the folders. Errors: `unavailable`.
  [[nodiscard]] static vplatform::Result<Journal> open(std::string folder);

  [[nodiscard]] vplatform::Result<void> write(const Note& note) const;
  /// Nothing came of it.
  void forget(std::string_view key) const;
  /// It needs nothing any more; `outcome` is kept for people to look at.
  [[nodiscard]] vplatform::Result<void> finish(const Note& note, std::string_view outcome) const;
  /// The oldest first. A note that cannot be read is put aside. Errors: `unavailable`.
  [[nodiscard]] vplatform::Result<std::vector<Note>> pending() const;

 private:
  explicit Journal(std::string folder) : folder_(std::move(folder)) {}
  [[nodiscard]] std::string pending_file(std::string_view key) const;

  std::string folder_;
};

}  // namespace controller
