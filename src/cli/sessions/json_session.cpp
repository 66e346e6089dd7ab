#include "cli/sessions/json_session.hpp"

#include <cstdint>

#include "cli/json_shapes.hpp"

namespace vplatform::cli {
namespace {

void write_record(spi::JsonWriter& out, const sessions::DecisionRecord& decision) {
  out.begin_object();
  write_optional(out, "platform", decision.platform);
  out.member("source", to_string(decision.source));
  out.member("reason", decision.reason);
  write_optional(out, "rule", decision.rule);
  if (decision.bucket) out.member("bucket", std::int64_t{*decision.bucket});
  out.member("config_version", decision.config_version);
  out.key("passed_over");
  write_passed_over(out, decision.passed_over);
  out.end_object();
}

void write_ending(spi::JsonWriter& out, const std::vector<sessions::EndStepReport>& steps) {
  out.begin_array();
  for (const auto& one : steps) {
    out.begin_object();
    out.member("step", to_string(one.step));
    out.member("state", to_string(one.state));
    write_optional(out, "note", one.note);
    out.end_object();
  }
  out.end_array();
}

void write_times(spi::JsonWriter& out, const sessions::Session& session) {
  write_optional(out, "starts_at", session.starts_at);
  write_optional(out, "ends_at", session.ends_at);
  out.member("created_at", to_rfc3339(session.created_at));
  write_optional(out, "live_at", session.live_at);
  write_optional(out, "over_at", session.over_at);
  if (session.over_at) out.member("over_is_inferred", session.over_is_inferred);
}

}  // namespace

void write_session_members(spi::JsonWriter& out, const sessions::Session& session) {
  out.member("id", session.id);
  out.member("owner", session.owner);
  write_optional(out, "room", session.room);
  write_optional(out, "name", session.name);
  out.member("state", to_string(session.state));
  out.member("join_code", session.join_code);
  if (session.meeting) out.member("meeting", to_string(*session.meeting));
  write_optional(out, "url", session.url);
  write_times(out, session);
  if (session.max_people) out.member("max_people", *session.max_people);
  out.key("decision");
  write_record(out, session.decision);
  if (!session.settings.empty()) out.key("settings").raw(session.settings.text);
  out.key("ending");
  write_ending(out, session.ending);
}

void write_session(spi::JsonWriter& out, const sessions::Session& session) {
  out.begin_object();
  write_session_members(out, session);
  out.end_object();
}

void write_person(spi::JsonWriter& out, const sessions::Person& person) {
  out.begin_object();
  write_optional(out, "person", person.person);
  write_optional(out, "identity", person.identity);
  write_optional(out, "name", person.name);
  out.member("role", to_string(person.role));
  out.member("admitted_at", to_rfc3339(person.admitted_at));
  write_optional(out, "removed_at", person.removed_at);
  out.member("is_in", person.is_in);
  out.end_object();
}

void write_log_entry(spi::JsonWriter& out, const sessions::LogEntry& entry) {
  out.begin_object();
  out.member("number", entry.number);
  out.member("what", entry.what);
  write_optional(out, "detail", entry.detail);
  out.member("source", entry.source);
  if (entry.event) out.member("event", *entry.event);
  out.member("inferred", entry.inferred);
  out.member("at", to_rfc3339(entry.at));
  out.end_object();
}

void write_admission(spi::JsonWriter& out, const sessions::Admission& admission) {
  out.begin_object();
  out.member("reason", to_string(admission.reason));
  write_optional(out, "session", admission.session_id);
  write_optional(out, "person", admission.person);
  write_optional(out, "again_at", admission.again_at);
  if (admission.grant) {
    out.key("grant");
    write_grant(out, *admission.grant);
  }
  out.end_object();
}

void write_cleared(spi::JsonWriter& out, const sessions::Cleared& cleared) {
  const auto count = [&out](std::string_view name, std::size_t amount) {
    out.member(name, static_cast<std::int64_t>(amount));
  };
  out.begin_object();
  count("sessions", cleared.sessions);
  count("recordings", cleared.recordings);
  count("kept_live", cleared.kept_live);
  count("kept_ending", cleared.kept_ending);
  count("kept_recordings", cleared.kept_recordings);
  out.end_object();
}

}  // namespace vplatform::cli
