#include "live_server.hpp"

#include <fstream>

#include "live.hpp"
#include "support/server_process.hpp"

namespace vplatform::live {

namespace {

std::string configuration(const ServerOptions& options, int port, int udp_port) {
  std::string text = "port: " + std::to_string(port) + "\nbind_addresses: [\"127.0.0.1\"]\n";
  text += std::string("keys:\n  ") + api_key + ": " + api_secret + "\n";
  text += std::string("  ") + second_key + ": " + second_secret + "\n";
  text += "logging: { level: info, json: true }\n";
  // For media it would listen on every address: by UDP it does on loopback alone, and by TCP not at all.
  text += "rtc:\n  tcp_port: 0\n  udp_port: " + std::to_string(udp_port) +
          "\n  interfaces: { includes: [lo] }\n  node_ip: 127.0.0.1\n  use_external_ip: false\n  "
          "enable_loopback_candidate: true\n";
  text += std::string("room: { auto_create: ") + (options.auto_create ? "true" : "false") +
          ", empty_timeout: 30, departure_timeout: 2, enable_remote_unmute: false }\n";
  text += std::string("webhook:\n  api_key: ") + api_key + "\n  urls: [\"" + options.webhook_url + "\"]\n";
  if (!options.redis.empty()) text += "redis: { address: \"" + options.redis + "\" }\n";
  return text;
}

}  // namespace

Server::Server(const ServerOptions& options) {
  const std::string config = options.folder + "/" + options.name + ".yaml";
  const std::string log = options.folder + "/" + options.name + ".log";
  process_ = testing::start_server(
      [&](testing::FreePorts& ports) {
        const int port = ports.next();
        url_ = "http://127.0.0.1:" + std::to_string(port);
        std::ofstream(config) << configuration(options, port, ports.next(SOCK_DGRAM));
        return std::vector{options.binary, std::string("--config"), config};
      },
      log,
      // It says so when it has all its ports.
      [&] { return testing::text_of(log).find("starting LiveKit server") != std::string::npos; });
}

}  // namespace vplatform::live
