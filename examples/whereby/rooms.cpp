#include "rooms.hpp"

#include <utility>

namespace reflector {

using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Result;
using web::Json;

namespace {

constexpr std::pair<RecordingTrigger, const char*> triggers[] = {{RecordingTrigger::none, "none"},
                                                                 {RecordingTrigger::prompt, "prompt"},
                                                                 {RecordingTrigger::automatic, "automatic"}};

const char* name_of(RecordingTrigger trigger) {
  for (const auto& [value, name] : triggers) {
    if (value == trigger) return name;
  }
  return "none";
}

std::optional<RecordingTrigger> trigger_from(std::string_view text) {
  for (const auto& [value, name] : triggers) {
    if (text == name) return value;
  }
  return std::nullopt;
}

}  // namespace

Json to_json(const Room& room) {
  return {{"name", room.name},
          {"owner", room.owner},
          {"platform", room.platform},
          {"is_locked", room.is_locked},
          {"is_shared", room.is_shared},
          {"skip_consent", room.skip_consent},
          {"recording_trigger", name_of(room.recording)}};
}

Result<void> change(Room& room, const Json& changes) {
  if (changes.contains("platform")) room.platform = web::text_of(changes, "platform");
  const auto flag = [&](const char* name, bool& value) {
    if (changes.contains(name)) value = changes.at(name).get<bool>();
  };
  flag("is_locked", room.is_locked);
  flag("is_shared", room.is_shared);
  flag("skip_consent", room.skip_consent);
  if (!changes.contains("recording_trigger")) return {};
  const auto trigger = trigger_from(web::text_of(changes, "recording_trigger"));
  if (!trigger)
    return fail(ErrorCode::invalid_argument, "'recording_trigger' is none of none, prompt, automatic");
  room.recording = *trigger;
  return {};
}

Rooms::Rooms(web::JsonFolder folder, bool moves) : folder_(std::move(folder)), moves_(moves) {
  for (const auto& name : folder_.names()) {
    const Json json = folder_.of(name);
    Room room{.name = name, .owner = web::text_of(json, "owner")};
    if (change(room, json)) rooms_.emplace(name, std::move(room));
  }
}

std::optional<Room> Rooms::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto room = rooms_.find(name);
  return room == rooms_.end() ? std::nullopt : std::optional(room->second);
}

std::vector<Room> Rooms::of_owner(std::string_view owner) const {
  const std::lock_guard lock(mutex_);
  std::vector<Room> found;
  for (const auto& [name, room] : rooms_) {
    if (room.owner == owner) found.push_back(room);
  }
  return found;
}

Result<void> Rooms::add(const Room& room) {
  const std::lock_guard lock(mutex_);
  if (rooms_.contains(room.name)) return fail(ErrorCode::already_exists, "there is a room of that name");
  return keep(room);
}

Result<void> Rooms::update(const Room& room) {
  const std::lock_guard lock(mutex_);
  if (!rooms_.contains(room.name)) return fail(ErrorCode::not_found, "there is no such room");
  return keep(room);
}

Result<void> Rooms::keep(const Room& room) {
  if (auto kept = folder_.add(room.name, to_json(room)); !kept) return kept;
  rooms_[room.name] = room;
  return {};
}

void Rooms::remove(const std::string& name) {
  const std::lock_guard lock(mutex_);
  folder_.remove(name);
  rooms_.erase(name);
}

std::optional<vplatform::FlagAnswer> Rooms::resolve(std::string_view, const vplatform::RoomContext& context) {
  if (!moves_) return std::nullopt;
  const auto room = find(context.id);
  if (!room || room->platform.empty()) return std::nullopt;
  return vplatform::FlagAnswer{.value = room->platform, .variant = "room"};
}

}  // namespace reflector
