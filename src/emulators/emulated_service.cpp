#include "vplatform/emulators/emulated_service.hpp"

#include <chrono>
#include <utility>

#include "vplatform/platforms/daily_emulator.hpp"
#include "vplatform/platforms/livekit_emulator.hpp"
#include "vplatform/platforms/whereby_emulator.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::emulators {
namespace {

namespace daily = platforms::daily;
namespace livekit = platforms::livekit;
namespace whereby = platforms::whereby;

// What a configuration says about it: where it is, and which variables hold what.
struct Names {
  std::string address_setting{};
  std::string path{};
  std::map<std::string, std::pair<std::string, std::string>> secrets{};  // setting → variable, value
};

Result<EmulatedService> serve(std::shared_ptr<Emulator> emulator, int port, const Names& names) {
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
  return service;
}

Result<EmulatedService> start_daily(int port, const std::string& prefix) {
  const daily::EmulatorOptions account;
  const auto emulator = std::make_shared<daily::Emulator>(account);
  const Names names{.address_setting = "base_url",
                    .path = "/v1",
                    .secrets = {{"api_key", {prefix + "DAILY_API_KEY", account.api_key}},
                                {"webhook_secret", {prefix + "DAILY_WEBHOOK_SECRET", account.webhook_hmac}}}};
  return serve(emulator, port, names);
}

Result<EmulatedService> start_whereby(int port, const std::string& prefix) {
  const whereby::EmulatorOptions account;
  const auto emulator = std::make_shared<whereby::Emulator>(account);
  const Names names{
      .address_setting = "base_url",
      .path = "/v1",
      .secrets = {{"api_key", {prefix + "WHEREBY_API_KEY", account.api_key}},
                  {"webhook_secret", {prefix + "WHEREBY_WEBHOOK_SECRET", account.webhook_secret}}}};
  return serve(emulator, port, names);
}

Result<EmulatedService> start_livekit(int port, const std::string& prefix) {
  const std::string key = "livekit-emulator-key";
  const std::string secret = "livekit-emulator-secret-0123456789abcdef";
  const auto emulator = std::make_shared<livekit::Emulator>(
      livekit::EmulatorOptions{.keys = {{.issuer = key, .secret = Secret(secret)}}});
  const Names names{.address_setting = "url",
                    .secrets = {{"api_key", {prefix + "LIVEKIT_API_KEY", key}},
                                {"api_secret", {prefix + "LIVEKIT_API_SECRET", secret}}}};
  return serve(emulator, port, names);
}

TimePoint now() {
  return std::chrono::system_clock::now();
}

}  // namespace

Result<std::string> EmulatedService::enter(const JoinGrant& grant) const {
  // Where there is no token, the link is the right to enter.
  const bool by_link = grant.token.empty();
  spi::JsonWriter who;
  who.begin_object().member(by_link ? "link" : "token", by_link ? grant.url.reveal() : grant.token.reveal());
  const auto entered = emulator->play("join", JsonText{std::move(who.end_object()).text()}, now());
  if (!entered) return Failure{entered.error()};
  const auto answer = spi::Json::parse(entered->text);
  if (!answer) return Failure{answer.error()};
  return (*answer)["participant"].text_or("");
}

Result<void> EmulatedService::leave(const std::string& participant) const {
  spi::JsonWriter who;
  who.begin_object().member("participant", participant).end_object();
  const auto left = emulator->play("leave", JsonText{std::move(who).text()}, now());
  if (!left) return Failure{left.error()};
  return {};
}

std::vector<int> EmulatedService::deliver_webhooks(HttpTransport& network, const std::string& url) const {
  return post_webhooks(emulator->due(now()), network, url);
}

std::vector<int> post_webhooks(std::vector<WebhookRequest> webhooks, HttpTransport& network,
                               const std::string& url) {
  std::vector<int> answers;
  for (auto& webhook : webhooks) {
    HttpRequest request{.operation = "webhook", .path_template = "/webhook", .method = "POST"};
    request.url = url;
    request.headers = std::move(webhook.headers);
    request.body = std::move(webhook.body);
    request.allow_http = true;  // the receiver was named by hand
    const auto answer = network.send(request, {.timeout = std::chrono::seconds(5)});
    answers.push_back(answer ? answer->status : 0);
  }
  return answers;
}

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

}  // namespace vplatform::emulators
