#pragma once

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

// Programs that a test needs beside it: a provider's server, a validator.

namespace vplatform::testing {

/// A process that ends with this object, and also where this program is killed.
class ChildProcess {
 public:
  /// `command[0]` is looked for in PATH; what it says goes to the file `log`. It is asked to end with the
  /// signal.
  ChildProcess(const std::vector<std::string>& command, const std::string& log, int end_signal = SIGTERM)
      : end_signal_(end_signal) {
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) throw std::runtime_error("cannot write " + log);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::dup2(file, STDOUT_FILENO);
      ::dup2(file, STDERR_FILENO);
      ::close_range(STDERR_FILENO + 1, ~0U,
                    0);  // thousands in the bench, which PostgreSQL would count as its own
      ::execvp(arguments[0], arguments.data());
      ::_exit(127);
    }
    ::close(file);
    if (pid_ < 0) throw std::runtime_error("cannot start " + command.front());
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() {
    if (!is_running()) return;
    ::kill(pid_, end_signal_);
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (is_running() && std::chrono::steady_clock::now() < patience) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (!is_running()) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  [[nodiscard]] bool is_running() const {
    if (pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = -1;
    return pid_ > 0;
  }

 private:
  int end_signal_;
  mutable pid_t pid_ = -1;
};

}  // namespace vplatform::testing
