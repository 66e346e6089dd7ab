#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vplatform/call_options.hpp"
#include "vplatform/instance_runtime.hpp"
#include "vplatform/result.hpp"
#include "vplatform/secret.hpp"
#include "vplatform/spi/step.hpp"

namespace vplatform::detail {

/// One call under way: its budget, its attempts, what has to be blanked in its error. Confined to one thread.
class Operation {
 public:
  /// Tells the observer. `call` has to outlive the operation.
  Operation(const InstanceRuntime& runtime, std::string name, const CallOptions& call);

  /// Sends the request, again where that is allowed and the budget lasts.
  [[nodiscard]] Reply exchange(const HttpRequest& request);

  /// Tells the observer, and gives the error what only the runtime knows.
  void end();
  void end(Error& error);

  /// Runs a step to its end.
  template <class T>
  [[nodiscard]] Result<T> run(Step<T> step) {
    return run_from<T>([&step] { return std::move(step); });
  }

  /// Runs the step that `begin` makes. What `begin`, or a continuation, throws comes out as `internal`.
  template <class T, class Begin>
  [[nodiscard]] Result<T> run_from(Begin begin) {
    Result<T> result = drive<T>(begin);
    if (result) {
      end();
    } else {
      end(result.error());
    }
    return result;
  }

 private:
  template <class T, class Begin>
  [[nodiscard]] Result<T> drive(Begin& begin) {
    if (auto refused = refuse_disabled()) return std::move(*refused);
    try {
      Step<T> step = begin();
      while (auto* pending = step.pending()) {
        const Reply reply = exchange(pending->request);
        step = advance(std::move(step), reply);
      }
      return std::move(step).take();
    } catch (...) {
      return thrown();
    }
  }

  [[nodiscard]] std::optional<Failure> refuse_disabled() const;
  [[nodiscard]] Failure thrown() const;

  [[nodiscard]] Reply attempts(const HttpRequest& request);
  /// Waits for the request's turn. What is let through must be counted; the number says when it was.
  [[nodiscard]] Result<std::uint64_t> wait_for_turn(const HttpRequest& request);
  [[nodiscard]] Failure turned_away(ErrorCode code, std::string_view why,
                                    std::chrono::milliseconds delay) const;
  void attempt(const HttpRequest& request, Reply& reply, std::uint64_t pass);
  [[nodiscard]] Result<HttpResponse> send(const HttpRequest& request, std::chrono::milliseconds timeout);
  /// Counts what came of an attempt for the instance's traffic.
  void count(const HttpRequest& request, const Reply& reply, std::uint64_t pass,
             std::chrono::milliseconds timeout);
  void show_breaker(BreakerState state, int failures) const;
  [[nodiscard]] std::optional<std::chrono::milliseconds> asked_delay(const HttpRequest& request,
                                                                     const HttpResponse& answer) const;
  /// How long to wait before the next attempt. Nothing where `reply` is the last word; its error then says
  /// why.
  [[nodiscard]] std::optional<std::chrono::milliseconds> next_wait(const HttpRequest& request, Reply& reply);
  void show_attempt(const HttpRequest& request, const Reply& reply, std::chrono::milliseconds took) const;
  void show_end(const Error* error) const;
  [[nodiscard]] std::chrono::milliseconds since(std::chrono::steady_clock::time_point then) const;
  [[nodiscard]] std::chrono::milliseconds left() const;
  void blank(std::string& text) const;

  const InstanceRuntime& runtime_;
  std::string name_;
  const CallOptions& call_;
  std::string trace_parent_;  // empty where the caller's is not well-formed
  std::chrono::steady_clock::time_point started_;
  std::chrono::milliseconds budget_;
  std::chrono::milliseconds attempt_timeout_;
  int attempts_ = 0;
  Effect so_far_ = Effect::none;
  std::string request_id_;                                  // of the last answer
  std::optional<std::chrono::milliseconds> retry_after_{};  // likewise
  bool withheld_ = false;                                   // the retry budget forbade a repetition
  std::vector<Secret> secrets_;
};

}  // namespace vplatform::detail
