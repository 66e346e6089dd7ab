#pragma once

#include <string_view>
#include <utility>

#include "vplatform/result.hpp"

namespace vplatform {

struct CallOptions;
struct HttpRequest;
class InstanceRuntime;
struct Reply;
template <class T>
class Step;

namespace detail {

/// A step under way, whatever it ends in: what an operation sees of it. Confined to one thread at a time.
class AnyStep {
 public:
  AnyStep() = default;
  AnyStep(const AnyStep&) = delete;
  AnyStep& operator=(const AnyStep&) = delete;
  virtual ~AnyStep();

  /// The request of its next exchange, or null where it is finished.
  [[nodiscard]] virtual const HttpRequest* pending() = 0;
  virtual void advance_by(const Reply& reply) = 0;
  /// Ends it with a failure, wherever it is.
  virtual void give_up(Failure failure) = 0;
  /// Takes its result, once it is finished; the result's error, if it is one.
  [[nodiscard]] virtual Error* settle() = 0;
};

/// A step that ends in a `T`. Whoever has one includes `vplatform/spi/step.hpp`; this header does not, so
/// that a host's does not.
template <class T>
class RunningStep final : public AnyStep {
 public:
  RunningStep() = default;
  explicit RunningStep(Step<T> step) : step_(std::move(step)) {}

  void begin(Step<T> step) { step_ = std::move(step); }
  /// What it has come to, once it is settled.
  [[nodiscard]] Result<T> take() && { return std::move(result_); }

  [[nodiscard]] const HttpRequest* pending() override {
    const auto* exchange = step_.pending();
    return exchange != nullptr ? &exchange->request : nullptr;
  }
  void advance_by(const Reply& reply) override { step_ = advance(std::move(step_), reply); }
  void give_up(Failure failure) override { step_ = Step<T>(std::move(failure)); }
  [[nodiscard]] Error* settle() override {
    result_ = std::move(step_).take();
    return result_ ? nullptr : &result_.error();
  }

 private:
  Step<T> step_ = Failure{};
  Result<T> result_ = Failure{};
};

/// Runs a call that has its step from beginning to end, on this thread.
void run_here(const InstanceRuntime& runtime, std::string_view name, const CallOptions& call, AnyStep& step);

}  // namespace detail
}  // namespace vplatform
