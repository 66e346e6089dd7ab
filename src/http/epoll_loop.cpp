#include "http/epoll_loop.hpp"

#include <algorithm>
#include <csignal>

namespace vplatform::http {

namespace {

// The host's signals are for the host's threads; and OpenSSL writes without asking whether anybody is left.
void leave_signals_to_others() noexcept {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

EpollLoop::EpollLoop(CurlAsyncOptions options) : engine_(std::move(options), *this) {}

void EpollLoop::run() {
  leave_signals_to_others();
  engine_.start_watching();
  while (!quit_ || !engine_.is_idle()) go_round();
  engine_.stop_watching();
}

void EpollLoop::go_round() {
  for (const auto& [what, where] : sockets_.wait(time_out())) {
    const bool broken = (what & (EPOLLERR | EPOLLHUP)) != 0;
    engine_.socket_ready(where.fd, broken || (what & EPOLLIN) != 0, broken || (what & EPOLLOUT) != 0);
  }
  engine_.turn();
}

void EpollLoop::quit() noexcept {
  quit_ = true;
  engine_.ask_to_close();
}

void EpollLoop::set_timer(std::optional<std::chrono::milliseconds> delay) noexcept {
  due_.reset();
  if (delay) due_ = std::chrono::steady_clock::now() + *delay;
}

int EpollLoop::time_out() const {
  if (!due_) return -1;
  constexpr std::chrono::milliseconds longest = std::chrono::hours{1};
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due_ - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp(left, std::chrono::milliseconds{0}, longest).count());
}

}  // namespace vplatform::http
