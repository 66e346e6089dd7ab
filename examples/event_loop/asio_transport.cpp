#include "asio_transport.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace host {

namespace asio = boost::asio;
using vplatform::HostedCurlTransport;

namespace {

using Descriptor = asio::posix::stream_descriptor;

/// What a transport asks of its host's loop, as waits of Asio.
class AsioLoop : public std::enable_shared_from_this<AsioLoop> {
 public:
  explicit AsioLoop(asio::io_context& context) : context_(context), timer_(context) {}

  void drive(const std::shared_ptr<HostedCurlTransport>& transport) { transport_ = transport; }
  void watch(int socket, bool readable, bool writable);
  void set_timer(std::optional<std::chrono::milliseconds> delay);

 private:
  /// One direction of a socket. Asio's waits are for once, the transport's are until further notice.
  struct Side {
    bool wanted = false;
    bool waiting = false;
  };
  struct Socket {
    Socket(asio::io_context& context, int socket) : descriptor(context, socket) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() { forget(); }
    /// The socket is libcurl's to close.
    void forget() {
      if (descriptor.is_open()) descriptor.release();
    }

    Descriptor descriptor;
    Side reading{};
    Side writing{};
  };

  void wait(const std::shared_ptr<Socket>& socket, Descriptor::wait_type what);
  void ready(const std::shared_ptr<Socket>& socket, Descriptor::wait_type what);

  asio::io_context& context_;
  asio::steady_timer timer_;
  std::uint64_t timer_set_ = 0;  // how often
  std::map<int, std::shared_ptr<Socket>> sockets_;
  std::weak_ptr<HostedCurlTransport> transport_;
};

void AsioLoop::watch(int number, bool readable, bool writable) {
  const auto at = sockets_.find(number);
  if (!readable && !writable) {
    if (at == sockets_.end()) return;
    // At once, and not when the last handler lets go of it: the next socket may have the same number.
    at->second->forget();
    sockets_.erase(at);
    return;
  }
  auto socket = at == sockets_.end() ? nullptr : at->second;
  if (!socket) socket = sockets_[number] = std::make_shared<Socket>(context_, number);
  socket->reading.wanted = readable;
  socket->writing.wanted = writable;
  wait(socket, Descriptor::wait_read);
  wait(socket, Descriptor::wait_write);
}

void AsioLoop::wait(const std::shared_ptr<Socket>& socket, Descriptor::wait_type what) {
  Side& side = what == Descriptor::wait_read ? socket->reading : socket->writing;
  if (!side.wanted || std::exchange(side.waiting, true)) return;
  const auto handler = [weak_loop = weak_from_this(), weak_socket = std::weak_ptr(socket),
                        what](const boost::system::error_code& error) {
    const auto loop = weak_loop.lock();
    const auto watched = weak_socket.lock();
    if (loop && watched && error != asio::error::operation_aborted) loop->ready(watched, what);
  };
  socket->descriptor.async_wait(what, handler);
}

void AsioLoop::ready(const std::shared_ptr<Socket>& socket, Descriptor::wait_type what) {
  const bool is_read = what == Descriptor::wait_read;
  Side& side = is_read ? socket->reading : socket->writing;
  side.waiting = false;
  const auto transport = transport_.lock();
  if (!transport || !side.wanted || !socket->descriptor.is_open()) return;
  transport->socket_ready(socket->descriptor.native_handle(), is_read, !is_read);
  if (socket->descriptor.is_open()) wait(socket, what);
}

void AsioLoop::set_timer(std::optional<std::chrono::milliseconds> delay) {
  const auto set = ++timer_set_;
  timer_.cancel();
  if (!delay) return;
  timer_.expires_after(*delay);
  // A handler that is on its way already cannot be cancelled any more.
  timer_.async_wait([weak_loop = weak_from_this(), set](const boost::system::error_code& error) {
    const auto loop = weak_loop.lock();
    if (error || !loop || set != loop->timer_set_) return;
    if (const auto transport = loop->transport_.lock()) transport->timer_fired();
  });
}

}  // namespace

vplatform::Result<std::shared_ptr<HostedCurlTransport>> make_asio_transport(asio::io_context& context) {
  const auto loop = std::make_shared<AsioLoop>(context);
  auto transport = vplatform::make_hosted_curl_transport(
      {.watch = [loop](int socket, bool readable, bool writable) { loop->watch(socket, readable, writable); },
       .set_timer = [loop](std::optional<std::chrono::milliseconds> delay) { loop->set_timer(delay); }});
  if (transport) loop->drive(*transport);
  return transport;
}

}  // namespace host
