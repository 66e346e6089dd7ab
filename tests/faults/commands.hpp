#pragma once

#include <string>

#include "vplatform/sessions/backend.hpp"
#include "vplatform/sessions/inbox.hpp"
#include "vplatform/sessions/own_recorder.hpp"
#include "vplatform/sessions/reconciler.hpp"
#include "vplatform/sessions/recording_fetcher.hpp"
#include "vplatform/sessions/recordings.hpp"
#include "vplatform/sessions/sessions.hpp"
#include "vplatform/spi/json.hpp"

namespace faults {

/// What a child does when it is told to: a host in a few words. Confined to one thread.
class Commands {
 public:
  /// Fetched files go to the folder.
  Commands(const vplatform::sessions::Backend& backend, const std::string& folder);

  /// Does `{"do": NAME, …}` and answers `{"ok": true, …}`, or `{"ok": false, "error": …}`:
  /// `create` {owner, key, starts_in?} → {id} · `update` {session, ends_in} · `webhook` {body, headers} →
  /// {status} · `work` · `round` → {errors} · `admit` {session, person, host} → {reason, token} · `remove`
  /// {session, person} · `record` {session, key} → {id} · `stop` {recording} · `delete` {recording} →
  /// {complete} · `report` {session, recorder_id, url} → {id} · `fetch` · `end` {session}
  [[nodiscard]] std::string perform(const vplatform::spi::Json& command) const;

 private:
  using Answer = vplatform::Result<std::string>;  // members of the answer, as an object

  [[nodiscard]] Answer create(const vplatform::spi::Json& command) const;
  [[nodiscard]] Answer update(const vplatform::spi::Json& command) const;
  [[nodiscard]] Answer webhook(const vplatform::spi::Json& command) const;
  [[nodiscard]] Answer work() const;
  [[nodiscard]] Answer round() const;
  [[nodiscard]] Answer admit(const vplatform::spi::Json& command) const;
  [[nodiscard]] Answer record(const vplatform::spi::Json& command) const;
  [[nodiscard]] Answer remove_recording(const vplatform::spi::Json& command) const;
  [[nodiscard]] Answer report_recording(const vplatform::spi::Json& command) const;
  [[nodiscard]] Answer fetch() const;
  [[nodiscard]] Answer dispatch(const vplatform::spi::Json& command) const;

  vplatform::RuntimeEnv env_;
  vplatform::sessions::Sessions sessions_;
  vplatform::sessions::Recordings recordings_;
  vplatform::sessions::WebhookEndpoint endpoint_;
  vplatform::sessions::Inbox inbox_;
  vplatform::sessions::Reconciler reconciler_;
  vplatform::sessions::OwnRecorder recorder_;
  vplatform::sessions::RecordingFetcher fetcher_;
};

}  // namespace faults
