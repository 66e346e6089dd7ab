#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "vplatform/error.hpp"
#include "vplatform/traffic.hpp"

namespace vplatform {

class Decision;

/// An operation begins. Views are good during the call only, here and below.
struct OperationStarted {
  std::string_view instance{};
  std::string_view operation{};
  std::string_view trace_parent{};
};

/// A request went out, and came back or did not.
struct AttemptEnded {
  std::string_view instance{};
  std::string_view operation{};
  std::string_view method{};
  std::string_view host{};
  std::string_view path_template{};
  int number = 1;
  int status = 0;  ///< 0: no answer; `failure` says why.
  std::optional<ErrorCode> failure{};
  std::chrono::milliseconds took{};
  std::string_view request_id{};
  std::optional<std::chrono::milliseconds> retry_after{};
};

/// An operation is over.
struct OperationEnded {
  std::string_view instance{};
  std::string_view operation{};
  std::optional<ErrorCode> failure{};
  Effect effect = Effect::none;
  int attempts = 0;
  std::chrono::milliseconds took{};
  std::string_view trace_parent{};
};

/// A request has to wait, or is refused, so that the platform's rate is not exceeded.
struct RateLimited {
  std::string_view instance{};
  std::string_view operation{};
  std::string_view rate_class{};
  std::chrono::milliseconds delay{};
  bool refused = false;  ///< The delay is longer than what is left of the call's budget.
};

/// A request that failed is not repeated, since the instance's retry budget is used up.
struct RetryWithheld {
  std::string_view instance{};
  std::string_view operation{};
};

/// An instance is left alone, tried again, or well again.
struct BreakerMoved {
  std::string_view instance{};
  BreakerState state = BreakerState::closed;
  int failures = 0;  ///< Attempts in a row that were not answered, or with a 5xx.
};

/// A configuration came in.
struct ConfigUpdated {
  std::int64_t version = 0;
  bool applied = false;
  std::string_view error{};  ///< Why it was not applied; the last good one stays.
};

/// Something that an operator should mend: a webhook secret that is missing. Said once per instance.
struct Warning {
  std::string_view instance{};
  std::string_view what{};
};

/// Sees what goes on, for logs, metrics and traces. It never sees a secret, a query, a body, or text of a
/// platform. Called on the thread of the operation, with no lock held; it must be thread-safe. What it throws
/// is dropped.
class Observer {
 public:
  virtual ~Observer();
  virtual void operation_started(const OperationStarted&) {}
  virtual void attempt_ended(const AttemptEnded&) {}
  virtual void operation_ended(const OperationEnded&) {}
  virtual void rate_limited(const RateLimited&) {}
  virtual void retry_withheld(const RetryWithheld&) {}
  virtual void breaker_moved(const BreakerMoved&) {}
  virtual void decided(const Decision&) {}
  virtual void config_updated(const ConfigUpdated&) {}
  virtual void warned(const Warning&) {}
};

}  // namespace vplatform
