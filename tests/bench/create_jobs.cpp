// A create on LiveKit over loopback, against bare libcurl posting the same request to the same kind of server
// on a handle that is used again.

#include <httplib.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "floors.hpp"
#include "jobs.hpp"
#include "setup.hpp"
#include "vplatform/curl_transport.hpp"
#include "vplatform/spi/naming.hpp"

namespace {

using namespace vplatform;
using bench::Loop;

/// Answers every POST with the same room.
class Server {
 public:
  Server() {
    server_.set_tcp_nodelay(true);
    server_.set_keep_alive_max_count(1'000'000'000);
    server_.new_task_queue = [] { return new httplib::ThreadPool(4); };
    server_.Post(".*", [](const httplib::Request&, httplib::Response& answer) {
      answer.set_content(
          R"({"sid":"RM_1","name":")" + spi::room_name("bench") +
              R"(","empty_timeout":3600,"departure_timeout":20,"max_participants":0,"creation_time":"1767225600","creation_time_ms":"1767225600000","turn_password":"","enabled_codecs":[],"metadata":"","num_participants":0,"num_publishers":0,"active_recording":false,"version":null})",
          "application/json");
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  ~Server() {
    server_.stop();
    thread_.join();
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

PlatformFactory factory_for(const Server& server, std::shared_ptr<HttpTransport> transport) {
  return bench::open_factory(R"({"version": 1, "default": "livekit", "platforms": {"livekit": {"url": ")" +
                                 server.url() +
                                 R"(", "api_key_env": "SETUP_KEY", "api_secret_env": "SETUP_KEY"}}})",
                             std::move(transport));
}

MeetingSpec wanted() {
  MeetingSpec spec;
  spec.key = "bench";
  return spec;
}

/// Keeps the last request on its way.
class Recorder final : public HttpTransport {
 public:
  Result<HttpResponse> send(const HttpRequest& request, const AttemptOptions& attempt) override {
    last = request;
    return network_->send(request, attempt);
  }

  HttpRequest last{};

 private:
  std::shared_ptr<HttpTransport> network_ = make_curl_transport();
};

Loop create() {
  auto server = std::make_shared<Server>();
  auto factory = std::make_shared<PlatformFactory>(factory_for(*server, make_curl_transport()));
  return bench::each([server, factory, client = factory->client("livekit"), spec = wanted()] {
    auto meeting = client->create_meeting(spec);
    if (!meeting) bench::give_up("create: " + meeting.error().message);
    return meeting;
  });
}

Loop create_floor() {
  auto server = std::make_shared<Server>();
  const auto recorder = std::make_shared<Recorder>();
  if (!factory_for(*server, recorder).client("livekit")->create_meeting(wanted())) {
    bench::give_up("create_blocking/floor: nothing was sent");
  }
  std::vector<std::string> headers;
  for (const auto& header : recorder->last.headers) headers.push_back(header.name + ": " + header.value);
  return bench::each(
      [server, curl = floors::BareCurl(recorder->last.url, headers, recorder->last.body)]() mutable {
        const long status = curl.post();
        if (status != 200) bench::give_up("create_blocking/floor: no answer");
        return status;
      });
}

const bench::Add jobs[] = {
    bench::Add({.name = "create_blocking", .prepare = create, .clock = bench::Clock::wall}),
    bench::Add({.name = "create_blocking/floor", .prepare = create_floor, .clock = bench::Clock::wall}),
};

}  // namespace
