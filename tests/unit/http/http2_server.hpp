#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <set>

#include "support/loopback_server.hpp"
#include "unit/http/identity.hpp"

namespace vplatform::testing {

/// As much of an HTTP/2 server as shows how requests share connections: it reads frames, looks into no
/// header, and answers 200. Whoever has a body has posted. Its threads end with it.
class Http2Server {
 public:
  /// What a connection does when a request is complete on it.
  enum class Reaction { answer, hold, hang_up, refuse };
  /// Asked with the number of requests that the connection has had, and of those that it holds.
  using Plan = std::function<Reaction(int connection, int requests, int held)>;

  explicit Http2Server(Plan plan) : plan_(std::move(plan)) {
    SSL_CTX_set_alpn_select_cb(identity_.context.get(), choose_h2, nullptr);
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
  Http2Server(const Http2Server&) = delete;
  Http2Server& operator=(const Http2Server&) = delete;
  ~Http2Server() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    for (auto& thread : threads_) thread.join();
    for (const int socket : sockets_) ::close(socket);
    ::close(listener_);
  }

  [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + std::to_string(port_) + "/"; }
  [[nodiscard]] const std::string& ca_file() const { return identity_.file; }
  [[nodiscard]] int connections() const noexcept { return connections_; }
  [[nodiscard]] int requests() const noexcept { return requests_; }
  [[nodiscard]] int posts() const noexcept { return posts_; }

 private:
  struct Frame {
    std::uint8_t type = 0;
    std::uint8_t flags = 0;
    std::array<char, 4> stream{};
    std::string payload{};
  };

  static int choose_h2(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in,
                       unsigned in_size, void*) {
    static constexpr unsigned char h2[] = {2, 'h', '2'};
    unsigned char* chosen = nullptr;
    const bool found = SSL_select_next_proto(&chosen, size, h2, 3, in, in_size) == OPENSSL_NPN_NEGOTIATED;
    *out = chosen;
    return found ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
  }

  void accept_all() {
    for (;;) {
      const int socket = ::accept(listener_, nullptr, nullptr);
      if (socket < 0) return;
      sockets_.push_back(socket);
      threads_.emplace_back([this, socket, number = ++connections_] { serve(socket, number); });
    }
  }

  void serve(int socket, int number) {
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(identity_.context.get()), SSL_free);
    SSL_set_fd(tls.get(), socket);
    std::string preface(24, '\0');
    if (SSL_accept(tls.get()) == 1 && read(tls.get(), preface)) {
      write(tls.get(), {.type = 4});
      talk(tls.get(), number);
    }
    ::shutdown(socket, SHUT_RDWR);
  }

  void talk(SSL* tls, int number) {
    std::vector<std::array<char, 4>> held;
    std::set<std::array<char, 4>> posted;
    int count = 0;
    for (;;) {
      Frame frame;
      if (!read(tls, frame) || frame.type == 7) return;
      const bool ack = (frame.flags & 1U) != 0;
      if (frame.type == 4 && !ack) write(tls, {.type = 4, .flags = 1});
      if (frame.type == 6 && !ack) write(tls, {.type = 6, .flags = 1, .payload = frame.payload});
      if (frame.type == 0 && posted.insert(frame.stream).second) ++posts_;
      if (frame.type > 1 || !ack)
        continue;  // of headers and data, the flag says that the request is complete
      ++requests_;
      held.push_back(frame.stream);
      const auto reaction = plan_(number, ++count, static_cast<int>(held.size()));
      if (reaction == Reaction::hang_up) return;
      if (reaction == Reaction::hold) continue;
      if (reaction == Reaction::refuse) {
        write(tls, {.type = 3, .stream = held.back(), .payload = std::string("\0\0\0\7", 4)});
        held.pop_back();
        continue;
      }
      for (const auto& stream : held) {
        write(tls, {.type = 1, .flags = 4, .stream = stream, .payload = "\x88"});
        write(tls, {.type = 0, .flags = 1, .stream = stream, .payload = "ok"});
      }
      held.clear();
    }
  }

  static bool read(SSL* tls, std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
      const int got = SSL_read(tls, bytes.data() + at, static_cast<int>(bytes.size() - at));
      if (got <= 0) return false;
      at += static_cast<std::size_t>(got);
    }
    return true;
  }
  static bool read(SSL* tls, Frame& frame) {
    std::string head(9, '\0');
    if (!read(tls, head)) return false;
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(head[i]); };
    frame.type = byte(3);
    frame.flags = byte(4);
    std::copy(head.begin() + 5, head.end(), frame.stream.begin());
    frame.payload.resize((std::size_t{byte(0)} << 16U) | (std::size_t{byte(1)} << 8U) | byte(2));
    return frame.payload.empty() || read(tls, frame.payload);
  }
  static void write(SSL* tls, const Frame& frame) {
    std::string bytes(5, '\0');
    bytes[2] = static_cast<char>(frame.payload.size());
    bytes[3] = static_cast<char>(frame.type);
    bytes[4] = static_cast<char>(frame.flags);
    bytes.append(frame.stream.begin(), frame.stream.end()).append(frame.payload);
    SSL_write(tls, bytes.data(), static_cast<int>(bytes.size()));
  }

  const Plan plan_;
  Identity identity_{"IP:127.0.0.1"};
  const int listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::atomic<int> requests_{0};
  std::atomic<int> posts_{0};
  std::vector<int> sockets_;  // of the acceptor's thread until it ends, and so on
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace vplatform::testing
