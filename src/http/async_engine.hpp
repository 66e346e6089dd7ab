#pragma once

#include <curl/curl.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "http/async_inbox.hpp"
#include "http/curl_lanes.hpp"
#include "http/curl_pool.hpp"
#include "http/curl_share.hpp"
#include "http/curl_target.hpp"
#include "http/engine_loop.hpp"
#include "vplatform/curl_async_transport.hpp"

namespace vplatform::http {

/// The requests and waits under way on one loop. `send`, `after` and `ask_to_close` are thread-safe; the rest
/// is the loop's.
class AsyncEngine {
 public:
  AsyncEngine(CurlAsyncOptions options, EngineLoop& loop);
  AsyncEngine(const AsyncEngine&) = delete;
  AsyncEngine& operator=(const AsyncEngine&) = delete;
  ~AsyncEngine();

  void send(const HttpRequest& request, const AttemptOptions& attempt, AsyncHttpTransport::Answered done);
  void after(std::chrono::milliseconds delay, const std::stop_token& stop, AsyncHttpTransport::Waited done);
  /// The next turn cancels everything, and so does every later one.
  void ask_to_close() noexcept;
  /// Waits for the first turn that has.
  void wait_until_closed() const noexcept { closed_.wait(false); }
  /// Whether a turn is under way on the caller's thread.
  [[nodiscard]] bool is_turning_here() const noexcept;

  /// Whether the system gave what it takes.
  [[nodiscard]] bool is_usable() const noexcept { return wake_up_.socket() >= 0; }
  /// Begins to watch; the counterpart is `stop_watching`.
  void start_watching();
  void stop_watching();
  /// Goes on with the transfer that waits for it. A turn has to follow.
  void socket_ready(int socket, bool readable, bool writable);
  /// Does all that is due, calls what is completed, and sets the timer for what comes next.
  void turn();
  [[nodiscard]] bool is_idle() const;

 private:
  using Clock = std::chrono::steady_clock;

  /// A stop token's way to the loop.
  struct GiveUp {
    void operator()() const { engine->put(CancelOrder{id}); }
    AsyncEngine* engine;
    OrderId id;
  };
  struct Transfer;
  struct Wait;

  void put(Order order);
  void take_orders();
  void take(SendOrder& order);
  void take(WaitOrder& order);
  void take(const CancelOrder& order);

  void begin(std::unique_ptr<Transfer> made);
  void prepare(CURL* easy);
  [[nodiscard]] bool set_up(Transfer& transfer);
  void collect();
  void expire();
  void cancel_all();
  void let_go_of_idle();
  void arm();

  /// Takes the transfer off libcurl, and completes it.
  void end(OrderId id, std::optional<CURLcode> ended);
  [[nodiscard]] std::unique_ptr<Transfer> take_off(OrderId id);
  void complete(Transfer& transfer, std::optional<CURLcode> ended);
  void end_wait(OrderId id, bool whole);

  static int on_opened(void* loop, curl_socket_t socket, curlsocktype) noexcept;
  static int on_closing(void* loop, curl_socket_t socket) noexcept;

  const CurlAsyncOptions options_;
  EngineLoop& loop_;
  AsyncInbox inbox_;
  std::vector<Order> taken_{};  // out of it, and empty outside of `take_orders`
  WakeUp wake_up_;
  std::atomic<bool> closing_{false};
  std::atomic<bool> closed_{false};  // a turn has cancelled everything
  std::atomic<std::thread::id> turning_{};

  TargetReader targets_;
  CurlShare share_;  // outlives the handles
  CurlLanes lanes_;
  std::vector<std::unique_ptr<CURL, EasyCleanup>> idle_;
  std::unordered_map<OrderId, std::unique_ptr<Transfer>> transfers_;
  std::unordered_map<OrderId, std::unique_ptr<Wait>> waits_;
  // Of `collect`, and empty outside of it.
  std::vector<CurlLanes::Done> done_{};
  std::vector<std::pair<std::unique_ptr<Transfer>, CURLcode>> ended_{};
  std::set<std::pair<Clock::time_point, OrderId>> due_;  // deadlines of transfers, and ends of waits
};

}  // namespace vplatform::http
