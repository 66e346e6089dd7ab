#include "sessions/session/decision_json.hpp"

#include "sessions/session/enumerator.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::sessions {
namespace {

DecisionSource source_from(const spi::Json& json) {
  return enumerator_from(json.text_or(""), DecisionSource::default_).value_or(DecisionSource::default_);
}

}  // namespace

DecisionRecord record_of(const Decision& decision) {
  return {.platform = std::string(decision.platform()),
          .source = decision.source(),
          .reason = std::string(decision.reason()),
          .rule = std::string(decision.rule()),
          .bucket = decision.bucket(),
          .config_version = decision.config_version(),
          .passed_over = decision.passed_over()};
}

std::string to_json(const DecisionRecord& decision) {
  spi::JsonWriter json;
  json.begin_object()
      .member("platform", decision.platform)
      .member("source", to_string(decision.source))
      .member("reason", decision.reason);
  if (!decision.rule.empty()) json.member("rule", decision.rule);
  if (decision.bucket) json.member("bucket", static_cast<std::int64_t>(*decision.bucket));
  json.member("config_version", decision.config_version);
  json.key("passed_over").begin_array();
  for (const PassedOver& one : decision.passed_over) {
    json.begin_object()
        .member("platform", one.platform)
        .member("source", to_string(one.source))
        .member("reason", to_string(one.reason))
        .end_object();
  }
  return json.end_array().end_object().text();
}

DecisionRecord decision_from(std::string_view text) {
  const spi::Json json = spi::Json::parse(text).value_or(spi::Json());
  DecisionRecord decision{.platform = json["platform"].text_or(""),
                          .source = source_from(json["source"]),
                          .reason = json["reason"].text_or(""),
                          .rule = json["rule"].text_or(""),
                          .config_version = json["config_version"].integer().value_or(0)};
  if (const auto bucket = json["bucket"].integer()) decision.bucket = static_cast<std::uint32_t>(*bucket);
  for (const spi::Json& one : json["passed_over"].items()) {
    decision.passed_over.push_back(
        {.platform = one["platform"].text_or(""),
         .source = source_from(one["source"]),
         .reason = enumerator_from(one["reason"].text_or(""), PassedOverReason::unavailable)
                       .value_or(PassedOverReason::not_configured)});
  }
  return decision;
}

}  // namespace vplatform::sessions
