#include "skeleton_webhook.hpp"

#include <charconv>

#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::skeleton::webhook {

namespace {

EventKind kind_of(std::string_view type) {
  if (type == "room.opened") return EventKind::meeting_started;
  if (type == "room.closed") return EventKind::meeting_ended;
  return EventKind::other;
}

Result<spi::Verified> verify(const WebhookRequest& request, const Judge& judge) {
  const auto signature = spi::signature_header(request, "Skeleton-Signature");
  if (!signature) return Failure{signature.error()};
  const auto timestamp = spi::signature_header(request, "Skeleton-Timestamp");
  if (!timestamp) return Failure{timestamp.error()};
  std::uint32_t seconds = 0;
  const auto end = timestamp->data() + timestamp->size();
  const auto [stop, error] = std::from_chars(timestamp->data(), end, seconds);
  if (error != std::errc{} || stop != end)
    return fail(ErrorCode::unauthenticated, "the timestamp is not a time");
  const auto mac = spi::digest_from_hex(*signature);
  if (!mac) return fail(ErrorCode::unauthenticated, "the signature is not 64 hex digits");
  return judge.verifier.verify({.parts = {*timestamp, ".", request.body},
                                .mac = spi::as_text(*mac),
                                .at = TimePoint(std::chrono::seconds(seconds))},
                               judge.now, judge.tolerance);
}

EventFields read_event(const std::string& body, const spi::Json& json, std::string_view instance) {
  EventFields fields;
  fields.id = json["id"].text_or("");
  fields.type = json["type"].text_or("");
  fields.kind = kind_of(fields.type);
  fields.platform = instance;
  fields.room = json["room"].text_or("");
  if (!fields.room.empty())
    fields.meeting = {.platform = fields.platform, .id = fields.room, .room = fields.room};
  fields.raw = {body};
  return fields;
}

}  // namespace

WebhookVerdict read(const WebhookRequest& request, const Judge& judge) {
  if (!judge.verifier.has_keys()) return WebhookVerdict::no_secret("webhook_secret");
  const auto pass = verify(request, judge);
  if (!pass) return WebhookVerdict::refuse(pass.error().message);
  const auto body = spi::Json::parse(request.body);
  if (!body || !(*body)["type"].text()) return WebhookVerdict::unreadable(*pass, "the body is no event");
  return WebhookVerdict::genuine(*pass, [&] { return read_event(request.body, *body, judge.instance); });
}

}  // namespace vplatform::platforms::skeleton::webhook
