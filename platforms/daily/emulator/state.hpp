#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vplatform/platforms/daily_emulator.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"

// The emulator shares no code with the platform, so that a mistake in one does not hide in the other.

namespace vplatform::platforms::daily {

namespace emulated {

/// A request, taken apart.
struct Call {
  std::string method{};
  std::vector<std::string> path{};  ///< Decoded segments, without a leading `v1`.
  std::map<std::string, std::string> query{};
  std::string body{};
};

struct Room {
  std::string id{};
  std::string name{};
  std::string privacy{"public"};
  std::string config{"{}"};  ///< What differs from the defaults.
  std::int64_t created_at = 0;
  std::optional<std::int64_t> exp{};
};

/// A person's connection.
struct Connection {
  std::string id{};
  std::string room{};
  Person person{};
  std::int64_t joined_ms = 0;
  std::optional<std::int64_t> eject_ms{};
  std::string permissions{
      R"({"hasPresence":true,"canSend":true,"canReceive":{"base":true},"canAdmin":false})"};
};

/// One sitting of a room.
struct Sitting {
  std::string id{};
  std::int64_t started_ms = 0;
};

/// An event that is on its way.
struct Event {
  std::int64_t due_ms = 0;
  std::int64_t number = 0;
  std::string body{};
  std::string ends_sitting{};  ///< Of a `meeting.ended`: taken back if somebody returns in time.
};

[[nodiscard]] HttpResponse ok(std::string body);
[[nodiscard]] HttpResponse error(int status, std::string_view error, std::string_view info = {});
[[nodiscard]] HttpResponse bad_request(std::string_view info);
[[nodiscard]] std::int64_t to_ms(TimePoint at);
[[nodiscard]] std::int64_t to_seconds(TimePoint at);

/// What is wrong with the properties of a room, or nothing.
[[nodiscard]] std::optional<std::string> fault_of(const spi::Json& properties, std::int64_t now);
/// Old settings with new ones over them; what equals a default goes.
[[nodiscard]] std::string merged_config(const std::string& config, const std::string& properties);
[[nodiscard]] bool is_room_name(std::string_view name);
/// What is wrong with an `exp`, or nothing.
[[nodiscard]] std::optional<std::string> fault_of_exp(const spi::Json& exp, std::int64_t now);

}  // namespace emulated

struct Emulator::State {
  explicit State(EmulatorOptions chosen);

  HttpResponse route(const emulated::Call& call, TimePoint now);
  std::optional<HttpResponse> refuse(const HttpRequest& request) const;
  std::optional<HttpResponse> limit(const emulated::Call& call, TimePoint now);
  void tick(TimePoint now);
  std::string new_uuid();
  std::string new_name();

  HttpResponse domain() const;
  HttpResponse rooms(const emulated::Call& call, TimePoint now);
  HttpResponse create_room(const spi::Json& body, TimePoint now);
  HttpResponse list_rooms(const emulated::Call& call) const;
  HttpResponse room(const emulated::Call& call, const std::string& name, TimePoint now);
  HttpResponse update_room(emulated::Room& room, const spi::Json& body, TimePoint now);
  HttpResponse delete_room(const std::string& name, TimePoint now);
  std::string text_of(const emulated::Room& room) const;
  std::vector<const emulated::Room*> live_rooms(TimePoint now) const;
  emulated::Room* find_live(const std::string& name, TimePoint now);

  HttpResponse create_token(const spi::Json& body, TimePoint now);
  HttpResponse check_token(std::string_view token, bool ignore_nbf, TimePoint now) const;
  Result<spi::Json> token_claims(std::string_view token, bool ignore_nbf, TimePoint now) const;

  Result<std::string> enter(emulated::Connection connection, TimePoint now);
  void leave(const std::string& session_id, std::int64_t at_ms);
  void empty_room(const std::string& name, std::int64_t at_ms);
  void schedule(std::string body, std::int64_t due_ms, std::string ends_sitting = {});

  EmulatorOptions options;
  spi::HmacKey token_key;
  spi::HmacKey webhook_key;
  mutable std::mutex mutex;  // guards everything below
  std::map<std::string, emulated::Room> rooms_by_name{};
  std::map<std::string, emulated::Connection> connections{};
  std::map<std::string, emulated::Sitting> sittings{};  // by room
  std::vector<emulated::Event> events{};
  std::deque<TimePoint> recent_calls{};
  std::deque<TimePoint> recent_deletes{};
  std::int64_t ids_given = 0;
  std::int64_t events_made = 0;
  TimePoint seen{};  // the latest time that was told
};

}  // namespace vplatform::platforms::daily
