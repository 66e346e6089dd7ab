// The emulator's front: who may ask, how often, and for what.

#include "vplatform/platforms/daily_emulator.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "emulator/state.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::daily {

namespace emulated {

namespace {

std::string decoded(std::string_view text) {
  const auto plain = spi::percent_decode(text);
  return plain ? *plain : std::string(text);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

Call take_apart(const HttpRequest& request) {
  std::string_view url = request.url;
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    url.remove_prefix(std::min(url.find_first_of("/?", scheme + 3), url.size()));
  }
  Call call;
  call.method = request.method;
  call.body = request.body;
  const auto question = std::min(url.find('?'), url.size());
  for (const auto segment : split(url.substr(0, question), '/')) call.path.push_back(decoded(segment));
  if (!call.path.empty() && call.path.front() == "v1") call.path.erase(call.path.begin());
  for (const auto pair : split(url.substr(std::min(question + 1, url.size())), '&')) {
    const auto equals = std::min(pair.find('='), pair.size());
    call.query[decoded(pair.substr(0, equals))] = decoded(pair.substr(std::min(equals + 1, pair.size())));
  }
  return call;
}

}  // namespace

HttpResponse ok(std::string body) {
  return {200, {{"Content-Type", "application/json"}}, std::move(body)};
}

HttpResponse error(int status, std::string_view error, std::string_view info) {
  spi::JsonWriter json;
  json.begin_object().member("error", error);
  if (!info.empty()) json.member("info", info);
  json.end_object();
  return {status, {{"Content-Type", "application/json"}}, std::move(json).text()};
}

HttpResponse bad_request(std::string_view info) {
  return error(400, "invalid-request-error", info);
}

HttpResponse no_call(const std::string& room) {
  return error(404, "not-found", "room " + room + " does not seem to be hosting a call currently");
}

std::int64_t to_ms(TimePoint at) {
  return std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

std::int64_t to_seconds(TimePoint at) {
  return std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
}

std::string query(const Call& call, const std::string& name) {
  const auto found = call.query.find(name);
  return found == call.query.end() ? std::string{} : found->second;
}

Slice slice(const Call& call, const std::vector<std::string>& ids) {
  constexpr std::size_t longest_page = 100;
  std::size_t limit = longest_page;
  if (const std::string text = query(call, "limit"); !text.empty()) {
    const char* end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, limit);
    if (fault != std::errc{} || stop != end || limit < 1 || limit > longest_page) {
      return {.refusal = bad_request("limit is not between 1 and 100")};
    }
  }
  const auto place_of = [&](const std::string& id) {
    return static_cast<std::size_t>(std::find(ids.begin(), ids.end(), id) - ids.begin());
  };
  if (const std::string after = query(call, "starting_after"); !after.empty()) {
    const std::size_t place = place_of(after);
    if (place == ids.size()) return {.refusal = bad_request("starting_after names nothing of this list")};
    return {.first = place + 1, .last = std::min(place + 1 + limit, ids.size())};
  }
  if (const std::string before = query(call, "ending_before"); !before.empty()) {
    const std::size_t last = before == "OLDEST" ? ids.size() : place_of(before);
    if (before != "OLDEST" && last == ids.size()) {
      return {.refusal = bad_request("ending_before names nothing of this list")};
    }
    return {.first = last - std::min(limit, last), .last = last};
  }
  return {.first = 0, .last = std::min(limit, ids.size())};
}

std::string page_text(std::size_t total, const std::vector<std::string>& items) {
  spi::JsonWriter json;
  json.begin_object().member("total_count", static_cast<std::int64_t>(total)).key("data").begin_array();
  for (const auto& item : items) json.raw(item);
  json.end_array().end_object();
  return std::move(json).text();
}

}  // namespace emulated

Emulator::State::State(EmulatorOptions chosen)
    : options(std::move(chosen)),
      token_key(options.api_key),
      webhook_key(spi::from_base64(options.webhook_hmac).value_or(std::string{})) {}

std::optional<HttpResponse> Emulator::State::refuse(const HttpRequest& request) const {
  const auto header = find_header(request.headers, "authorization");
  constexpr std::string_view scheme = "Bearer ";
  if (!header || !header->starts_with(scheme)) {
    return emulated::error(400, "authorization-header-error", "bad Authorization header format");
  }
  if (header->substr(scheme.size()) != options.api_key) return emulated::error(401, "authentication-error");
  return std::nullopt;
}

