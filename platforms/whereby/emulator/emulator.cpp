#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>
#include <utility>

#include "emulator/budget.hpp"
#include "emulator/happenings.hpp"
#include "emulator/rooms.hpp"
#include "vplatform/platforms/whereby_emulator.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::whereby {

namespace {

using emulation::LinkFields;

constexpr std::string_view root = "/v1/meetings";
constexpr int default_page = 50;
constexpr int longest_page = 100;

// By the price list of 2026-01: one point for a plain read, three for writes and lists.
constexpr int price_of_read = 1;
constexpr int price_of_list = 3;
constexpr int price_of_write = 3;

using Query = std::map<std::string, std::string, std::less<>>;

struct Target {
  std::string path{};
  Query query{};
};

std::string decoded(std::string_view text) {
  auto plain = spi::percent_decode(text);
  return plain ? *std::move(plain) : std::string(text);
}

Query read_query(std::string_view text) {
  Query query;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    query[decoded(pair.substr(0, equals))] = decoded(pair.substr(std::min(equals + 1, pair.size())));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return query;
}

Target read_target(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    const auto path = url.find('/', scheme + 3);
    url = path == std::string_view::npos ? std::string_view("/") : url.substr(path);
  }
  const auto question = std::min(url.find('?'), url.size());
  return {.path = std::string(url.substr(0, question)),
          .query = read_query(url.substr(std::min(question + 1, url.size())))};
}

std::string_view value_of(const Query& query, std::string_view name) {
  const auto found = query.find(name);
  return found == query.end() ? std::string_view() : std::string_view(found->second);
}

LinkFields links_in(const Query& query) {
  const auto fields = "," + std::string(value_of(query, "fields")) + ",";
  return {.host = fields.find(",hostRoomUrl,") != std::string::npos,
          .viewer = fields.find(",viewerRoomUrl,") != std::string::npos};
}

// What comes after `/v1/`, segment by segment.
std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  path.remove_prefix(std::min<std::size_t>(4, path.size()));
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    parts.push_back(decoded(path.substr(0, end)));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

HttpResponse json_answer(int status, std::string body) {
  return {.status = status,
          .headers = {{.name = "Content-Type", .value = "application/json; charset=utf-8"}},
          .body = std::move(body)};
}

HttpResponse refusal(int status, std::string_view what) {
  spi::JsonWriter body;
  body.begin_object().member("error", what).end_object();
  return json_answer(status, std::move(body).text());
}

HttpResponse no_such_page() {
  return {.status = 404,
          .headers = {{.name = "Content-Type", .value = "text/html; charset=utf-8"}},
          .body = "<!DOCTYPE html><html><body>Not found</body></html>"};
}

std::optional<int> read_limit(const Query& query) {
  const auto text = value_of(query, "limit");
  if (text.empty()) return default_page;
  int limit = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc{} || stop != text.data() + text.size() || limit < 1 || limit > longest_page)
    return std::nullopt;
  return limit;
}

std::string to_cursor(std::int64_t last) {
  return spi::to_base64url("after " + std::to_string(last));
}

// The number of the last meeting that was listed; 0 at the start.
std::optional<std::int64_t> read_cursor(const Query& query) {
  const auto text = value_of(query, "cursor");
  if (text.empty()) return 0;
  const auto plain = spi::from_base64url(text);
  if (!plain || !plain->starts_with("after ")) return std::nullopt;
  std::int64_t last = 0;
  const auto [stop, error] = std::from_chars(plain->data() + 6, plain->data() + plain->size(), last);
  return error == std::errc{} && stop == plain->data() + plain->size() ? std::optional(last) : std::nullopt;
}

}  // namespace

struct Emulator::State {
  explicit State(EmulatorOptions wanted)
      : options(std::move(wanted)),
        rooms(options.subdomain),
        happenings(rooms, options.webhook_secret),
        budget(options.points_per_minute) {}

  void move_to(TimePoint now) {
    happenings.settle(now);
    rooms.expire(now);
  }

  HttpResponse create(const HttpRequest& request, TimePoint now) {
    const auto wanted = emulation::read_room_request(request.body, now);
    if (!wanted) return refusal(400, wanted.error().message);
    if (wanted->cloud_recording && !options.cloud_recording)
      return refusal(403, "Cloud recording is not part of your plan");
    return json_answer(201, rooms.to_json(rooms.add(*wanted, now), wanted->links));
  }

