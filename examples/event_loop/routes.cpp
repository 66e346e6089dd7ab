#include "routes.hpp"

#include <optional>
#include <utility>
#include <vplatform/spi/json.hpp>

namespace host {

using namespace vplatform;
namespace http = boost::beast::http;

namespace {

constexpr std::size_t longest_text = 256;

Answer refusal(int status, std::string_view code, std::string_view message) {
  spi::JsonWriter json;
  json.begin_object().key("error").begin_object();
  json.member("code", code).member("message", message).end_object().end_object();
  return {status, json.text()};
}

int status_of(ErrorCode code) noexcept {
  if (code == ErrorCode::invalid_argument) return 400;
  if (code == ErrorCode::rate_limited) return 429;
  if (code == ErrorCode::unavailable || code == ErrorCode::cancelled) return 503;
  if (code == ErrorCode::deadline_exceeded) return 504;
  return 502;
}

bool has_key(const Request& request, const Secret& key) {
  if (request.count(http::field::authorization) != 1) return false;
  const auto value = request[http::field::authorization];
  return Secret("Bearer " + key.reveal()) == Secret(std::string(value.data(), value.size()));
}

/// `{"room": "board", "name": "Ada", "key": …}`; the key may be left out.
std::optional<Wish> wish_of(const Request& request) {
  const auto json = spi::Json::parse(request.body());
  if (!json) return std::nullopt;
  Wish wish;
  wish.room.id = (*json)["room"].text_or("");
  wish.person = (*json)["name"].text_or("");
  wish.key = (*json)["key"].text_or("");
  const bool fits = !wish.room.id.empty() && wish.room.id.size() <= longest_text && !wish.person.empty() &&
                    wish.person.size() <= longest_text && wish.key.size() <= longest_text;
  if (!fits) return std::nullopt;
  return wish;
}

Answer answer_of(const Result<Opened>& opened) {
  if (!opened)
    return refusal(status_of(opened.error().code), to_string(opened.error().code), opened.error().message);
  spi::JsonWriter json;
  json.begin_object().member("meeting", to_string(opened->meeting));
  json.member("kind", to_string(opened->grant.kind)).member("url", opened->grant.url.reveal());
  json.member("server_url", opened->grant.server_url).member("token", opened->grant.token.reveal());
  return {201, json.end_object().text()};
}

Answer answer_of(const Heartbeat& heartbeat, const Meetings::Counts& counts) {
  const auto number = [](auto value) { return static_cast<std::int64_t>(value); };
  spi::JsonWriter json;
  json.begin_object().member("ticks", number(heartbeat.ticks()));
  json.member("longest_stall_ms", number(heartbeat.longest_stall().count()));
  json.member("begun", number(counts.begun)).member("completed", number(counts.completed));
  json.member("most_at_once", number(counts.most_at_once));
  return {200, json.end_object().text()};
}

}  // namespace

HttpServer::Handler make_routes(Secret key, Meetings& meetings, const Heartbeat& heartbeat) {
  return [key = std::move(key), &meetings, &heartbeat](const Request& request, const Reply& reply) {
    if (request.method() == http::verb::get && request.target() == "/loop")
      return reply(answer_of(heartbeat, meetings.counts()));
    if (request.target() != "/meetings") return reply(refusal(404, "not_found", "there is nothing here"));
    if (request.method() != http::verb::post) return reply(refusal(405, "invalid_argument", "only POST"));
    if (!has_key(request, key)) return reply(refusal(401, "unauthenticated", "the key is missing or wrong"));
    const auto wish = wish_of(request);
    if (!wish) return reply(refusal(400, "invalid_argument", "needed are a room and a name"));
    meetings.open(*wish, [reply](const Result<Opened>& opened) { reply(answer_of(opened)); });
  };
}

}  // namespace host
