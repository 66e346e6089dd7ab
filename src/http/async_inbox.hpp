#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <variant>
#include <vector>

#include "vplatform/spi/async_transport.hpp"

namespace vplatform::http {

/// Names one thing that was asked for; none is used twice.
using OrderId = std::uint64_t;

struct SendOrder {
  OrderId id = 0;
  const HttpRequest* request = nullptr;
  AttemptOptions attempt{};
  std::chrono::steady_clock::time_point asked{};
  AsyncHttpTransport::Answered done{};
};
struct WaitOrder {
  OrderId id = 0;
  std::chrono::steady_clock::time_point due{};
  std::stop_token stop{};
  AsyncHttpTransport::Waited done{};
};
/// The caller has given up on one of the others.
struct CancelOrder {
  OrderId id = 0;
};
using Order = std::variant<SendOrder, WaitOrder, CancelOrder>;

/// Wakes a loop through a descriptor that it watches. Thread-safe.
class WakeUp {
 public:
  WakeUp();
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;
  ~WakeUp();

  /// Readable once it has rung; negative where the system gave none.
  [[nodiscard]] int socket() const noexcept { return socket_; }
  void ring() const noexcept;
  void clear() const noexcept;

 private:
  const int socket_;
};

/// What a loop is asked for, by any thread. Thread-safe.
class AsyncInbox {
 public:
  /// True where it was empty: the loop has to be woken.
  [[nodiscard]] bool put(Order order);
  /// All there are, for an empty vector, whose memory the next ones use.
  void swap(std::vector<Order>& taken);
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] OrderId next_id() noexcept { return ++last_id_; }

 private:
  mutable std::mutex mutex_;
  std::vector<Order> orders_;  // guarded by mutex_
  std::atomic<OrderId> last_id_{0};
};

}  // namespace vplatform::http