  HttpResponse list(const Query& query) const {
    const auto limit = read_limit(query);
    const auto after = read_cursor(query);
    if (!limit || !after) return refusal(400, "\"limit\" or \"cursor\" is not valid");
    const auto prefix = options.name_filter ? value_of(query, "roomName[startsWith]") : std::string_view();
    spi::JsonWriter body;
    body.begin_object().key("results").begin_array();
    int listed = 0;
    std::int64_t last = 0;
    bool more = false;
    for (auto entry = rooms.all().upper_bound(*after); entry != rooms.all().end(); ++entry) {
      if (!entry->second.name.starts_with(prefix)) continue;
      more = listed == *limit;
      if (more) break;
      body.raw(rooms.to_json(entry->second, links_in(query)));
      last = entry->first;
      ++listed;
    }
    body.end_array().key("cursor");
    if (more) {
      body.value(to_cursor(last));
    } else {
      body.null();
    }
    body.end_object();
    return json_answer(200, std::move(body).text());
  }

  HttpResponse read(const std::string& id, const Query& query) {
    const auto* room = rooms.find(id);
    if (room == nullptr || room->id != id) return refusal(404, "Meeting not found");
    return json_answer(200, rooms.to_json(*room, links_in(query)));
  }

  HttpResponse remove(const std::string& id, TimePoint now) {
    if (auto* room = rooms.find(id); room != nullptr && room->id == id) {
      happenings.close(*room, now);
      rooms.remove(id);
    }
    return {.status = 204};
  }

  HttpResponse route_all(const HttpRequest& request, const Query& query, TimePoint now) {
    const bool creates = request.method == "POST";
    if (!creates && request.method != "GET") return refusal(405, "Method not allowed");
    if (auto refused = budget.spend(creates ? price_of_write : price_of_list, now))
      return *std::move(refused);
    return creates ? create(request, now) : list(query);
  }

  HttpResponse route_one(const HttpRequest& request, const std::string& id, const Query& query,
                         TimePoint now) {
    const bool deletes = request.method == "DELETE";
    if (!deletes && request.method != "GET") return refusal(405, "Method not allowed");
    if (auto refused = budget.spend(deletes ? price_of_write : price_of_read, now))
      return *std::move(refused);
    return deletes ? remove(id, now) : read(id, query);
  }

  // A page of a list that was put together whole.
  static HttpResponse page_of(const std::vector<std::string>& items, const Query& query) {
    const auto limit = read_limit(query);
    const auto after = read_cursor(query);
    if (!limit || !after) return refusal(400, "\"limit\" or \"cursor\" is not valid");
    const auto first = std::min(static_cast<std::size_t>(*after), items.size());
    const auto last = std::min(first + static_cast<std::size_t>(*limit), items.size());
    spi::JsonWriter body;
    body.begin_object().key("results").begin_array();
    for (auto i = first; i < last; ++i) body.raw(items[i]);
    body.end_array().key("cursor");
    if (last < items.size()) {
      body.value(to_cursor(static_cast<std::int64_t>(last)));
    } else {
      body.null();
    }
    body.end_object();
    return json_answer(200, std::move(body).text());
  }

