#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/sessions/databases.hpp"
#include "vplatform/platforms/daily_emulator.hpp"
#include "vplatform/platforms/livekit_emulator.hpp"
#include "vplatform/sessions/backend.hpp"
#include "vplatform/sessions/session.hpp"
#include "vplatform/testing/emulated_transport.hpp"
#include "vplatform/testing/fake_clock.hpp"

namespace faults {

/// Daily and LiveKit as one network: each request goes to whom it is for. Thread-safe.
class EmulatedNetwork final : public vplatform::HttpTransport {
 public:
  explicit EmulatedNetwork(const vplatform::testing::FakeClock& clock);
  vplatform::Result<vplatform::HttpResponse> send(const vplatform::HttpRequest& request,
                                                  const vplatform::AttemptOptions& attempt) override;

  vplatform::testing::EmulatedTransport daily;
  vplatform::testing::EmulatedTransport livekit;
};

/// A host on both emulators and one database, in this process and on a clock that stands.
struct EmulatedWorld {
  explicit EmulatedWorld(const std::string& where, const vplatform::sessions::StoreOptions& options = {});

  [[nodiscard]] vplatform::TimePoint now() const { return clock.now(); }
  /// The same host in another process, so to speak.
  [[nodiscard]] vplatform::sessions::Backend another() const;
  [[nodiscard]] vplatform::sessions::Session new_session(const std::string& owner,
                                                         const std::string& on) const;
  /// Somebody enters a session's meeting as its platform would let them, and is named as its `play` wants it.
  [[nodiscard]] std::string enter(const vplatform::sessions::Session& session,
                                  const std::string& person) const;
  void leave(const vplatform::sessions::Session& session, const std::string& participant) const;
  [[nodiscard]] vplatform::Emulator& emulator_of(const vplatform::sessions::Session& session) const;
  /// What both platforms have to tell arrives, and is worked off. Returns what was not taken.
  std::vector<std::pair<std::string, vplatform::WebhookRequest>> hear() const;
  void work_off() const;
  [[nodiscard]] bool is_over(const vplatform::sessions::Session& session) const;
  /// Who is in, as far as the store knows and as the platform says.
  [[nodiscard]] std::vector<std::string> known_in(const vplatform::sessions::Session& session) const;
  [[nodiscard]] std::vector<std::string> truly_in(const vplatform::sessions::Session& session) const;

  vplatform::testing::FakeClock clock{};
  std::shared_ptr<EmulatedNetwork> network = std::make_shared<EmulatedNetwork>(clock);
  std::string where;
  vplatform::sessions::StoreOptions options;
  vplatform::sessions::Backend backend;
};

}  // namespace faults
