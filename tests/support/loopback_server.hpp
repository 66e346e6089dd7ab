#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

// A server on a raw socket, for what no double in the process can show: what really goes over the wire, and
// when.

namespace vplatform::testing {

/// One accepted connection. Confined to the server's thread for it.
class LoopbackConnection {
 public:
  LoopbackConnection(int socket, SSL* tls) : socket_(socket), tls_(tls, SSL_free) {}

  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto size = static_cast<int>(bytes.size());
      const auto sent = tls_ ? SSL_write(tls_.get(), bytes.data(), size)
                             : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// An answer with its length.
  bool answer(int status, std::string_view body, std::string_view headers = {}) const {
    return send("HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n" + std::string(headers) + "\r\n" + std::string(body));
  }

  /// Says nothing until the other side, or the server, ends the connection.
  void hang() const {
    while (!receive().empty()) {
    }
  }

  /// Sends one byte every few milliseconds until the other side ends the connection.
  void drip() const {
    do {
      pause(std::chrono::milliseconds{10});
    } while (send("x"));
  }

  /// Says nothing for a while, or until the other side says something or ends the connection.
  void pause(std::chrono::milliseconds length) const {
    pollfd peer{.fd = socket_, .events = POLLIN, .revents = 0};
    ::poll(&peer, 1, static_cast<int>(length.count()));
  }

  /// No further request is read from this connection.
  void close_after() noexcept { open_ = false; }
  [[nodiscard]] bool is_open() const noexcept { return open_; }

  /// A whole request; empty where the connection ended first.
  [[nodiscard]] std::string read_request() const {
    std::string request;
    for (;;) {
      const auto end = request.find("\r\n\r\n");
      if (end != std::string::npos && request.size() >= end + 4 + body_size(request.substr(0, end)))
        return request;
      const auto more = receive();
      if (more.empty()) return {};
      request += more;
    }
  }

 private:
  [[nodiscard]] std::string receive() const {
    std::array<char, 4096> buffer{};
    const auto size = tls_ ? SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()))
                           : ::recv(socket_, buffer.data(), buffer.size(), 0);
    return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string();
  }

  [[nodiscard]] static std::size_t body_size(const std::string& head) {
    constexpr std::string_view name = "Content-Length: ";
    const auto at = head.find(name);
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + name.size()));
  }

  int socket_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
  bool open_ = true;
};

/// Listens on a port of the kernel's choice and plays a behaviour for every request: the first for the first
/// request, and so on; the last one stays. Its threads end with it.
class LoopbackServer {
 public:
  using Behaviour = std::function<void(LoopbackConnection&)>;

  explicit LoopbackServer(std::vector<Behaviour> script, SSL_CTX* tls = nullptr)
      : script_(std::move(script)), tls_(tls) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, any, size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, any, &size) != 0) {
      throw std::runtime_error("no loopback socket");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;
  ~LoopbackServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
    for (const int socket : sockets_) ::close(socket);
    ::close(listener_);
  }

  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] std::string url(std::string_view path = "/") const {
    return (tls_ == nullptr ? "http://127.0.0.1:" : "https://127.0.0.1:") + std::to_string(port_) +
           std::string(path);
  }
  [[nodiscard]] std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  [[nodiscard]] std::size_t connections() const {
    const std::lock_guard lock(mutex_);
    return sockets_.size();
  }
  /// TLS handshakes that took up an earlier session.
  [[nodiscard]] int resumed() const noexcept { return resumed_; }

 private:
  void accept_all() {
    for (;;) {
      const int socket = ::accept(listener_, nullptr, nullptr);
      if (socket < 0) return;
      const std::lock_guard lock(mutex_);
      sockets_.push_back(socket);
      threads_.emplace_back([this, socket] { serve(socket); });
    }
  }

  void serve(int socket) {
    // OpenSSL writes without asking whether anybody is left; in this thread alone, so that a test still sees
    // the client's.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    SSL* tls = nullptr;
    if (tls_ != nullptr) {
      tls = SSL_new(tls_);
      SSL_set_fd(tls, socket);
    }
    LoopbackConnection connection(socket, tls);
    if (tls == nullptr || SSL_accept(tls) == 1) {
      if (tls != nullptr && SSL_session_reused(tls) == 1) ++resumed_;
      answer_all(connection);
    }
    ::shutdown(socket, SHUT_RDWR);
  }

  void answer_all(LoopbackConnection& connection) {
    while (connection.is_open()) {
      auto request = connection.read_request();
      if (request.empty()) return;
      next_behaviour(std::move(request))(connection);
    }
  }

  [[nodiscard]] Behaviour next_behaviour(std::string request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
    return script_[std::min(requests_.size(), script_.size()) - 1];
  }

  const std::vector<Behaviour> script_;
  SSL_CTX* const tls_;
  const int listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  int port_ = 0;
  std::atomic<int> resumed_{0};
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;  // guarded by mutex_, and so on
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace vplatform::testing