  HttpResponse link_to(const std::string& recording, const Query& query, TimePoint now) const {
    const auto text = value_of(query, "validForSeconds");
    std::int64_t seconds = 3600;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool sound = text.empty() || (error == std::errc{} && stop == text.data() + text.size());
    if (!sound || seconds < 1 || seconds > 43'200) return refusal(400, "\"validForSeconds\" is not valid");
    const auto expires =
        std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() +
        seconds * 1000;
    spi::JsonWriter body;
    body.begin_object().member("accessLink", "https://files.invalid/" + recording + ".mp4?sig=emulated");
    body.member("expires", static_cast<std::int64_t>(expires)).end_object();
    return json_answer(200, std::move(body).text());
  }

  // `/recordings`, `/insights` and `/rooms/…/theme`; nothing for what is not there.
  std::optional<HttpResponse> answer_rest(const HttpRequest& request, const Target& target, TimePoint now) {
    const auto& archive = happenings.archive();
    const auto parts = split_path(target.path);
    const auto is = [&](std::size_t count, std::string_view first, std::string_view method) {
      return parts.size() == count && parts[0] == first && request.method == method;
    };
    if (is(1, "recordings", "GET"))
      return page_of(archive.recordings(value_of(target.query, "roomName")), target.query);
    if (is(2, "insights", "GET") && parts[1] == "room-sessions") {
      return page_of(archive.sessions(value_of(target.query, "roomName")), target.query);
    }
    if (is(2, "insights", "GET") && parts[1] == "participants") {
      return page_of(archive.participants(value_of(target.query, "roomSessionId")), target.query);
    }
    if (parts.size() >= 2 && parts[0] == "recordings") {
      if (is(2, "recordings", "DELETE")) {
        (void)happenings.archive().remove_recording(parts[1]);
        return HttpResponse{.status = 204};
      }
      const auto found = archive.recording(parts[1]);
      if (found.empty()) return refusal(404, "Recording not found");
      if (is(2, "recordings", "GET")) return json_answer(200, found);
      if (is(3, "recordings", "GET") && parts[2] == "access-link")
        return link_to(parts[1], target.query, now);
    }
    if (is(4, "rooms", "PUT") && parts[2] == "theme") return set_theme(request, parts[1], parts[3]);
    return std::nullopt;
  }

  HttpResponse set_theme(const HttpRequest& request, const std::string& room, const std::string& part) {
    if (rooms.find("/" + room) == nullptr) return refusal(404, "Room not found");
    const auto type = find_header(request.headers, "content-type").value_or("");
    const bool json = type.starts_with("application/json") && spi::Json::parse(request.body);
    const bool image =
        type.starts_with("multipart/form-data") && request.body.find("name=\"image\"") != std::string::npos;
    const bool known =
        part == "tokens" ? json : (part == "logo" || part == "room-background") && (json || image);
    return known ? HttpResponse{.status = 204} : refusal(400, "The body is not valid");
  }

  HttpResponse answer(const HttpRequest& request, TimePoint now) {
    const auto target = read_target(request.url);
    if (target.path.starts_with("/v1/") && !target.path.starts_with(root)) {
      if (find_header(request.headers, "Authorization") != "Bearer " + options.api_key)
        return refusal(401, "Authorization required");
      if (auto refused = budget.spend(request.method == "GET" ? price_of_list : price_of_write, now))
        return *std::move(refused);
      auto rest = answer_rest(request, target, now);
      return rest ? *std::move(rest) : no_such_page();
    }
    const auto rest = target.path.starts_with(root) ? target.path.substr(root.size()) : std::string("?");
    const bool one = rest.size() > 1 && rest.starts_with('/') && rest.find('/', 1) == std::string::npos;
    if (!rest.empty() && !one) return no_such_page();
    if (find_header(request.headers, "Authorization") != "Bearer " + options.api_key)
      return refusal(401, "Authorization required");
    return one ? route_one(request, decoded(rest.substr(1)), target.query, now)
               : route_all(request, target.query, now);
  }

  std::optional<std::string> open_link(std::string_view link, TimePoint now) {
    const auto target = read_target(link);
    auto* room = rooms.find(target.path);
    if (room == nullptr || !link.starts_with(rooms.url(*room))) return std::nullopt;
    Visitor who{.display_name = std::string(value_of(target.query, "displayName")),
                .external_id = std::string(value_of(target.query, "externalId")),
                .metadata = std::string(value_of(target.query, "metadata"))};
    const auto key = value_of(target.query, "roomKey");
    if (key.empty()) return happenings.come(*room, who, room->locked, now);
    for (const auto* role : {"host", "viewer"}) {
      if (key != rooms.key(*room, role)) continue;
      who.role = role;
      return happenings.come(*room, who, false, now);
    }
    return std::nullopt;
  }

  const EmulatorOptions options;
  mutable std::mutex mutex;
  emulation::Rooms rooms;            // guarded by mutex
  emulation::Happenings happenings;  // guarded by mutex
  emulation::Budget budget;          // guarded by mutex
};

Emulator::Emulator(EmulatorOptions options) : state_(std::make_unique<State>(std::move(options))) {}

Emulator::~Emulator() = default;

HttpResponse Emulator::handle(const HttpRequest& request, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->move_to(now);
  return state_->answer(request, now);
}

std::vector<WebhookRequest> Emulator::due(TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->move_to(now);
  return state_->happenings.take_due(now);
}

std::vector<EmulatedMeeting> Emulator::meetings(TimePoint now) const {
  const std::lock_guard lock(state_->mutex);
  std::vector<EmulatedMeeting> list;
  for (const auto& [number, room] : state_->rooms.all()) {
    if (!emulation::exists(room, now)) continue;
    list.push_back(
        {.id = room.id, .room = room.name.substr(1), .created_at = room.created_at, .ends_at = room.ends_at});
  }
  return list;
}

std::optional<std::string> Emulator::join(std::string_view room, const Visitor& who, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->move_to(now);
  auto* found = state_->rooms.find(room);
  if (found == nullptr) return std::nullopt;
  return state_->happenings.come(*found, who, false, now);
}

std::optional<std::string> Emulator::open_link(std::string_view link, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->move_to(now);
  return state_->open_link(link, now);
}

bool Emulator::admit(std::string_view participant, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->move_to(now);
  return state_->happenings.admit(participant, now);
}

bool Emulator::leave(std::string_view participant, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->move_to(now);
  return state_->happenings.leave(participant, now);
}

std::optional<std::string> Emulator::finish_recording(std::string_view room, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->move_to(now);
  const auto* found = state_->rooms.find(room);
  if (found == nullptr) return std::nullopt;
  return state_->happenings.finish_recording(*found, now);
}

}  // namespace vplatform::platforms::whereby
