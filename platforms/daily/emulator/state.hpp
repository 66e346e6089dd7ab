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

/// Somebody's stay in a sitting.
struct Stay {
  std::string id{};
  Person person{};
  std::int64_t joined_ms = 0;
  std::optional<std::int64_t> left_ms{};
};

/// What the history knows of a sitting.
struct Held {
  std::string id{};
  std::string room{};
  std::int64_t started_ms = 0;
  std::optional<std::int64_t> ended_ms{};
  std::size_t most = 0;  ///< So many at once.
  std::vector<Stay> stays{};
};

struct Recording {
  std::string id{};
  std::string room{};
  std::string instance{};
  std::string type{"cloud"};
  std::string sitting{};
  std::int64_t started_ms = 0;
  std::optional<std::int64_t> latest_ms{};   ///< When its longest time is over.
  std::optional<std::int64_t> stopped_ms{};  ///< Being processed after it.
  std::optional<std::int64_t> ready_ms{};
  bool cancelled = false;
};

/// A live stream or a transcription that runs.
struct Activity {
  std::string id{};
  std::string room{};
  std::string instance{};
  std::string sitting{};
  std::int64_t started_ms = 0;
};

/// The domain's one webhook.
struct Hook {
  std::string uuid{};
  std::string url{};
  std::string hmac{};
  std::string retry{"circuit-breaker"};
  std::vector<std::string> types{};
  bool failed = false;
  int failures = 0;
  std::string created_at{};
};

/// An event that is on its way.
struct Event {
  std::int64_t due_ms = 0;
  std::int64_t number = 0;
  std::string body{};
  std::string ends_sitting{};  ///< Of a `meeting.ended`: taken back if somebody returns in time.
  int tries = 0;
};

/// The part of a list that a call asks for: `first` to `last`, or what is wrong with the call.
struct Slice {
  std::size_t first = 0;
  std::size_t last = 0;
  std::optional<HttpResponse> refusal{};
};
[[nodiscard]] Slice slice(const Call& call, const std::vector<std::string>& ids);
[[nodiscard]] std::string query(const Call& call, const std::string& name);
/// `{"total_count": …, "data": […]}`
[[nodiscard]] std::string page_text(std::size_t total, const std::vector<std::string>& items);

void write_seconds(spi::JsonWriter& json, std::string_view name, std::int64_t ms);
void begin_event(spi::JsonWriter& json, std::string_view type, const std::string& id);
[[nodiscard]] std::string end_event(spi::JsonWriter& json, std::int64_t sent_ms);
void write_text_or_null(spi::JsonWriter& json, std::string_view name, const std::string& text);

[[nodiscard]] HttpResponse ok(std::string body);
[[nodiscard]] HttpResponse error(int status, std::string_view error, std::string_view info = {});
[[nodiscard]] HttpResponse bad_request(std::string_view info);
[[nodiscard]] HttpResponse no_call(const std::string& room);
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

  HttpResponse in_call(const emulated::Call& call, const std::string& room, TimePoint now);
  HttpResponse who_is_in(const std::string& room, TimePoint now) const;
  HttpResponse put_out(const std::string& room, const spi::Json& body, TimePoint now);
  HttpResponse session_data_of(const std::string& room) const;
  HttpResponse change_call(const emulated::Call& call, const std::string& room, const spi::Json& body,
                           TimePoint now);
  HttpResponse send_message(const std::string& room, const spi::Json& body) const;
  HttpResponse set_session_data(const std::string& room, const spi::Json& body);
  HttpResponse set_permissions(const std::string& room, const spi::Json& body);
  HttpResponse stream(const std::string& action, const std::string& room, const spi::Json& body,
                      std::int64_t now_ms);
  HttpResponse transcribe(const std::string& action, const std::string& room, const spi::Json& body,
                          std::int64_t now_ms);
  void end_call(const std::string& room, std::int64_t at_ms);
  HttpResponse meetings(const emulated::Call& call, TimePoint now) const;
  HttpResponse list_held(const emulated::Call& call, TimePoint now) const;
  HttpResponse list_stays(const emulated::Call& call, const std::string& id, TimePoint now) const;
  bool is_held(const std::string& room) const;
  void note_entry(const emulated::Sitting& sitting, const emulated::Connection& one);
  void note_exit(const emulated::Connection& one, std::int64_t at_ms, bool was_last);

  HttpResponse start_recording(const std::string& room, const spi::Json& body, TimePoint now);
  HttpResponse stop_recording(const std::string& room, const spi::Json& body, TimePoint now);
  HttpResponse recordings(const emulated::Call& call, TimePoint now);
  HttpResponse link_to(const emulated::Call& call, const emulated::Recording& recording, TimePoint now) const;
  void finish(emulated::Recording& recording, std::int64_t at_ms, std::int64_t processed_in_ms);
  void finish_in(const std::string& room, std::int64_t at_ms);
  void end_long_recordings(std::int64_t now_ms);
  std::string text_of(const emulated::Recording& recording, std::int64_t now_ms) const;

  HttpResponse webhooks(const emulated::Call& call, TimePoint now);
  HttpResponse set_hook(emulated::Hook hook, const spi::Json& body, TimePoint now);
  bool is_wanted(const emulated::Event& event) const;
  bool receives();
  void note_delivery(const emulated::Event& event, std::int64_t now_ms);

  Result<JsonText> play_recording(std::string_view what, const spi::Json& arguments, TimePoint now);

  EmulatorOptions options;
  spi::HmacKey token_key;
  spi::HmacKey webhook_key;
  mutable std::mutex mutex;  // guards everything below
  std::map<std::string, emulated::Room> rooms_by_name{};
  std::map<std::string, emulated::Connection> connections{};
  std::map<std::string, emulated::Sitting> sittings{};  // by room
  std::vector<emulated::Event> events{};
  std::deque<TimePoint> recent_calls{};
  std::deque<TimePoint> recent_slow{};
  std::deque<TimePoint> recent_starts{};
  std::vector<emulated::Held> history{};              // oldest first
  std::vector<emulated::Recording> recorded{};        // likewise
  std::map<std::string, std::string> session_data{};  // by room
  std::vector<emulated::Activity> streams{};
  std::vector<emulated::Activity> transcripts{};
  std::optional<emulated::Hook> hook{};
  int receiver = 200;                 // what the receiver of webhooks answers
  std::int64_t receiver_seconds = 0;  // and after how long
  int failing = 0;                    // so many deliveries fail whatever the receiver answers
  int busy_workers = 0;               // so many starts of a recorder find none free
  std::int64_t ids_given = 0;
  std::int64_t events_made = 0;
  TimePoint seen{};  // the latest time that was told
};

}  // namespace vplatform::platforms::daily
