#pragma once

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <array>
#include <map>
#include <random>

#include "support/loopback_server.hpp"

namespace vplatform::testing {

/// A server on one thread that treats its callers badly, by a fixed sequence of luck: it answers, or answers
/// 503, or ends the connection before the answer, in the middle of it, or with a reset, or says nothing.
class RoughServer {
 public:
  RoughServer() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, any, size) != 0 || ::listen(listener_, 1024) != 0 ||
        ::getsockname(listener_, any, &size) != 0) {
      throw std::runtime_error("no loopback socket");
    }
    port_ = ntohs(address.sin_port);
    add(listener_);
    add(end_);
    thread_ = std::thread([this] { run(); });
  }
  RoughServer(const RoughServer&) = delete;
  RoughServer& operator=(const RoughServer&) = delete;
  ~RoughServer() {
    ::eventfd_write(end_, 1);
    thread_.join();
    for (const auto& [socket, text] : received_) ::close(socket);
    for (const int socket : {listener_, end_, epoll_}) ::close(socket);
  }

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }
  [[nodiscard]] int requests() const noexcept { return requests_; }

 private:
  void add(int socket) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
  }

  void run() {
    for (;;) {
      std::array<epoll_event, 64> events{};
      const int count = ::epoll_wait(epoll_, events.data(), 64, -1);
      for (int i = 0; i < count; ++i) {
        const int socket = events[static_cast<std::size_t>(i)].data.fd;
        if (socket == end_) return;
        if (socket != listener_) {
          hear(socket);
        } else if (const int caller = ::accept(listener_, nullptr, nullptr); caller >= 0) {
          received_[caller];
          add(caller);
        }
      }
    }
  }

  void hear(int socket) {
    std::array<char, 4096> buffer{};
    const auto size = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (size <= 0) return hang_up(socket, false);
    std::string& text = received_[socket];
    text.append(buffer.data(), static_cast<std::size_t>(size));
    if (text.find("\r\n\r\n") == std::string::npos) return;
    text.clear();
    ++requests_;
    react(socket);
  }

  void react(int socket) {
    const auto luck = luck_() % 100;
    if (luck < 60) return say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    if (luck < 70) return say(socket, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
    if (luck < 80) return hang_up(socket, false);
    if (luck < 90) {
      say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
      return hang_up(socket, false);
    }
    if (luck < 99) hang_up(socket, true);
  }

  static void say(int socket, std::string_view text) {
    ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
  }

  void hang_up(int socket, bool reset) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    if (reset) ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(socket);
    received_.erase(socket);
  }

  const int listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  const int epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  const int end_ = ::eventfd(0, EFD_CLOEXEC);
  int port_ = 0;
  std::atomic<int> requests_{0};
  std::mt19937 luck_{2026};                // NOLINT: the same luck in every run
  std::map<int, std::string> received_{};  // of the server's thread, as luck_ is
  std::thread thread_;
};

}  // namespace vplatform::testing
