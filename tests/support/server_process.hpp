#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/child_process.hpp"

// Servers that have to be told their ports: a provider's, a database, a validator.

namespace vplatform::testing {

/// Ports on loopback that nobody uses, all different, since all are held until this object ends.
class FreePorts {
 public:
  FreePorts() = default;
  ~FreePorts() {
    for (const int socket : sockets_) ::close(socket);
  }
  FreePorts(const FreePorts&) = delete;
  FreePorts& operator=(const FreePorts&) = delete;

  /// `type` is SOCK_STREAM or SOCK_DGRAM.
  int next(int type = SOCK_STREAM) {
    const int socket = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
    if (socket < 0) throw std::runtime_error("no socket");
    sockets_.push_back(socket);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket, generic, size) != 0 || ::getsockname(socket, generic, &size) != 0) {
      throw std::runtime_error("no free port on loopback");
    }
    return ntohs(address.sin_port);
  }

 private:
  std::vector<int> sockets_;
};

[[nodiscard]] inline std::string text_of(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// Starts `command`, which takes its ports from the argument, and returns when it `serves`. Between our look
/// and the server's own, a connection of somebody else may be given one of the ports: a server that ends over
/// that is started again, with a command made anew. Throws, with what the server said, where it ends for
/// another reason or does not serve within a minute.
[[nodiscard]] inline std::unique_ptr<ChildProcess> start_server(
    const std::function<std::vector<std::string>(FreePorts&)>& command, const std::string& log,
    const std::function<bool()>& serves, int end_signal = SIGTERM) {
  const auto start = [&] {
    std::vector<std::string> words;
    {
      FreePorts ports;
      words = command(ports);
    }
    return std::make_unique<ChildProcess>(words, log, end_signal);
  };
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  for (auto server = start();;) {
    const bool is_running = server->is_running();
    if (is_running && serves()) return server;
    const std::string said = text_of(log);
    const bool is_out_of_luck = !is_running && said.find("ddress already in use") != std::string::npos;
    if ((!is_running && !is_out_of_luck) || std::chrono::steady_clock::now() > patience)
      throw std::runtime_error("the server of " + log + " does not serve:\n" + said);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (is_out_of_luck) server = start();
  }
}

}  // namespace vplatform::testing
