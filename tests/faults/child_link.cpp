#include "faults/child_link.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>

namespace faults {
namespace {

constexpr time_t patience_seconds = 60;

/// The child's side, from fork to exec.
[[noreturn]] void become(const std::vector<char*>& arguments, int socket) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(socket, STDIN_FILENO);
  ::dup2(socket, STDOUT_FILENO);
  ::execv(arguments.front(), arguments.data());
  ::_exit(127);
}

}  // namespace

ChildLink::ChildLink(const std::vector<std::string>& command) {
  std::array<int, 2> sockets{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
    throw std::runtime_error("no sockets for a child process");
  }
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ == 0) become(arguments, sockets[1]);
  ::close(sockets[1]);
  socket_ = sockets[0];
  if (pid_ < 0) throw std::runtime_error("cannot start " + command.front());
  const timeval patience{.tv_sec = patience_seconds, .tv_usec = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

ChildLink::~ChildLink() {
  ::close(socket_);  // which ends its input
  if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
}

std::optional<std::string> ChildLink::ask(const std::string& line) {
  send(line);
  return receive();
}

void ChildLink::send(const std::string& line) {
  const std::string text = line + '\n';
  // One that is dead is found out by the answer that does not come.
  (void)!::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
}

std::optional<std::string> ChildLink::receive() {
  for (;;) {
    if (const auto end = unread_.find('\n'); end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    std::array<char, 4096> buffer{};
    const auto count = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      ::kill(pid_, SIGKILL);
      throw std::runtime_error("a child process has said nothing for a minute");
    }
    if (count <= 0) {
      throw_unless_killed();
      return std::nullopt;
    }
    unread_.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

void ChildLink::throw_unless_killed() {
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_) throw std::runtime_error("a child process is not ours");
  pid_ = -1;
  if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) {
    throw std::runtime_error("a child process has ended by itself");
  }
}

}  // namespace faults
