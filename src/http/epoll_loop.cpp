#include "http/epoll_loop.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
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

EpollLoop::EpollLoop(CurlAsyncOptions options)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), engine_(std::move(options), *this) {}

EpollLoop::~EpollLoop() {
  if (epoll_ >= 0) ::close(epoll_);
}

void EpollLoop::run() {
  leave_signals_to_others();
  engine_.start_watching();
  while (!quit_ || !engine_.is_idle()) go_round();
  engine_.stop_watching();
}

void EpollLoop::go_round() {
  std::array<epoll_event, 256> events{};
  const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), time_out());
  for (int i = 0; i < count; ++i) {
    const auto& [what, where] = events[static_cast<std::size_t>(i)];
    const bool broken = (what & (EPOLLERR | EPOLLHUP)) != 0;
    engine_.socket_ready(where.fd, broken || (what & EPOLLIN) != 0, broken || (what & EPOLLOUT) != 0);
  }
  engine_.turn();
}

void EpollLoop::quit() noexcept {
  quit_ = true;
  engine_.ask_to_close();
}

void EpollLoop::watch(int socket, bool readable, bool writable) noexcept {
  epoll_event event{};
  event.events = (readable ? EPOLLIN : 0U) | (writable ? EPOLLOUT : 0U);
  event.data.fd = socket;
  if (event.events == 0) {
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, &event);
  } else if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event) != 0) {
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, socket, &event);
  }
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
