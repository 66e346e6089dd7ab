// The domain's webhook, and what becomes of deliveries: https://docs.daily.co/reference/rest-api/webhooks
// (2025-11)

#include <algorithm>
#include <array>
#include <utility>

#include "emulator/state.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::daily {

using emulated::bad_request;
using emulated::error;
using emulated::ok;
using spi::Json;

namespace {

constexpr int failures_that_trip = 3;
constexpr int tries_of_exponential = 5;
constexpr std::int64_t patience_seconds = 8;

std::string hook_text(const emulated::Hook& hook, const std::string& domain_id) {
  spi::JsonWriter json;
  json.begin_object().member("uuid", hook.uuid).member("url", hook.url).member("hmac", hook.hmac);
  json.key("basicAuth").null().member("retryType", hook.retry).key("eventTypes").begin_array();
  for (const auto& type : hook.types) json.value(type);
  json.end_array().member("state", hook.failed ? "FAILED" : "ACTIVE").member("failedCount", hook.failures);
  json.member("domainId", domain_id)
      .member("createdAt", hook.created_at)
      .member("updatedAt", hook.created_at)
      .end_object();
  return std::move(json).text();
}

std::optional<std::string> fault_of(const Json& body) {
  constexpr std::array<std::string_view, 5> fields{"url", "eventTypes", "hmac", "basicAuth", "retryType"};
  for (const auto& [name, value] : body.members()) {
    if (std::find(fields.begin(), fields.end(), name) == fields.end())
      return "\"" + name + "\" is not allowed";
  }
  if (const Json hmac = body["hmac"]; hmac.is_present() && !spi::from_base64(hmac.text_or("-"))) {
    return "hmac is not base64";
  }
  const auto retry = body["retryType"].text_or("circuit-breaker");
  if (retry != "circuit-breaker" && retry != "exponential") return "retryType is not known";
  for (const Json& type : body["eventTypes"].items()) {
    if (type.text_or("").find('.') == std::string::npos) return "an event type is not known";
  }
  return std::nullopt;
}

}  // namespace

HttpResponse Emulator::State::webhooks(const emulated::Call& call, TimePoint now) {
  if (!options.card) return error(400, "invalid-plan-type", "webhooks need a payment method");
  const auto body = Json::parse(call.body.empty() ? "{}" : call.body);
  if (!body || !body->is_object()) return error(400, "json-parsing-error", "the body is not JSON");
  if (call.path.size() == 1 && call.method == "GET") {
    return ok(hook ? "[" + hook_text(*hook, options.domain_id) + "]" : "[]");
  }
  if (call.path.size() == 1 && call.method == "POST") {
    if (hook) return bad_request("a domain has one webhook");
    if ((*body)["url"].text_or("").empty() || (*body)["eventTypes"].size() == 0)
      return bad_request("missing required field");
    return set_hook({.uuid = new_uuid(), .hmac = options.webhook_hmac, .created_at = to_rfc3339(now)}, *body,
                    now);
  }
  if (call.path.size() != 2 || !hook || hook->uuid != call.path[1])
    return error(404, "not-found", "webhook not found");
  if (call.method == "GET") return ok(hook_text(*hook, options.domain_id));
  if (call.method == "POST") return set_hook(*hook, *body, now);
  if (call.method != "DELETE") return error(404, "not-found");
  hook.reset();
  return ok("");
}

HttpResponse Emulator::State::set_hook(emulated::Hook wanted, const Json& body, TimePoint now) {
  if (auto fault = fault_of(body)) return bad_request(*fault);
  wanted.url = body["url"].text_or(wanted.url);
  wanted.hmac = body["hmac"].text_or(wanted.hmac);
  wanted.retry = body["retryType"].text_or(wanted.retry);
  if (const Json types = body["eventTypes"]; types.is_array()) {
    wanted.types.clear();
    for (const Json& type : types.items()) wanted.types.push_back(type.text_or(""));
  }
  schedule(R"({"test":"test"})", emulated::to_ms(now));
  if (!receives()) {
    const std::string said =
        receiver_seconds > patience_seconds ? "undefined" : std::to_string(receiver == 200 ? 500 : receiver);
    return bad_request("non-200 status code returned from webhook endpoint, recvd " + said);
  }
  wanted.failed = false;
  wanted.failures = 0;
  webhook_key = spi::HmacKey(spi::from_base64(wanted.hmac).value_or(std::string{}));
  hook = std::move(wanted);
  return ok(hook_text(*hook, options.domain_id));
}

bool Emulator::State::is_wanted(const emulated::Event& event) const {
  if (!hook) return true;
  if (hook->failed) return false;
  const auto body = Json::parse(event.body);
  const auto type = body ? (*body)["type"].text() : std::nullopt;
  return !type || std::find(hook->types.begin(), hook->types.end(), *type) != hook->types.end();
}

bool Emulator::State::receives() {
  if (failing == 0) return receiver == 200 && receiver_seconds <= patience_seconds;
  --failing;
  return false;
}

void Emulator::State::note_delivery(const emulated::Event& event, std::int64_t now_ms) {
  if (!hook || hook->failed) return;
  if (receives()) {
    hook->failures = 0;
    return;
  }
  ++hook->failures;
  if (hook->retry == "circuit-breaker") {
    hook->failed = hook->failures >= failures_that_trip;
    return;
  }
  if (event.tries + 1 >= tries_of_exponential) return;
  emulated::Event again = event;
  ++again.tries;
  again.due_ms = now_ms + std::min<std::int64_t>(std::int64_t{60'000} << again.tries, 900'000);
  events.push_back(std::move(again));
}

}  // namespace vplatform::platforms::daily
