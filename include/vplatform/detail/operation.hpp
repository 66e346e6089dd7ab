#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vplatform/call_options.hpp"
#include "vplatform/detail/running_step.hpp"
#include "vplatform/instance_runtime.hpp"
#include "vplatform/result.hpp"
#include "vplatform/secret.hpp"
#include "vplatform/spi/http.hpp"
#include "vplatform/spi/transport.hpp"

namespace vplatform::detail {

/// What a call wants next.
enum class Move : std::uint8_t {
  wait,      ///< Time: `delay` of it; `waited` then.
  send,      ///< `request` sent once, as `attempt` says; `answered` then.
  finished,  ///< Nothing more.
};

/// One call under way: its budget, its attempts, what has to be blanked in its error. It does no I/O and
/// never waits: whoever runs it does what it wants next and says how that went. Confined to one thread at a
/// time.
class Operation {
 public:
  /// Tells the observer. `name` is a literal; `runtime` and `step` outlive the operation.
  Operation(const InstanceRuntime& runtime, std::string_view name, CallOptions call, AnyStep& step);
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;
  ~Operation();

  /// Begins, unless the instance is disabled, with the step that `begin` has made by then. What `begin`
  /// throws comes out as `internal`.
  template <class Begin>
  [[nodiscard]] Move start(Begin&& begin) noexcept {
    if (refused()) return finish();
    try {
      std::forward<Begin>(begin)();
    } catch (...) {
      return broke();
    }
    return proceed();
  }
  /// The wait is over; `whole` is false where it was ended early.
  [[nodiscard]] Move waited(bool whole) noexcept;
  /// What came of sending.
  [[nodiscard]] Move answered(Result<HttpResponse> answer) noexcept;
  /// What runs it, or begins it, threw.
  [[nodiscard]] Move broke() noexcept;

  [[nodiscard]] std::chrono::milliseconds delay() const noexcept { return delay_; }
  /// Stays until `answered` is called.
  [[nodiscard]] const HttpRequest& request() const noexcept { return *request_; }
  [[nodiscard]] AttemptOptions attempt() const;
  [[nodiscard]] const std::stop_token& stop() const noexcept { return call_.stop; }

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  /// What an exchange wants next; nothing once it has its reply.
  using Wish = std::optional<Move>;

  /// Where the instance is disabled, gives the step up.
  [[nodiscard]] bool refused();
  [[nodiscard]] Failure thrown() const;
  /// Goes on with a step that was just begun.
  [[nodiscard]] Move proceed() noexcept;
  /// Tells the observer, and gives an error what only the runtime knows.
  [[nodiscard]] Move finish();

  template <class Go>
  [[nodiscard]] Move guarded(Go go) noexcept;
  /// Hands replies to the step until something is wanted.
  [[nodiscard]] Move follow(Wish wish);
  [[nodiscard]] Wish begin_exchange(const HttpRequest& request);
  [[nodiscard]] Wish begin_attempt();
  [[nodiscard]] Wish go_out(SteadyTime now, std::uint64_t pass, bool half_open);
  [[nodiscard]] Wish leave_alone(std::chrono::milliseconds delay);
  [[nodiscard]] Wish after_turn(bool whole);
  [[nodiscard]] Wish take_answer(Result<HttpResponse> answer);
  [[nodiscard]] Wish end_exchange(Failure failure);

  [[nodiscard]] Failure cancelled(std::string_view when) const;
  [[nodiscard]] Failure turned_away(ErrorCode code, std::string_view why,
                                    std::chrono::milliseconds delay) const;
  /// Counts what came of an attempt for the instance's traffic.
  void count(SteadyTime now);
  void keep_said(SteadyTime now);
  [[nodiscard]] std::optional<std::chrono::milliseconds> asked_delay(const HttpResponse& answer) const;
  /// How long to wait before the next attempt. Nothing where the reply is the last word; its error then says
  /// why.
  [[nodiscard]] std::optional<std::chrono::milliseconds> next_wait();

  void show_attempt(std::chrono::milliseconds took) const;
  void show_breaker(BreakerState state, int failures) const;
  void show_rate_limit(std::chrono::milliseconds delay, bool refused) const;
  void show_end(const Error* error) const;
  [[nodiscard]] static std::chrono::milliseconds whole_milliseconds(SteadyTime::duration time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time);
  }
  [[nodiscard]] std::chrono::milliseconds left(SteadyTime now) const;
  void blank(std::string& text) const;

  const InstanceRuntime& runtime_;
  const std::string_view name_;
  const CallOptions call_;
  AnyStep& step_;
  const bool traced_;  // the caller's trace parent is well-formed
  const SteadyTime started_;
  const std::chrono::milliseconds budget_;
  const std::chrono::milliseconds attempt_timeout_;

  // Of the call.
  int attempts_ = 0;
  Effect so_far_ = Effect::none;
  std::string request_id_;                                  // of the last answer
  std::optional<std::chrono::milliseconds> retry_after_{};  // likewise
  bool withheld_ = false;                                   // the retry budget forbade a repetition
  std::vector<Secret> secrets_;

  // Of the exchange.
  const HttpRequest* request_ = nullptr;
  std::optional<HttpRequest> with_trace_{};  // the request, where a header was added to it
  Reply reply_{.answer = Failure{}, .before = Effect::none, .attempts = 0};
  bool in_turn_ = false;  // it waits for its turn, not to try again
  std::chrono::milliseconds delay_{};

  // Of the attempt.
  std::uint64_t pass_ = 0;  // when the traffic let it through
  SteadyTime began_{};
  std::chrono::milliseconds timeout_{};
};

/// What an attempt came to where the transport threw: it may have sent.
[[nodiscard]] Failure transport_threw();

}  // namespace vplatform::detail
