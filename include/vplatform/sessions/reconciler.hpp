#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "vplatform/sessions/backend.hpp"
#include "vplatform/sessions/recordings.hpp"
#include "vplatform/sessions/sessions.hpp"

namespace vplatform::sessions {

/// How often is asked, and when a session may be concluded to be over.
struct ReconcilerOptions {
  std::chrono::seconds pace{30};            ///< Between two looks at a live session,
  std::chrono::seconds widest_pace{300};    ///< which widen up to this while the instance's webhooks flow.
  std::chrono::seconds webhooks_flow{120};  ///< An event within so long means that they do.
  std::chrono::seconds empty_grace{120};    ///< Found completely empty twice, so far apart: over.
  std::chrono::seconds never_joined{1800};  ///< A live session that nobody has come to is over after so long.
  int batch = 100;                          ///< Sessions per round.
  std::string webhook_url{};           ///< `{instance}` stands for the name. Empty: webhooks are left alone.
  std::chrono::seconds watchdog{300};  ///< Between two looks at an instance's webhook.
  SessionsOptions sessions{};          ///< As given to `Sessions`.
  RecordingsOptions recordings{};      ///< As given to `Recordings`; `consent` is not asked.
};

/// What a round has done.
struct RoundReport {
  std::size_t presence_asked = 0;
  std::size_t presence_unknown = 0;  ///< The platform could not say, or failed; nothing was concluded.
  std::size_t people_put_out = 0;    ///< Removed people who were back.
  std::size_t recordings_asked = 0;
  std::size_t meetings_made = 0;       ///< Left unfinished by a crash.
  std::size_t sessions_concluded = 0;  ///< Inferred to be over.
  std::size_t ends_finished = 0;
  std::size_t ends_unfinished = 0;
  std::size_t webhooks_revived = 0;
  std::vector<Error> errors{};  ///< Of single sessions; the round goes on.
};

/// Asks the platforms for what webhooks may have lost, finishes what crashes have left, and concludes what
/// nobody says. Several processes may run one each: a session is looked at by one at a time. Thread-safe;
/// cheap to copy.
class Reconciler {
 public:
  explicit Reconciler(Backend backend, ReconcilerOptions options = {});

  /// Does what is due. Errors: of the store alone.
  [[nodiscard]] Result<RoundReport> round() const;
  /// Rounds until the token fires. For a thread of the host's.
  void run(std::stop_token stop) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace vplatform::sessions
