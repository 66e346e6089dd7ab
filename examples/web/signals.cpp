#include "web/signals.hpp"

#include <pthread.h>

namespace web {

Signals::Signals() {
  ::sigemptyset(&signals_);
  ::sigaddset(&signals_, SIGINT);
  ::sigaddset(&signals_, SIGTERM);
  ::sigaddset(&signals_, SIGHUP);
  ::pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

int Signals::wait() const {
  int came = 0;
  while (::sigwait(&signals_, &came) != 0) {
  }
  return came;
}

}  // namespace web
