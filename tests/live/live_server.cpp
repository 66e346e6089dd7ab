#include "live_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "live.hpp"

namespace vplatform::live {

namespace {

// Ports that nobody uses, all different since all are held until the last one is known.
class FreePorts {
 public:
  FreePorts() = default;
  ~FreePorts() {
    for (const int socket : sockets_) ::close(socket);
  }
  FreePorts(const FreePorts&) = delete;
  FreePorts& operator=(const FreePorts&) = delete;

  int next(int type) {
    const int socket = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
    if (socket < 0) throw std::runtime_error("no socket");
    sockets_.push_back(socket);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket, generic, size) != 0 || ::getsockname(socket, generic, &size) != 0)
      throw std::runtime_error("no free port on loopback");
    return ntohs(address.sin_port);
  }

 private:
  std::vector<int> sockets_;
};

std::string configuration(const ServerOptions& options, int port, int tcp_port, int udp_port) {
  std::string text = "port: " + std::to_string(port) + "\nbind_addresses: [\"127.0.0.1\"]\n";
  text += std::string("keys:\n  ") + api_key + ": " + api_secret + "\n";
  text += "logging: { level: info, json: true }\n";
  text += "rtc:\n  tcp_port: " + std::to_string(tcp_port) + "\n  udp_port: " + std::to_string(udp_port) +
          "\n  node_ip: 127.0.0.1\n  use_external_ip: false\n  enable_loopback_candidate: true\n";
  text += std::string("room: { auto_create: ") + (options.auto_create ? "true" : "false") +
          ", empty_timeout: 30, departure_timeout: 2, enable_remote_unmute: false }\n";
  text += std::string("webhook:\n  api_key: ") + api_key + "\n  urls: [\"" + options.webhook_url + "\"]\n";
  if (!options.redis.empty()) text += "redis: { address: \"" + options.redis + "\" }\n";
  return text;
}

[[noreturn]] void become(const std::string& binary, const std::string& config, int log) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // also where this program is killed, the server must not stay behind
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execl(binary.c_str(), binary.c_str(), "--config", config.c_str(), static_cast<char*>(nullptr));
  ::_exit(127);
}

}  // namespace

int free_port() {
  FreePorts ports;
  return ports.next(SOCK_STREAM);
}

Child::Child(std::vector<std::string> words, const std::string& log) {
  const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("cannot start a process");
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    ::execvp(arguments.front(), arguments.data());
    ::_exit(127);
  }
  ::close(file);
}

Child::~Child() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

Server::Server(const ServerOptions& options) : log_(options.folder + "/" + options.name + ".log") {
  const std::string config = options.folder + "/" + options.name + ".yaml";
  {
    FreePorts ports;
    const int port = ports.next(SOCK_STREAM);
    const int tcp_port = ports.next(SOCK_STREAM);
    std::ofstream(config) << configuration(options, port, tcp_port, ports.next(SOCK_DGRAM));
    url_ = "http://127.0.0.1:" + std::to_string(port);
  }
  const int log = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("cannot start a process");
  if (pid_ == 0) become(options.binary, config, log);
  ::close(log);
}

bool Server::is_running() const {
  if (pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = -1;
  return pid_ > 0;
}

Server::~Server() {
  if (!is_running()) return;
  ::kill(pid_, SIGTERM);
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (is_running() && std::chrono::steady_clock::now() < patience) std::this_thread::sleep_for(20ms);
  if (!is_running()) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace vplatform::live
