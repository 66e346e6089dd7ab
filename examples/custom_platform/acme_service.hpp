#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/emulator.hpp"
#include "vplatform/spi/json.hpp"

namespace acme {

/// Acme's rooms as a machine, written after the service and not after the platform.
class Service final : public vplatform::Emulator {
 public:
  [[nodiscard]] std::string_view kind() const noexcept override { return "acme"; }

  [[nodiscard]] vplatform::HttpResponse handle(const vplatform::HttpRequest& request,
                                               vplatform::TimePoint now) override {
    const std::lock_guard lock(mutex_);
    constexpr std::string_view base = "https://rooms.acme.example/api/rooms/";
    if (!request.url.starts_with(base)) return {.status = 404};
    const std::string name = request.url.substr(base.size());
    if (request.method == "PUT") rooms_.try_emplace(name, room_of(request.body, now));
    const auto room = rooms_.find(name);
    if (room == rooms_.end()) return {.status = 404};
    if (request.method == "DELETE") {
      rooms_.erase(room);
      return {.status = 204};
    }
    return {.status = 200, .body = text_of(name, room->second)};
  }

  [[nodiscard]] std::vector<vplatform::WebhookRequest> due(vplatform::TimePoint now) override {
    const std::lock_guard lock(mutex_);
    std::vector<vplatform::WebhookRequest> all;
    for (const auto& body : std::exchange(events_, {})) all.push_back(sign(body, now));
    return all;
  }

  /// `join` {room, name?} → {participant} · `leave` {room, participant}.
  [[nodiscard]] vplatform::Result<vplatform::JsonText> play(std::string_view what,
                                                            const vplatform::JsonText& arguments,
                                                            vplatform::TimePoint now) override {
    const std::lock_guard lock(mutex_);
    const auto json = vplatform::spi::Json::parse(arguments.text);
    const auto room = json ? rooms_.find((*json)["room"].text_or("")) : rooms_.end();
    if (room == rooms_.end())
      return vplatform::fail(vplatform::ErrorCode::not_found, "there is no such room");
    if (what == "join") {
      const auto id = "p" + std::to_string(++people_);
      room->second.people[id] = (*json)["name"].text_or("");
      tell("entered", room->first);
      return vplatform::JsonText{R"({"participant":")" + id + R"("})"};
    }
    if (what == "leave") {
      room->second.people.erase((*json)["participant"].text_or(""));
      tell("left", room->first);
      return vplatform::JsonText{"{}"};
    }
    return Emulator::play(what, arguments, now);
  }

  [[nodiscard]] std::vector<vplatform::EmulatedMeeting> meetings(vplatform::TimePoint) const override {
    const std::lock_guard lock(mutex_);
    std::vector<vplatform::EmulatedMeeting> all;
    for (const auto& [name, room] : rooms_)
      all.push_back({.id = name, .room = name, .created_at = room.created_at});
    return all;
  }

  /// A webhook as Acme signs it.
  [[nodiscard]] static vplatform::WebhookRequest sign(const std::string& body, vplatform::TimePoint now) {
    const auto time =
        std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
    const auto mac = vplatform::spi::HmacKey("acme-webhook-secret").sign({time, "\n", body});
    return {.headers = {{.name = "X-Acme-Time", .value = time},
                        {.name = "X-Acme-Signature",
                         .value = vplatform::spi::to_hex(vplatform::spi::as_text(mac))}},
            .body = body};
  }

 private:
  struct Room {
    vplatform::TimePoint created_at{};
    std::int64_t ends_at = 0;
    std::map<std::string, std::string> people{};  // names by id
  };

  static Room room_of(const std::string& body, vplatform::TimePoint now) {
    const auto json = vplatform::spi::Json::parse(body);
    return {.created_at = now, .ends_at = json ? (*json)["ends_at"].integer().value_or(0) : 0};
  }

  static std::string text_of(const std::string& name, const Room& room) {
    vplatform::spi::JsonWriter json;
    json.begin_object()
        .member("name", name)
        .member("link", "https://rooms.acme.example/" + name)
        .member("ends_at", room.ends_at);
    json.key("people").begin_array();
    for (const auto& [id, who] : room.people)
      json.begin_object().member("id", id).member("name", who).end_object();
    json.end_array().end_object();
    return std::move(json).text();
  }

  void tell(std::string_view what, const std::string& room) {
    vplatform::spi::JsonWriter json;
    json.begin_object()
        .member("id", "e" + std::to_string(++told_))
        .member("what", what)
        .member("room", room)
        .end_object();
    events_.push_back(std::move(json).text());
  }

  mutable std::mutex mutex_;
  std::map<std::string, Room> rooms_;  // guarded by mutex_
  std::vector<std::string> events_;    // guarded by mutex_
  int people_ = 0;                     // guarded by mutex_
  int told_ = 0;                       // guarded by mutex_
};

}  // namespace acme
