#include "web/serve.hpp"

#include <sys/socket.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "web/bodies.hpp"

namespace web {
namespace {

constexpr int backlog = 128;  // httplib queues five connections; the sixth of a burst would wait a second

/// The port, or 0.
int bind(httplib::Server& server, const Address& address) {
  socket_t listening = INVALID_SOCKET;
  // In place of httplib's own, which let several servers share a port.
  server.set_socket_options([&listening](socket_t socket) {
    const int on = 1;
    (void)::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    listening = socket;
  });
  int port = address.port;
  if (port == 0) {
    port = server.bind_to_any_port(address.host);
  } else if (!server.bind_to_port(address.host, port)) {
    port = 0;
  }
  if (port <= 0) return 0;
  (void)::listen(listening, backlog);
  return port;
}

}  // namespace

int serve(httplib::Server& server, const Address& address, const Signals& signals, const ServeHooks& hooks) {
  using namespace std::chrono_literals;
  refuse_other_bodies(server);
  server.set_tcp_nodelay(true);
  server.set_keep_alive_timeout(1);  // the end has to wait for idle connections so long
  const int port = bind(server, address);
  if (port == 0) {
    std::cerr << "port " << address.port << " of " << address.host << " cannot be listened on\n";
    return 1;
  }
  std::thread listener([&server] { (void)server.listen_after_bind(); });
  // `stop` has no effect on a server that is not running yet.
  while (!server.is_running()) std::this_thread::sleep_for(1ms);
  std::cout << "listening on http://" << address.host << ':' << port << std::endl;
  if (hooks.ready) hooks.ready(port);
  // Where there is nothing to reload, a terminal that is closed ends the server.
  while (signals.wait() == SIGHUP && hooks.reload) hooks.reload();
  server.stop();
  listener.join();
  return 0;
}

}  // namespace web
