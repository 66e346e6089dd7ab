#pragma once

#include <csignal>

namespace web {

/// SIGINT, SIGTERM and SIGHUP, taken one by one where a program waits for them, and by no thread that is
/// started later: so make it before any thread.
class Signals {
 public:
  Signals();

  /// The next one.
  [[nodiscard]] int wait() const;

 private:
  sigset_t signals_{};
};

}  // namespace web
