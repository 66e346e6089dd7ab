#include "cli/emulated_service.hpp"

#include <chrono>
#include <utility>

#include "vplatform/platforms/daily_emulator.hpp"
#include "vplatform/platforms/livekit_emulator.hpp"
#include "vplatform/platforms/whereby_emulator.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::cli {
namespace {

namespace daily = platforms::daily;
namespace livekit = platforms::livekit;
namespace whereby = platforms::whereby;

using Enter = std::function<bool(const JoinGrant&, TimePoint)>;

// What a configuration says about it: where it is, and which variables hold what.
struct Names {
  std::string address_setting{};
  std::string path{};
  std::map<std::string, std::pair<std::string, std::string>> secrets{};  // setting → variable, value
};

Result<EmulatedService> serve(std::shared_ptr<Emulator> emulator, int port, const Names& names, Enter enter) {
  auto server = testing::EmulatorServer::start(emulator, port);
  if (!server) return Failure{server.error()};
  EmulatedService service{.kind = std::string(emulator->kind())};
  spi::JsonWriter settings;
  settings.begin_object().member("kind", service.kind);
  settings.member(names.address_setting, (*server)->url() + names.path);
  for (const auto& [setting, secret] : names.secrets) {
    settings.member(setting + "_env", secret.first);
    service.variables.insert(secret);
  }
  settings.end_object();
  service.settings = std::move(settings).text();
  service.emulator = std::move(emulator);
  service.server = std::move(*server);
  service.enter = [enter = std::move(enter)](const JoinGrant& grant) {
    return enter(grant, std::chrono::system_clock::now());
  };
  return service;
}

Result<EmulatedService> start_daily(int port, const std::string& prefix) {
  const daily::EmulatorOptions account;
  const auto emulator = std::make_shared<daily::Emulator>(account);
  const Names names{.address_setting = "base_url",
                    .path = "/v1",
                    .secrets = {{"api_key", {prefix + "DAILY_API_KEY", account.api_key}},
                                {"webhook_secret", {prefix + "DAILY_WEBHOOK_SECRET", account.webhook_hmac}}}};
  return serve(emulator, port, names, [emulator](const JoinGrant& grant, TimePoint now) {
    return emulator->join_with_token(grant.token.reveal(), now).has_value();
  });
}

Result<EmulatedService> start_whereby(int port, const std::string& prefix) {
  const whereby::EmulatorOptions account;
  const auto emulator = std::make_shared<whereby::Emulator>(account);
  const Names names{
      .address_setting = "base_url",
      .path = "/v1",
      .secrets = {{"api_key", {prefix + "WHEREBY_API_KEY", account.api_key}},
                  {"webhook_secret", {prefix + "WHEREBY_WEBHOOK_SECRET", account.webhook_secret}}}};
  return serve(emulator, port, names, [emulator](const JoinGrant& grant, TimePoint now) {
    return emulator->open_link(grant.url.reveal(), now).has_value();
  });
}

Result<EmulatedService> start_livekit(int port, const std::string& prefix) {
  const std::string key = "livekit-emulator-key";
  const std::string secret = "livekit-emulator-secret-0123456789abcdef";
  const auto emulator = std::make_shared<livekit::Emulator>(
      livekit::EmulatorOptions{.keys = {{.issuer = key, .secret = Secret(secret)}}});
  const Names names{.address_setting = "url",
                    .secrets = {{"api_key", {prefix + "LIVEKIT_API_KEY", key}},
                                {"api_secret", {prefix + "LIVEKIT_API_SECRET", secret}}}};
  return serve(emulator, port, names, [emulator](const JoinGrant& grant, TimePoint now) {
    return emulator->join(grant.token.reveal(), now).has_value();
  });
}

}  // namespace

const std::vector<std::string>& emulated_kinds() {
  static const std::vector<std::string> kinds{"daily", "whereby", "livekit"};
  return kinds;
}

Result<EmulatedService> start_emulator(const std::string& kind, int port, const std::string& prefix) {
  if (kind == "daily") return start_daily(port, prefix);
  if (kind == "whereby") return start_whereby(port, prefix);
  if (kind == "livekit") return start_livekit(port, prefix);
  return fail(ErrorCode::not_found, "there is no emulator of '" + kind + "'");
}

}  // namespace vplatform::cli
