#include "live_people.hpp"

#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace vplatform::live {

namespace {

std::string fresh(const std::string& path) {
  std::remove(path.c_str());
  return path;
}

}  // namespace

People::People(const Stage& stage)
    : stage_(stage),
      port_file_(fresh(stage.sdk_folder + "/people.port")),
      node_({"node", stage.sdk_folder + "/people.mjs", port_file_}, stage.sdk_folder + "/people.log") {
  std::string port;
  const bool has_said = soon([&] {
    std::ifstream(port_file_) >> port;
    return !port.empty();
  });
  if (!has_said) throw std::runtime_error("people.mjs does not listen");
  url_ = "http://127.0.0.1:" + port + "/";
}

spi::Json People::join(const std::string& name, const std::string& token) {
  return tell("join", {.name = name, .token = token});
}

spi::Json People::tell(std::string_view command, const Order& order) {
  spi::JsonWriter out;
  out.begin_object().member("name", order.name).member("token", order.token);
  out.member("source", order.source);
  out.member("url", "ws" + stage_.server.url().substr(4)).end_object();
  const HttpRequest request{.method = "POST", .url = url_ + std::string(command), .body = out.text()};
  return parsed(stage_.transport->send(request, {.timeout = 40s}).value_or(HttpResponse{}).body);
}

}  // namespace vplatform::live
