#include "vplatform/curl_async_transport.hpp"

#include <system_error>
#include <thread>
#include <utility>

#include "http/epoll_loop.hpp"

namespace vplatform {

namespace http {

namespace {

/// The transport with a thread of its own.
class OwnThread final : public CurlAsyncTransport {
 public:
  /// Throws what `std::thread` throws.
  explicit OwnThread(std::shared_ptr<EpollLoop> loop)
      : loop_(std::move(loop)), thread_([running = loop_] { running->run(); }) {}
  ~OwnThread() override {
    loop_->quit();
    if (is_here()) {
      thread_.detach();  // a callback has dropped the last reference; the thread keeps the loop
    } else {
      thread_.join();
    }
  }

  void send(const HttpRequest& request, const AttemptOptions& attempt, Answered done) override {
    loop_->engine().send(request, attempt, std::move(done));
  }
  void after(std::chrono::milliseconds delay, const std::stop_token& stop, Waited done) override {
    loop_->engine().after(delay, stop, std::move(done));
  }
  void shutdown() override {
    loop_->engine().ask_to_close();
    if (!is_here()) loop_->engine().wait_until_closed();
  }

 private:
  [[nodiscard]] bool is_here() const noexcept { return thread_.get_id() == std::this_thread::get_id(); }

  const std::shared_ptr<EpollLoop> loop_;
  std::thread thread_;
};

/// A host's loop with the engine on it. Shared, so that a callback may drop the transport.
class Hosted final : public EngineLoop {
 public:
  Hosted(HostLoop host, CurlAsyncOptions options)
      : host_(std::move(host)), engine_(std::move(options), *this) {}

  [[nodiscard]] AsyncEngine& engine() noexcept { return engine_; }

  /// Everything is completed, at once or, from inside a callback, at the end of the turn.
  void close() {
    engine_.ask_to_close();
    if (!engine_.is_turning_here()) engine_.turn();
  }
  void leave() {
    left_ = true;
    close();
    if (!engine_.is_turning_here()) say_goodbye();
  }
  void turn() {
    engine_.turn();
    if (left_) say_goodbye();
  }

  void watch(int socket, bool readable, bool writable) noexcept override {
    try {
      host_.watch(socket, readable, writable);
    } catch (...) {
    }
  }
  void set_timer(std::optional<std::chrono::milliseconds> delay) noexcept override {
    try {
      host_.set_timer(delay);
    } catch (...) {
    }
  }

 private:
  void say_goodbye() {
    while (!engine_.is_idle()) engine_.turn();
    engine_.stop_watching();
    set_timer(std::nullopt);
  }

  const HostLoop host_;
  AsyncEngine engine_;
  bool left_ = false;
};

class HostedTransport final : public HostedCurlTransport {
 public:
  explicit HostedTransport(std::shared_ptr<Hosted> hosted) : hosted_(std::move(hosted)) {
    hosted_->engine().start_watching();
  }
  ~HostedTransport() override { hosted_->leave(); }

  void send(const HttpRequest& request, const AttemptOptions& attempt, Answered done) override {
    hosted_->engine().send(request, attempt, std::move(done));
  }
  void after(std::chrono::milliseconds delay, const std::stop_token& stop, Waited done) override {
    hosted_->engine().after(delay, stop, std::move(done));
  }
  void shutdown() override { hosted_->close(); }

  void socket_ready(int socket, bool readable, bool writable) override {
    const auto hosted = hosted_;
    hosted->engine().socket_ready(socket, readable, writable);
    hosted->turn();
  }
  void timer_fired() override {
    const auto hosted = hosted_;
    hosted->turn();
  }

 private:
  const std::shared_ptr<Hosted> hosted_;
};

void start_libcurl() {
  // Counted, and never undone: the host may use libcurl too.
  curl_global_init(CURL_GLOBAL_DEFAULT);
}

}  // namespace

}  // namespace http

Result<std::shared_ptr<CurlAsyncTransport>> make_curl_async_transport(CurlAsyncOptions options) {
  http::start_libcurl();
  auto loop = std::make_shared<http::EpollLoop>(std::move(options));
  if (!loop->is_usable()) return fail(ErrorCode::internal, "the system gives no descriptor");
  try {
    return std::shared_ptr<CurlAsyncTransport>(std::make_shared<http::OwnThread>(std::move(loop)));
  } catch (const std::system_error&) {
    return fail(ErrorCode::internal, "the system gives no thread");
  }
}

Result<std::shared_ptr<HostedCurlTransport>> make_hosted_curl_transport(HostLoop loop,
                                                                        CurlAsyncOptions options) {
  http::start_libcurl();
  auto hosted = std::make_shared<http::Hosted>(std::move(loop), std::move(options));
  if (!hosted->engine().is_usable()) return fail(ErrorCode::internal, "the system gives no descriptor");
  return std::shared_ptr<HostedCurlTransport>(std::make_shared<http::HostedTransport>(std::move(hosted)));
}

}  // namespace vplatform
