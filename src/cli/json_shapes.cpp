#include "cli/json_shapes.hpp"

#include <cstdint>

namespace vplatform::cli {
namespace {

// Not every event says whose meeting was recorded, so there may be no reference to write.
void write_recording_of(spi::JsonWriter& out, const RecordingRef& ref) {
  out.key("recording").begin_object();
  out.member("kind", to_string(ref.kind));
  write_optional(out, "key", ref.instance_key);
  if (ref.id) out.member("id", *ref.id);
  out.end_object();
}

}  // namespace
void write_optional(spi::JsonWriter& out, spi::JsonName name, std::string_view text) {
  if (!text.empty()) out.member(name, text);
}

void write_optional(spi::JsonWriter& out, spi::JsonName name, const std::optional<TimePoint>& at) {
  if (at) out.member(name, to_rfc3339(*at));
}

void write_ref(spi::JsonWriter& out, const MeetingRef& ref) {
  out.member("platform", ref.platform);
  out.member("id", ref.id);
  write_optional(out, "room", ref.room);
}

void write_texts(spi::JsonWriter& out, const std::vector<std::string>& texts) {
  out.begin_array();
  for (const auto& text : texts) out.value(text);
  out.end_array();
}

void write_error(spi::JsonWriter& out, const Error& error) {
  out.begin_object();
  out.member("code", to_string(error.code));
  out.member("message", error.message);
  out.member("effect", to_string(error.effect));
  if (error.http_status != 0) out.member("http_status", error.http_status);
  write_optional(out, "provider_code", error.provider_code);
  if (error.retry_after) out.member("retry_after_ms", std::int64_t{error.retry_after->count()});
  out.member("attempts", error.attempts);
  write_optional(out, "meeting_key", error.meeting_key);
  out.end_object();
}

std::string error_json(const Error& error) {
  spi::JsonWriter out;
  out.begin_object().key("error");
  write_error(out, error);
  out.end_object();
  return std::move(out).text();
}

void write_meeting(spi::JsonWriter& out, const Meeting& meeting) {
  out.begin_object();
  write_ref(out, meeting.ref);
  write_optional(out, "url", meeting.url);
  write_optional(out, "ends_at", meeting.ends_at);
  write_optional(out, "key", meeting.key);
  out.key("differs");
  write_texts(out, meeting.differs);
  out.end_object();
}

void write_grant(spi::JsonWriter& out, const JoinGrant& grant) {
  out.begin_object();
  out.member("kind", to_string(grant.kind));
  write_optional(out, "url", grant.url.reveal());
  write_optional(out, "token", grant.token.reveal());
  write_optional(out, "server_url", grant.server_url);
  out.member("role", to_string(grant.role));
  write_optional(out, "identity", grant.identity);
  write_optional(out, "expires_at", grant.expires_at);
  out.key("hosts");
  write_texts(out, grant.hosts);
  out.end_object();
}

void write_decision(spi::JsonWriter& out, const Decision& decision) {
  out.begin_object();
  write_optional(out, "platform", decision.platform());
  out.member("source", to_string(decision.source()));
  out.member("reason", decision.reason());
  write_optional(out, "rule", decision.rule());
  if (decision.bucket()) out.member("bucket", std::int64_t{*decision.bucket()});
  out.member("config_version", decision.config_version());
  out.key("passed_over");
  write_passed_over(out, decision.passed_over());
  out.end_object();
}

void write_passed_over(spi::JsonWriter& out, const std::vector<PassedOver>& all) {
  out.begin_array();
  for (const auto& one : all) {
    out.begin_object();
    out.member("platform", one.platform);
    out.member("source", to_string(one.source));
    out.member("reason", to_string(one.reason));
    out.end_object();
  }
  out.end_array();
}

void write_verdict(spi::JsonWriter& out, const WebhookVerdict& verdict, const std::string& instance) {
  out.begin_object();
  out.member("outcome", to_string(verdict.outcome));
  out.member("reply_status", verdict.reply_status);
  if (verdict.event) {
    const EventFields& event = **verdict.event;
    write_optional(out, "id", event.id);
    out.member("kind", to_string(event.kind));
    out.member("platform", event.platform);
    if (event.meeting) out.member("meeting", to_string(*event.meeting));
    write_optional(out, "room", event.room);
    write_optional(out, "at", event.at);
    if (event.recording) write_recording_of(out, *event.recording);
  } else {
    out.member("platform", instance);
  }
  if (verdict.error) {
    out.key("error");
    write_error(out, *verdict.error);
  }
  out.end_object();
}

}  // namespace vplatform::cli