std::optional<HttpResponse> Emulator::State::limit(const emulated::Call& call, TimePoint now) {
  if (!options.rate_limits) return std::nullopt;
  const auto is = [&](const char* method, const char* first, std::size_t parts) {
    return call.method == method && call.path.size() == parts && call.path.front() == first;
  };
  const bool slow = is("DELETE", "rooms", 2) || is("GET", "recordings", 1);
  const bool starts = is("POST", "rooms", 4) && call.path[3] == "start" && call.path[2] != "transcription";
  auto& recent = slow ? recent_slow : starts ? recent_starts : recent_calls;
  const std::size_t most = slow ? 50 : starts ? 5 : 100;
  const std::chrono::seconds window(slow ? 30 : 5);
  while (!recent.empty() && recent.front() <= now - window) recent.pop_front();
  if (recent.size() >= most) return emulated::error(429, "rate-limit-error", "too many requests");
  recent.push_back(now);
  return std::nullopt;
}

HttpResponse Emulator::State::route(const emulated::Call& call, TimePoint now) {
  const auto& path = call.path;
  if (path.empty() && call.method == "GET") return domain();
  if (!path.empty() && path[0] == "rooms" && path.size() == 1) return rooms(call, now);
  if (!path.empty() && path[0] == "rooms" && path.size() == 2) return room(call, path[1], now);
  if (path.size() > 2 && path[0] == "rooms") return in_call(call, path[1], now);
  if (!path.empty() && path[0] == "meetings") return meetings(call, now);
  if (!path.empty() && path[0] == "recordings") return recordings(call, now);
  if (!path.empty() && path[0] == "webhooks") return webhooks(call, now);
  if (!path.empty() && path[0] == "meeting-tokens") {
    if (path.size() == 1 && call.method == "POST") {
      const auto body = spi::Json::parse(call.body);
      if (!body) return emulated::error(400, "json-parsing-error", "the body is not JSON");
      return create_token(*body, now);
    }
    if (path.size() == 2 && call.method == "GET") {
      const auto ignore = call.query.find("ignoreNbf");
      return check_token(path[1], ignore != call.query.end() && ignore->second == "true", now);
    }
  }
  return emulated::error(404, "not-found");
}

HttpResponse Emulator::State::domain() const {
  spi::JsonWriter json;
  json.begin_object().member("domain_name", options.domain).member("domain_id", options.domain_id);
  json.key("config").begin_object().member("max_webhook_count", 1).member("max_api_keys", 2).end_object();
  json.end_object();
  return emulated::ok(std::move(json).text());
}

std::string Emulator::State::new_uuid() {
  const auto digest = spi::sha256("daily-emulator-" + std::to_string(++ids_given));
  std::string hex = spi::to_hex(spi::as_text(digest)).substr(0, 32);
  hex[12] = '4';
  hex[16] = '8';
  for (const std::size_t at : {20U, 16U, 12U, 8U}) hex.insert(at, "-");
  return hex;
}

std::string Emulator::State::new_name() {
  const auto digest = spi::sha256("daily-emulator-name-" + std::to_string(++ids_given));
  return spi::to_base32(spi::as_text(digest)).substr(0, 20);
}

Emulator::Emulator(EmulatorOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Emulator::~Emulator() = default;

HttpResponse Emulator::handle(const HttpRequest& request, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  if (auto refused = state_->refuse(request)) return *std::move(refused);
  const emulated::Call call = emulated::take_apart(request);
  if (auto limited = state_->limit(call, now)) return *std::move(limited);
  state_->tick(now);
  return state_->route(call, now);
}

std::vector<EmulatedMeeting> Emulator::meetings(TimePoint now) const {
  const std::lock_guard lock(state_->mutex);
  std::vector<EmulatedMeeting> list;
  for (const emulated::Room* room : state_->live_rooms(now)) {
    EmulatedMeeting meeting;
    meeting.id = room->name;
    meeting.room = room->name;
    meeting.created_at = TimePoint(std::chrono::seconds(room->created_at));
    if (room->exp) meeting.ends_at = TimePoint(std::chrono::seconds(*room->exp));
    list.push_back(std::move(meeting));
  }
  return list;
}

}  // namespace vplatform::platforms::daily
