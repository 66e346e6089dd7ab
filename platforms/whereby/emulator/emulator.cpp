#include <algorithm>
#include <mutex>
#include <utility>

#include "emulator/budget.hpp"
#include "emulator/happenings.hpp"
#include "emulator/http.hpp"
#include "emulator/library.hpp"
#include "emulator/rooms.hpp"
#include "vplatform/platforms/whereby_emulator.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::whereby {

namespace {

using emulation::json_answer;
using emulation::LinkFields;
using emulation::Query;
using emulation::refusal;
using emulation::Target;
using emulation::value_of;

constexpr std::string_view root = "/v1/meetings";
constexpr int default_page = 50;

// By the price list of 2026-01: one point for a plain read, three for writes and lists.
constexpr int price_of_read = 1;
constexpr int price_of_list = 3;
constexpr int price_of_write = 3;

LinkFields links_in(const Query& query) {
  const auto fields = "," + std::string(value_of(query, "fields")) + ",";
  return {.host = fields.find(",hostRoomUrl,") != std::string::npos,
          .viewer = fields.find(",viewerRoomUrl,") != std::string::npos};
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
    const auto limit = emulation::read_limit(query, default_page);
    const auto after = emulation::read_cursor(query);
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
      body.value(emulation::to_cursor(last));
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

  // What is not about meetings.
  std::optional<HttpResponse> answer_rest(const HttpRequest& request, const Target& target, TimePoint now) {
    const auto parts = emulation::split_path(target.path);
    if (request.method == "PUT" && parts.size() == 4 && parts[0] == "rooms" && parts[2] == "theme")
      return set_theme(request, parts[1], parts[3]);
    return emulation::answer_from_library(request, target, happenings, now);
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
    const auto target = emulation::read_target(request.url);
    if (target.path.starts_with("/v1/") && !target.path.starts_with(root)) {
      if (find_header(request.headers, "Authorization") != "Bearer " + options.api_key)
        return refusal(401, "Authorization required");
      if (auto refused = budget.spend(emulation::price_of(request, target), now)) return *std::move(refused);
      auto rest = answer_rest(request, target, now);
      return rest ? *std::move(rest) : emulation::no_such_page();
    }
    const auto rest = target.path.starts_with(root) ? target.path.substr(root.size()) : std::string("?");
    const bool one = rest.size() > 1 && rest.starts_with('/') && rest.find('/', 1) == std::string::npos;
    if (!rest.empty() && !one) return emulation::no_such_page();
    if (find_header(request.headers, "Authorization") != "Bearer " + options.api_key)
      return refusal(401, "Authorization required");
    return one ? route_one(request, emulation::decoded(rest.substr(1)), target.query, now)
               : route_all(request, target.query, now);
  }

  std::optional<std::string> open_link(std::string_view link, TimePoint now) {
    const auto target = emulation::read_target(link);
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

std::optional<std::string> Emulator::start_transcription(std::string_view room, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->move_to(now);
  const auto* found = state_->rooms.find(room);
  if (found == nullptr) return std::nullopt;
  return state_->happenings.start_transcription(*found, now);
}

bool Emulator::finish_transcription(std::string_view id, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->move_to(now);
  return state_->happenings.end_transcription(id, true, now);
}

bool Emulator::fail_transcription(std::string_view id, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->move_to(now);
  return state_->happenings.end_transcription(id, false, now);
}

}  // namespace vplatform::platforms::whereby
