#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "vplatform/join.hpp"
#include "vplatform/result.hpp"
#include "vplatform/spi/transport.hpp"
#include "vplatform/testing/emulator_server.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::emulators {

/// Posts webhooks to `url`, each once: a receiver that does not answer is not told again. Returns what was
/// answered, status by status; 0 is no answer. For what emulators and the mock say, which is no secret.
[[nodiscard]] std::vector<int> post_webhooks(std::vector<WebhookRequest> webhooks, HttpTransport& network,
                                             const std::string& url);

/// A provider's service, emulated on loopback, with what a configuration needs to use it: a host can be
/// developed, tried and shown without an account. Thread-safe once it is started.
struct EmulatedService {
  std::string kind{};
  std::shared_ptr<Emulator> emulator{};
  std::unique_ptr<testing::EmulatorServer> server{};
  std::map<std::string, std::string>
      variables{};         ///< The credentials, by the variables that `settings` names.
  std::string settings{};  ///< For the configuration: a JSON object.

  /// Somebody comes in with a grant, as a browser would. The id is good for `leave`. Errors: what the service
  /// says to a grant that opens nothing.
  [[nodiscard]] Result<std::string> enter(const JoinGrant& grant) const;
  /// Leaves again. Errors: `not_found` where nobody of that id is in, as far as the service says so.
  [[nodiscard]] Result<void> leave(const std::string& participant) const;
  /// `post_webhooks` of those that have fallen due.
  [[nodiscard]] std::vector<int> deliver_webhooks(HttpTransport& network, const std::string& url) const;
};

/// The kinds that have an emulator.
[[nodiscard]] const std::vector<std::string>& emulated_kinds();

/// Starts one; port 0 is the kernel's choice. `prefix` goes before the names of its variables. Errors:
/// `not_found` for an unknown kind, `unavailable` where the port is taken.
[[nodiscard]] Result<EmulatedService> start_emulator(const std::string& kind, int port = 0,
                                                     const std::string& prefix = {});

}  // namespace vplatform::emulators
