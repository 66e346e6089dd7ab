#pragma once

#include <httplib.h>

#include <functional>
#include <string>

#include "web/signals.hpp"

namespace web {

/// Where a server listens.
struct Address {
  std::string host = "127.0.0.1";
  int port = 0;  ///< 0: the kernel's choice.
};

/// How it is told what happens to it.
struct ServeHooks {
  std::function<void(int port)> ready{};  ///< It listens there.
  std::function<void()> reload{};         ///< SIGHUP; without it, that ends the server as SIGTERM does.
};

/// Serves until SIGINT or SIGTERM, then lets running requests finish. All handlers are there by now: what
/// they do not take is refused. Says `listening on http://…` on standard output. Returns what `main` returns:
/// 1 where the port is taken.
[[nodiscard]] int serve(httplib::Server& server, const Address& address, const Signals& signals,
                        const ServeHooks& hooks = {});

}  // namespace web
