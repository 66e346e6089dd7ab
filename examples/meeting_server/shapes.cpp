#include "shapes.hpp"

namespace meeting_server {
namespace {

using vplatform::DecisionSource;
using web::Json;

/// What the decision's source means to somebody who has not read the manual.
std::string words_of_source(const sessions::DecisionRecord& decision) {
  switch (decision.source) {
    case DecisionSource::meeting:
      return "the meeting was there already";
    case DecisionSource::force:
      return "every new meeting is sent there";
    case DecisionSource::flag:
      return "the feature flag says so";
    case DecisionSource::rooms:
      return "the room is listed for it";
    case DecisionSource::rules:
      return "rule '" + decision.rule + "' sends the room there";
    case DecisionSource::default_:
      return "it is the default";
  }
  return "it was chosen";
}

Json ending_of(const sessions::Session& session) {
  Json steps = Json::array();
  for (const auto& step : session.ending) {
    steps.push_back({{"step", to_string(step.step)}, {"state", to_string(step.state)}, {"note", step.note}});
  }
  return steps;
}

}  // namespace

Json to_json(const std::optional<vplatform::TimePoint>& at) {
  return at ? Json(vplatform::to_rfc3339(*at)) : Json();
}

std::string words_of(const sessions::DecisionRecord& decision) {
  std::string words = words_of_source(decision);
  for (const auto& other : decision.passed_over) {
    words += "; not " + other.platform + " (" + std::string(to_string(other.reason)) + ")";
  }
  return words;
}

Json to_json(const sessions::Session& session, bool for_host) {
  return {
      {"id", session.id},
      {"name", session.name},
      {"room", session.room},
      {"state", to_string(session.state)},
      {"is_host", for_host},
      {"join_code", for_host ? Json(session.join_code) : Json()},
      {"is_ready", session.meeting.has_value()},
      {"platform", session.decision.platform},
      {"why", words_of(session.decision)},
      {"config_version", session.decision.config_version},
      {"starts_at", to_json(session.starts_at)},
      {"ends_at", to_json(session.ends_at)},
      {"max_people", session.max_people ? Json(*session.max_people) : Json()},
      {"created_at", to_json(session.created_at)},
      {"live_at", to_json(session.live_at)},
      {"over_at", to_json(session.over_at)},
      {"ending", ending_of(session)},
  };
}

Json to_json(const sessions::Person& person) {
  return {{"person", person.person},
          {"name", person.name.empty() ? person.identity : person.name},
          {"role", to_string(person.role)},
          {"is_in", person.is_in},
          {"removed_at", to_json(person.removed_at)}};
}

Json to_json(const sessions::RecordingEntry& recording) {
  Json files = Json::array();
  for (const auto& file : recording.files) {
    files.push_back(
        {{"path", file.remote.path}, {"bytes", file.remote.bytes ? Json(*file.remote.bytes) : Json()}});
  }
  return {{"id", recording.id},
          {"kind", to_string(recording.ref.kind)},
          {"state", to_string(recording.state)},
          {"started_at", to_json(recording.started_at)},
          {"ended_at", to_json(recording.ended_at)},
          {"duration_ms", recording.duration ? Json(recording.duration->count()) : Json()},
          {"match", to_string(recording.match)},
          {"failure", recording.failure},
          {"files", std::move(files)}};
}

Json to_json(const sessions::LogEntry& entry) {
  return {{"number", entry.number}, {"what", entry.what},         {"detail", entry.detail},
          {"source", entry.source}, {"inferred", entry.inferred}, {"at", to_json(entry.at)}};
}

Json to_json(const vplatform::JoinGrant& grant, const std::string& instance, bool is_emulated) {
  return {{"kind", to_string(grant.kind)},
          {"url", grant.url.reveal()},
          {"token", grant.token.reveal()},
          {"server_url", grant.server_url},
          {"role", to_string(grant.role)},
          {"identity", grant.identity},
          {"expires_at", to_json(grant.expires_at)},
          {"instance", instance},
          {"emulated", is_emulated}};
}

vplatform::JoinGrant grant_from(const Json& json) {
  return {.url = vplatform::Secret(json.at("url").get<std::string>()),
          .token = vplatform::Secret(json.at("token").get<std::string>())};
}

}  // namespace meeting_server
