#include "jobs/setup.hpp"

#include <cstdio>
#include <cstdlib>

#include "vplatform/builtin_platforms.hpp"

namespace bench {

using namespace vplatform;

namespace {

class Nobody final : public HttpTransport {
 public:
  Result<HttpResponse> send(const HttpRequest&, const AttemptOptions&) override {
    return fail(ErrorCode::unavailable, "nobody is there");
  }
};

}  // namespace

void give_up(const std::string& why) {
  std::fprintf(stderr, "bench: %s\n", why.c_str());
  std::exit(1);
}

Config read_config(const std::string& json) {
  const auto environment =
      Environment::of({{"SETUP_KEY", key}, {"SETUP_B64", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}});
  auto config = Config::from_text(json, environment);
  if (!config) give_up(config.error().message);
  return *std::move(config);
}

PlatformFactory open_factory(const Config& config, std::shared_ptr<HttpTransport> transport) {
  Registry registry;
  add_builtin_platforms(registry);
  auto factory = PlatformFactory::open(std::move(registry), config,
                                       transport ? std::move(transport) : std::make_shared<Nobody>());
  if (!factory) give_up(factory.error().message);
  return *std::move(factory);
}

PlatformFactory open_factory(const std::string& json, std::shared_ptr<HttpTransport> transport) {
  return open_factory(read_config(json), std::move(transport));
}

std::string three_platforms() {
  return R"("daily": {"api_key_env": "SETUP_KEY", "domain": "acme", "domain_id": "30000000-aaaa-4bbb-8ccc-000000000001",
                      "webhook_secret_env": "SETUP_B64"},
            "whereby": {"api_key_env": "SETUP_KEY", "webhook_secret_env": "SETUP_KEY"},
            "livekit": {"url": "https://lk.example", "api_key_env": "SETUP_KEY", "api_secret_env": "SETUP_KEY"})";
}

}  // namespace bench
