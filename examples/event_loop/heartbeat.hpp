#pragma once

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>

namespace host {

/// Ticks on the loop, and notices when it is late: something has held the loop up. Confined to its thread.
class Heartbeat {
 public:
  explicit Heartbeat(boost::asio::io_context& context) : timer_(context, period) { wait(); }

  void stop() { timer_.cancel(); }
  [[nodiscard]] std::uint64_t ticks() const noexcept { return ticks_; }
  [[nodiscard]] std::chrono::milliseconds longest_stall() const noexcept { return longest_stall_; }

 private:
  static constexpr std::chrono::milliseconds period{5};

  void wait() {
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      ++ticks_;
      const auto late = std::chrono::steady_clock::now() - timer_.expiry();
      longest_stall_ = std::max(longest_stall_, std::chrono::floor<std::chrono::milliseconds>(late));
      timer_.expires_after(period);
      wait();
    });
  }

  boost::asio::steady_timer timer_;
  std::uint64_t ticks_ = 0;
  std::chrono::milliseconds longest_stall_{0};
};

}  // namespace host
