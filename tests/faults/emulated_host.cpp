#include "faults/emulated_host.hpp"

#include <utility>

#include "vplatform/platforms/daily.hpp"
#include "vplatform/platforms/daily_emulator.hpp"
#include "vplatform/platforms/livekit.hpp"
#include "vplatform/platforms/livekit_emulator.hpp"
#include "vplatform/spi/json.hpp"

namespace faults {
namespace {

using namespace vplatform;

void write_daily(spi::JsonWriter& json, const std::string& url) {
  const platforms::daily::EmulatorOptions account;
  json.key("daily").begin_object();
  json.member("base_url", url + "/v1").member("domain", account.domain);
  json.member("domain_id", account.domain_id).member("recording", "cloud");
  json.member("api_key_env", "DAILY").member("webhook_secret_env", "DAILY_HMAC");
  json.key("traffic").begin_object().key("rates").begin_object();
  for (const char* name : {"general", "slow", "start"}) {
    json.key(name).begin_object().member("amount", 0).end_object();
  }
  json.end_object().end_object().end_object();
}

void write_livekit(spi::JsonWriter& json, const std::string& url) {
  json.key("livekit").begin_object().member("url", url);
  json.member("api_key_env", "LIVEKIT").member("api_secret_env", "LIVEKIT_SECRET").end_object();
}

std::string config_for(const Addresses& addresses) {
  spi::JsonWriter json;
  json.begin_object().member("default", "daily");
  json.key("rules").raw(R"([{"id": "on", "to": "livekit", "when": {"on": ["livekit"]}}])");
  json.key("platforms").begin_object();
  write_daily(json, addresses.daily);
  write_livekit(json, addresses.livekit);
  json.end_object().end_object();
  return std::move(json).text();
}

Environment secrets() {
  const platforms::daily::EmulatorOptions daily;
  const platforms::livekit::EmulatorOptions livekit;
  return Environment::of({{"DAILY", daily.api_key},
                          {"DAILY_HMAC", daily.webhook_hmac},
                          {"LIVEKIT", livekit.keys.front().issuer},
                          {"LIVEKIT_SECRET", std::string(livekit.keys.front().secret.reveal())}});
}

}  // namespace

sessions::Backend emulated_backend(std::shared_ptr<sessions::Store> store, const Addresses& addresses,
                                   std::shared_ptr<HttpTransport> transport, const RuntimeEnv& env) {
  Registry registry;
  platforms::daily::add_to(registry).value();
  platforms::livekit::add_to(registry).value();
  auto config = Config::from_text(config_for(addresses), secrets());
  auto factory =
      PlatformFactory::open(std::move(registry), std::move(config), std::move(transport), env).value();
  return {.store = std::move(store),
          .platforms = std::make_shared<const PlatformFactory>(std::move(factory)),
          .env = env};
}

}  // namespace faults
