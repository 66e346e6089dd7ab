#include "jobs/create_setup.hpp"

#include "jobs/setup.hpp"
#include "vplatform/curl_transport.hpp"

namespace bench {

namespace {

using namespace vplatform;

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

}  // namespace

PlatformFactory livekit_at(const std::string& url, std::shared_ptr<HttpTransport> transport) {
  return open_factory(R"({"version": 1, "default": "livekit", "platforms": {"livekit": {"url": ")" + url +
                          R"(", "api_key_env": "SETUP_KEY", "api_secret_env": "SETUP_KEY"}}})",
                      std::move(transport));
}

MeetingSpec wanted() {
  MeetingSpec spec;
  spec.key = "bench";
  return spec;
}

PlainRequest create_request(const std::string& url) {
  const auto recorder = std::make_shared<Recorder>();
  if (!livekit_at(url, recorder).client("livekit")->create_meeting(wanted()))
    give_up("nothing was sent for a create");
  PlainRequest plain{.url = recorder->last.url, .body = recorder->last.body};
  for (const auto& header : recorder->last.headers)
    plain.headers.push_back(header.name + ": " + header.value);
  plain.headers.emplace_back("User-Agent: vplatform/0.1.0");  // as the transport adds it
  return plain;
}

}  // namespace bench
