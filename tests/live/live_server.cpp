#include "live_server.hpp"

#include <fstream>

#include "live.hpp"

namespace vplatform::live {

namespace {

std::string configuration(const ServerOptions& options, int port, int tcp_port, int udp_port) {
  std::string text = "port: " + std::to_string(port) + "\nbind_addresses: [\"127.0.0.1\"]\n";
  text += std::string("keys:\n  ") + api_key + ": " + api_secret + "\n";
  text += std::string("  ") + second_key + ": " + second_secret + "\n";
  text += "logging: { level: info, json: true }\n";
  text += "rtc:\n  tcp_port: " + std::to_string(tcp_port) + "\n  udp_port: " + std::to_string(udp_port) +
          "\n  node_ip: 127.0.0.1\n  use_external_ip: false\n  enable_loopback_candidate: true\n";
  text += std::string("room: { auto_create: ") + (options.auto_create ? "true" : "false") +
          ", empty_timeout: 30, departure_timeout: 2, enable_remote_unmute: false }\n";
  text += std::string("webhook:\n  api_key: ") + api_key + "\n  urls: [\"" + options.webhook_url + "\"]\n";
  if (!options.redis.empty()) text += "redis: { address: \"" + options.redis + "\" }\n";
  return text;
}

}  // namespace

Server::Server(const ServerOptions& options) : log_(options.folder + "/" + options.name + ".log") {
  const std::string config = options.folder + "/" + options.name + ".yaml";
  {
    testing::FreePorts ports;
    const int port = ports.next();
    const int tcp_port = ports.next();
    std::ofstream(config) << configuration(options, port, tcp_port, ports.next(SOCK_DGRAM));
    url_ = "http://127.0.0.1:" + std::to_string(port);
  }
  process_ = std::make_unique<testing::ChildProcess>(
      std::vector{options.binary, std::string("--config"), config}, log_);
}

}  // namespace vplatform::live
