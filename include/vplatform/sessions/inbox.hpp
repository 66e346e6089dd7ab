#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/page.hpp"
#include "vplatform/sessions/backend.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::sessions {

/// What to answer a platform.
struct WebhookReply {
  int status = 503;
  std::string body{};  ///< Short, the same for all who are refused; plain text.
};

/// Receives webhooks: verifies, stores, and only then says 200. Knows no HTTP server; any can mount it.
/// Requests that come at once are stored in one transaction. Thread-safe; cheap to copy.
class WebhookEndpoint {
 public:
  explicit WebhookEndpoint(Backend backend);

  /// 200: stored, or stored before, or nothing to store. 401: not genuine. 404: no such instance. 503: no
  /// secret is configured, or the store did not take it; platforms repeat. Never throws.
  [[nodiscard]] WebhookReply handle(std::string_view instance, const WebhookRequest& request) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// How events are worked off.
struct InboxOptions {
  int attempts = 5;  ///< Then the event is dead; one at which the process ends is an attempt too.
  std::chrono::milliseconds retry{1000};       ///< First wait after a failed attempt; doubles.
  std::chrono::milliseconds idle{500};         ///< Between looks into an empty inbox.
  int batch = 64;                              ///< Events per look.
  std::chrono::hours keep_processed{24 * 30};  ///< How long a repeated delivery is recognised at least.
};

/// Why an event is dead.
enum class DeadReason : std::uint8_t {
  unreadable,   ///< Genuine, and not what this version can read; kept for people to look at.
  failed,       ///< Its application failed `InboxOptions::attempts` times, or ended the process.
  conflicting,  ///< Its id was seen before with other contents.
};

/// The name of a reason: `unreadable`.
[[nodiscard]] std::string_view to_string(DeadReason reason) noexcept;

/// How far an event is.
enum class InboxState : std::uint8_t { waiting, processed, dead };

/// The name of a state: `waiting`.
[[nodiscard]] std::string_view to_string(InboxState state) noexcept;

/// An event in the inbox.
struct InboxEntry {
  std::int64_t number = 0;
  std::string instance{};
  InboxState state = InboxState::waiting;
  std::string event_id{};  ///< The platform's; may be empty.
  EventKind kind = EventKind::other;
  std::string type{};                       ///< The platform's own word.
  std::optional<std::string> session_id{};  ///< Unset: of no session of ours, or not applied yet.
  TimePoint received_at{};
  std::optional<TimePoint> happened_at{};
  std::optional<TimePoint> processed_at{};
  int attempts = 0;
  std::optional<DeadReason> dead_reason{};
  std::string note{};  ///< What went wrong; safe to log.
};

/// Which events a list holds.
struct InboxFilter {
  std::optional<InboxState> state{};
  int page_size = 50;  ///< 1 to 500.
};

/// Works the events off: each at least once, and with one effect, since its effect on the store and the mark
/// that it is done are one transaction. Several workers, threads and processes may share one inbox.
/// Thread-safe; cheap to copy.
class Inbox {
 public:
  explicit Inbox(Backend backend, InboxOptions options = {});

  /// Works off what is due, at most one batch. Returns how many events are finished, dead ones included.
  [[nodiscard]] Result<std::size_t> work_off() const;
  /// Works until the token fires; what fails in between is tried again. For a thread of the host's.
  void run(std::stop_token stop) const;

  /// Newest first.
  [[nodiscard]] Result<Page<InboxEntry>> list(const InboxFilter& filter = {},
                                              const PageToken& from = {}) const;
  /// The body as it came. Errors: `not_found`.
  [[nodiscard]] Result<std::string> raw_body(std::int64_t number) const;
  /// Gives a dead event all its attempts again. Errors: `not_found`; `failed_precondition` where it is not
  /// dead, or is `unreadable` or `conflicting`.
  [[nodiscard]] Result<void> replay(std::int64_t number) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace vplatform::sessions
