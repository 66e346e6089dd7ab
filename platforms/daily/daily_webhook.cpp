#include "daily_webhook.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "daily_events.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::daily {

namespace {

constexpr std::string_view probe_body = R"({"test":"test"})";

std::vector<Secret> decoded(const std::vector<Secret>& secrets) {
  std::vector<Secret> keys;
  for (const Secret& secret : secrets) {
    if (auto bytes = spi::from_base64(secret.reveal()); bytes && !bytes->empty())
      keys.emplace_back(*std::move(bytes));
  }
  return keys;
}

/// Ten digits are seconds, thirteen milliseconds; anything else is not Daily's.
Result<TimePoint> read_timestamp(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool is_number = std::all_of(text.begin(), text.end(), is_digit);
  if (!is_number || text.starts_with('0') || (text.size() != 10 && text.size() != 13)) {
    return fail(ErrorCode::unauthenticated, "x-webhook-timestamp is not a time");
  }
  std::int64_t value = 0;
  for (const char digit : text) value = value * 10 + (digit - '0');
  if (text.size() == 10) value *= 1000;
  return TimePoint(std::chrono::milliseconds(value));
}

std::string_view without_prefix(std::string_view text) {
  for (const std::string_view prefix : {"sha256=", "v1="}) {
    if (text.starts_with(prefix)) return text.substr(prefix.size());
  }
  return text;
}

}  // namespace

bool is_webhook_secret(const Secret& secret) {
  const auto bytes = spi::from_base64(secret.reveal());
  return bytes && !bytes->empty();
}

WebhookReader::WebhookReader(std::string instance, const Settings& settings)
    : instance_(std::move(instance)),
      verifier_(decoded(settings.webhook_secrets)),
      legacy_(settings.legacy_signature ? settings.webhook_secrets : std::vector<Secret>{}),
      tolerance_(settings.webhook_tolerance) {}

WebhookVerdict WebhookReader::read(const WebhookRequest& request, TimePoint now) const {
  // Daily may have made the secret up in the very call that waits for this reply, so the probe cannot be held
  // to it.
  if (request.body == probe_body) return WebhookVerdict::probe();
  if (!verifier_.has_keys() && !legacy_.has_keys()) return WebhookVerdict::no_secret("webhook_secret");
  auto pass = verify(request, now);
  if (!pass) return WebhookVerdict::refuse(std::move(pass).error());
  return read_genuine(*pass, request.body);
}

Result<spi::Verified> WebhookReader::verify(const WebhookRequest& request, TimePoint now) const {
  if (legacy_.has_keys() && !find_header(request.headers, "x-webhook-signature"))
    return verify_legacy(request);
  auto signature = spi::signature_header(request, "x-webhook-signature");
  if (!signature) return Failure{std::move(signature).error()};
  auto timestamp = spi::signature_header(request, "x-webhook-timestamp");
  if (!timestamp) return Failure{std::move(timestamp).error()};
  const auto at = read_timestamp(*timestamp);
  if (!at) return Failure{at.error()};
  const auto mac = spi::digest_from_base64(*signature);
  if (!mac) return fail(ErrorCode::unauthenticated, "x-webhook-signature is not base64 of 32 bytes");
  return verifier_.verify({{*timestamp, ".", request.body}, spi::as_text(*mac), *at}, now, tolerance_);
}

Result<spi::Verified> WebhookReader::verify_legacy(const WebhookRequest& request) const {
  auto signature = spi::signature_header(request, "x-daily-signature");
  if (!signature) return Failure{std::move(signature).error()};
  const auto mac = spi::digest_from_hex(without_prefix(*signature));
  if (!mac) return fail(ErrorCode::unauthenticated, "x-daily-signature is not 64 hex digits");
  return legacy_.verify_without_time({{request.body}, spi::as_text(*mac), {}});
}

WebhookVerdict WebhookReader::read_genuine(const spi::Verified& pass, const std::string& body) const {
  const spi::ScopedJson read(body);
  const spi::Json& json = read.root();
  if (!json.is_object()) return WebhookVerdict::unreadable(pass, "the body is not a JSON object");
  if (json["type"].text())
    return WebhookVerdict::genuine(pass, [&] { return read_event(body, json, instance_); });
  if (json["test"].is_present()) return WebhookVerdict::probe();
  return WebhookVerdict::unreadable(pass, "the event has no type");
}

}  // namespace vplatform::platforms::daily
