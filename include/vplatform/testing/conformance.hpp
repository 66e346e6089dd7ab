#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/capability.hpp"
#include "vplatform/meeting_ref.hpp"
#include "vplatform/secret.hpp"
#include "vplatform/spi/emulator.hpp"
#include "vplatform/spi/registry.hpp"
#include "vplatform/spi/transport.hpp"

namespace vplatform::testing {

/// With which secrets for webhooks a platform is made, as seen from the service that signs.
enum class WebhookKeys : std::uint8_t {
  right,  ///< The service's.
  wrong,  ///< Another.
  both,   ///< Another, and the service's: while one is rotated out.
  none,
};

/// A platform that is to be held against the catalogue.
struct ConformanceTarget {
  std::string name{};  ///< For reports.
  /// Makes the platform, anew for every check. A live account may ignore the keys.
  std::function<Result<std::shared_ptr<const Platform>>(const PlatformEnv& env, WebhookKeys keys)> platform{};
  /// Makes the service that it talks to, anew for every check. Unset: `transport` leads to a live account,
  /// what needs an emulator or its clock is left out, and every meeting that was made is ended again.
  std::function<std::shared_ptr<Emulator>()> emulator{};
  std::shared_ptr<HttpTransport> transport{};
  /// Signs a body as the service would at that time. Unset: what needs webhooks of our own making is left
  /// out.
  std::function<WebhookRequest(const std::string& body, TimePoint now)> sign{};
  std::vector<Secret> secrets{};  ///< What no error may say, beside the secret headers of requests.
  /// What the service itself makes impossible: the name of a check, and why.
  std::map<std::string, std::string, std::less<>> excuses{};
};

/// How a check ended.
enum class CheckOutcome : std::uint8_t {
  passed,
  failed,
  not_applicable,  ///< The platform does not declare what it needs, or the target cannot show it.
  excused,         ///< It failed, as `ConformanceTarget::excuses` says it must. One that passes has failed.
};

/// The name of an outcome: `passed`.
[[nodiscard]] std::string_view to_string(CheckOutcome outcome) noexcept;

/// A check of the catalogue.
struct ConformanceCheck {
  std::string_view area{};  ///< `webhooks`
  std::string_view name{};  ///< `flipped_byte_is_refused`, unique.
  std::string_view says{};  ///< What holds, as a sentence.
  CapabilitySet needs{};    ///< It is for platforms that declare all of these.
  CapabilitySet shows{};    ///< What has been shown to work where it passes.
};

/// Every check there is, in the order of the catalogue.
[[nodiscard]] std::vector<ConformanceCheck> conformance_checks();

/// What came of one.
struct CheckResult {
  ConformanceCheck check{};
  CheckOutcome outcome = CheckOutcome::passed;
  std::string why{};               ///< What did not hold, why it does not apply, or the excuse.
  std::vector<MeetingRef> left{};  ///< Meetings on a live account that could not be ended again.
};

/// What came of all of them.
struct ConformanceReport {
  std::string target{};
  CapabilitySet capabilities{};
  std::vector<CheckResult> results{};

  [[nodiscard]] bool passed() const noexcept;
  [[nodiscard]] int count(CheckOutcome outcome) const noexcept;
};

/// Runs one check. Errors of the platform, exceptions included, are failures of the check. An unknown name is
/// a failure too.
[[nodiscard]] CheckResult run_check(const ConformanceTarget& target, std::string_view name);

/// Runs every check; `seen` is called after each.
[[nodiscard]] ConformanceReport run_conformance(const ConformanceTarget& target,
                                                const std::function<void(const CheckResult&)>& seen = {});

/// A line for each check that did not pass, and a summary: for people.
[[nodiscard]] std::string to_text(const ConformanceReport& report);

/// Markdown: what each platform can do, as declared and shown, then how many checks of each area it passed.
[[nodiscard]] std::string parity_table(std::span<const ConformanceReport> reports);

}  // namespace vplatform::testing
