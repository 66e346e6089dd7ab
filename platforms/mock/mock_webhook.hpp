#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/meeting_ref.hpp"
#include "vplatform/presence.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/result.hpp"
#include "vplatform/secret.hpp"
#include "vplatform/spi/verify.hpp"
#include "vplatform/time.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::platforms::mock {

/// Something that the service tells.
struct Happening {
  std::string_view type{};
  MeetingRef meeting{};
  std::string session_id{};
  TimePoint at{};
  std::optional<Participant> participant{};
  std::optional<int> people{};
  std::optional<Recording> recording{};
};

/// The event as the body of a webhook.
[[nodiscard]] std::string to_json(const Happening& what, const std::string& id);

/// What a type is in words that all platforms share; `other` for one that the mock has not.
[[nodiscard]] EventKind kind_of(std::string_view type) noexcept;

/// Every kind that the service tells of.
[[nodiscard]] std::vector<EventKind> told_kinds();

/// A webhook with the header `Mock-Signature: t=<seconds>,v1=<hex>`, an HMAC over `<seconds>.<body>`.
[[nodiscard]] WebhookRequest sign_webhook(std::string body, const Secret& secret, TimePoint now);

/// Errors: `unauthenticated`.
[[nodiscard]] Result<spi::Verified> verify_webhook(const WebhookRequest& request,
                                                   const spi::HmacVerifier& verifier, TimePoint now,
                                                   std::chrono::seconds tolerance);

/// What a body says. Errors: `bad_response` where it is no event.
[[nodiscard]] Result<EventFields> read_event(const std::string& body, const std::string& instance);

}  // namespace vplatform::platforms::mock
