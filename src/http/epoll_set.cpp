#include "http/epoll_set.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace vplatform::http {

EpollSet::EpollSet() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), ready_(256) {}

EpollSet::~EpollSet() {
  if (epoll_ >= 0) ::close(epoll_);
}

EpollSet::Socket& EpollSet::at(int socket) {
  const auto index = static_cast<std::size_t>(socket);
  if (index >= sockets_.size()) sockets_.resize(index + 1);
  return sockets_[index];
}

void EpollSet::tell(int socket, Socket& of) noexcept {
  epoll_event event{.events = of.wanted, .data = {.fd = socket}};
  const int action = of.wanted == 0 ? EPOLL_CTL_DEL : of.known == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  ::epoll_ctl(epoll_, action, socket, &event);
  of.known = of.wanted;
}

void EpollSet::watch(int socket, bool readable, bool writable) noexcept {
  Socket& one = at(socket);
  one.wanted = (readable ? Events{EPOLLIN} : 0U) | (writable ? Events{EPOLLOUT} : 0U);
  if (!one.is_ours) {
    if (one.wanted != one.known) tell(socket, one);
  } else if (!std::exchange(one.is_due, true)) {
    due_.push_back(socket);
  }
}

void EpollSet::opened(int socket) noexcept {
  at(socket).is_ours = true;
}

void EpollSet::closing(int socket) noexcept {
  Socket& one = at(socket);
  one = Socket{.is_due = one.is_due};
}

std::span<const epoll_event> EpollSet::wait(int time_out_ms) noexcept {
  for (const int socket : due_) {
    Socket& one = at(socket);
    one.is_due = false;
    if (one.wanted != 0 && one.wanted != one.known) tell(socket, one);
  }
  due_.clear();
  const int count = ::epoll_wait(epoll_, ready_.data(), static_cast<int>(ready_.size()), time_out_ms);
  const auto last =
      std::remove_if(ready_.begin(), ready_.begin() + std::max(count, 0), [this](const auto& event) {
        Socket& one = at(event.data.fd);
        // A connection that nobody uses has come to its end: that is not news again and again.
        if (one.wanted == 0) tell(event.data.fd, one);
        return one.wanted == 0;
      });
  return {ready_.begin(), last};
}

}  // namespace vplatform::http
