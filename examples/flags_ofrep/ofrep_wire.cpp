#include "ofrep_wire.hpp"

#include <algorithm>
#include <utility>
#include <vplatform/spi/answers.hpp>
#include <vplatform/spi/json.hpp>
#include <vplatform/spi/url.hpp>

namespace flags {

using namespace vplatform;

namespace {

constexpr std::string_view targeting_key = "targetingKey";
constexpr std::size_t longest_word = 64;

/// `TARGETING_MATCH` as `targeting_match`, the way a `Decision` writes it. What is no such word is not passed
/// on to logs.
std::string reason_of(const spi::Json& evaluation) {
  std::string reason = evaluation["reason"].text_or("");
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; };
  if (reason.size() > longest_word || !std::all_of(reason.begin(), reason.end(), is_letter)) return "unknown";
  std::transform(reason.begin(), reason.end(), reason.begin(),
                 [](char c) { return c == '_' ? c : static_cast<char>(c - 'A' + 'a'); });
  return reason;
}

/// Seconds or a date as HTTP has them, or the date-time that the protocol's document shows.
std::optional<std::chrono::milliseconds> retry_after(const HttpResponse& answer, TimePoint now) {
  const auto value = find_header(answer.headers, "Retry-After");
  if (!value) return std::nullopt;
  if (const auto wait = spi::parse_retry_after(*value, now)) return wait;
  const auto at = parse_rfc3339(*value);
  if (!at || *at <= now) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(*at - now);
}

Failure failure_of(const HttpResponse& answer, TimePoint now) {
  Failure failure = spi::failure_from_status(answer, "the flag service gave no answer");
  failure.error.retry_after = retry_after(answer, now);
  return failure;
}

}  // namespace

std::string context_of(const RoomContext& room) {
  spi::JsonWriter json;
  json.begin_object().key("context").begin_object().member(targeting_key, room.id);
  for (const auto& [name, value] : room.attributes) {
    if (name != targeting_key) json.member(name, value);
  }
  return std::move(json.end_object().end_object()).text();
}

HttpRequest evaluation_of(std::string_view flag, std::string context, const OfrepService& service) {
  HttpRequest request;
  request.operation = "evaluate_flag";
  request.path_template = "/ofrep/v1/evaluate/flags/{key}";
  request.method = "POST";
  request.url = service.endpoint + "/ofrep/v1/evaluate/flags/" + spi::percent_encode(flag);
  request.headers = service.headers;
  request.headers.push_back({.name = "Content-Type", .value = "application/json"});
  request.body = std::move(context);
  request.repeat = Repeat::read;
  request.allow_http = service.allow_http;
  return request;
}

Result<std::optional<FlagAnswer>> read_evaluation(const HttpResponse& answer, TimePoint now) {
  const auto json = spi::Json::parse(answer.body);
  const spi::Json evaluation = json ? *json : spi::Json{};
  // A 404 of something else than a flag service must not pass for "no such flag".
  if (answer.status == 404 && evaluation["errorCode"].text() == "FLAG_NOT_FOUND")
    return std::optional<FlagAnswer>{};
  if (answer.status != 200) return failure_of(answer, now);
  if (!evaluation.is_object()) return fail(ErrorCode::bad_response, "the flag service's answer is no object");
  const spi::Json value = evaluation["value"];
  if (!value.is_present()) return std::optional<FlagAnswer>{};  // "the default of your code"
  const auto instance = value.text();
  if (!instance) return fail(ErrorCode::invalid_argument, "the flag is not one whose values are texts");
  return std::optional(FlagAnswer{.value = std::string(*instance),
                                  .variant = evaluation["variant"].text_or(""),
                                  .reason = reason_of(evaluation)});
}

}  // namespace flags
