#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "vplatform/detail/call.hpp"
#include "vplatform/spi/async_transport.hpp"

namespace vplatform::detail {

/// The asynchronous runner: hands what an operation wants to a transport, and what comes of it back to the
/// operation. It lives in the callbacks that it leaves with the transport. Confined to one thread at a time.
class AsyncRun : public std::enable_shared_from_this<AsyncRun> {
 public:
  AsyncRun(const AsyncRun&) = delete;
  AsyncRun& operator=(const AsyncRun&) = delete;
  virtual ~AsyncRun();

 protected:
  AsyncRun(std::shared_ptr<const InstanceRuntime> runtime, std::weak_ptr<AsyncHttpTransport> transport);

  /// Nothing is delivered before this has returned.
  void begin(AsyncHttpTransport& transport, Move first) noexcept;

  [[nodiscard]] virtual Operation& operation() noexcept = 0;
  /// Hands the result to the host.
  virtual void deliver() = 0;

 private:
  void give(AsyncHttpTransport& transport, Move move);
  /// True where the transport has it now; else the call is finished.
  [[nodiscard]] bool hand_over(AsyncHttpTransport& transport, Move move) noexcept;
  void go_on(Move move) noexcept;

  const std::shared_ptr<const InstanceRuntime> runtime_;  // what the operation needs to the end
  const std::weak_ptr<AsyncHttpTransport> transport_;     // a call does not keep it from being closed
};

/// A call of a host that ends in a `T`.
template <class T>
class AsyncCall final : public AsyncRun {
 public:
  using Done = std::function<void(Result<T>)>;

  template <class Begin>
  static void start(const std::shared_ptr<const InstanceRuntime>& runtime,
                    const std::shared_ptr<AsyncHttpTransport>& transport, std::string_view name,
                    const CallOptions& options, Begin&& begin, Done done) {
    const auto run = std::make_shared<AsyncCall>(runtime, transport, name, options, std::move(done));
    run->begin(*transport, run->call_.start(std::forward<Begin>(begin)));
  }

  AsyncCall(const std::shared_ptr<const InstanceRuntime>& runtime,
            const std::shared_ptr<AsyncHttpTransport>& transport, std::string_view name,
            const CallOptions& options, Done done)
      : AsyncRun(runtime, transport), call_(*runtime, name, options), done_(std::move(done)) {}

 private:
  [[nodiscard]] Operation& operation() noexcept override { return call_.operation(); }
  void deliver() override { std::exchange(done_, nullptr)(std::move(call_).take()); }

  Call<T> call_;
  Done done_;
};

}  // namespace vplatform::detail
