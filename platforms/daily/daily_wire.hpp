#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/meeting.hpp"
#include "vplatform/platforms/daily.hpp"
#include "vplatform/spi/http.hpp"
#include "vplatform/spi/json.hpp"

// What goes over the wire, and what it means. No state, no time.

namespace vplatform::platforms::daily {

/// A call of Daily's API. The path has at most one placeholder.
struct Endpoint {
  const char* method = "GET";
  const char* path_template = "/";
  Repeat repeat = Repeat::read;
  const char* rate_class = "general";  ///< Which of Daily's limits counts it.
};

inline constexpr Endpoint get_domain{"GET", "/", Repeat::read};
// The name comes from the key, so a second POST finds the name taken.
inline constexpr Endpoint create_room{"POST", "/rooms", Repeat::idempotent};
inline constexpr Endpoint get_room{"GET", "/rooms/{name}", Repeat::read};
inline constexpr Endpoint list_rooms{"GET", "/rooms", Repeat::read};
inline constexpr Endpoint update_room{"POST", "/rooms/{name}", Repeat::idempotent};
inline constexpr Endpoint delete_room{"DELETE", "/rooms/{name}", Repeat::idempotent, "slow"};
// Daily keeps no tokens: making one changes nothing.
inline constexpr Endpoint create_token{"POST", "/meeting-tokens", Repeat::read};

inline constexpr Endpoint get_presence{"GET", "/rooms/{name}/presence", Repeat::read};
// Who is out already is not put out again.
inline constexpr Endpoint eject{"POST", "/rooms/{name}/eject", Repeat::idempotent};
inline constexpr Endpoint list_sittings{"GET", "/meetings", Repeat::read};
inline constexpr Endpoint list_attendees{"GET", "/meetings/{id}/participants", Repeat::read};

// An instance id runs at most once at a time, so that a second start is refused.
inline constexpr Endpoint start_recorder{"POST", "/rooms/{name}/recordings/start", Repeat::idempotent,
                                         "start"};
inline constexpr Endpoint stop_recorder{"POST", "/rooms/{name}/recordings/stop", Repeat::idempotent};
inline constexpr Endpoint list_stored{"GET", "/recordings", Repeat::read, "slow"};
inline constexpr Endpoint get_stored{"GET", "/recordings/{id}", Repeat::read};
inline constexpr Endpoint get_link{"GET", "/recordings/{id}/access-link", Repeat::read};
inline constexpr Endpoint delete_stored{"DELETE", "/recordings/{id}", Repeat::idempotent};

inline constexpr Endpoint list_webhooks{"GET", "/webhooks", Repeat::read};
inline constexpr Endpoint create_webhook{"POST", "/webhooks", Repeat::never};
inline constexpr Endpoint update_webhook{"POST", "/webhooks/{id}", Repeat::idempotent};

// A second message is a second message, and a second start is refused like one that is wrong.
inline constexpr Endpoint send_message{"POST", "/rooms/{name}/send-app-message", Repeat::never};
inline constexpr Endpoint get_session_data{"GET", "/rooms/{name}/get-session-data", Repeat::read};
inline constexpr Endpoint put_session_data{"POST", "/rooms/{name}/set-session-data", Repeat::idempotent};
inline constexpr Endpoint put_permissions{"POST", "/rooms/{name}/update-permissions", Repeat::idempotent};
inline constexpr Endpoint start_stream{"POST", "/rooms/{name}/live-streaming/start", Repeat::never, "start"};
inline constexpr Endpoint update_stream{"POST", "/rooms/{name}/live-streaming/update", Repeat::idempotent};
inline constexpr Endpoint stop_stream{"POST", "/rooms/{name}/live-streaming/stop", Repeat::idempotent};
inline constexpr Endpoint start_transcript{"POST", "/rooms/{name}/transcription/start", Repeat::never};
inline constexpr Endpoint update_transcript{"POST", "/rooms/{name}/transcription/update", Repeat::idempotent};
inline constexpr Endpoint stop_transcript{"POST", "/rooms/{name}/transcription/stop", Repeat::idempotent};

/// A room that is wanted.
struct NewRoom {
  MeetingSpec spec{};
  std::string name{};
  std::string body{};
};

/// A room as Daily has it.
struct Room {
  std::string id{};  ///< For paging alone; paths take the name.
  std::string name{};
  std::string url{};
  Access access = Access::by_grant;
  std::optional<TimePoint> created_at{};
  std::optional<TimePoint> ends_at{};
  int max_participants = 200;  ///< Daily's default, since answers leave defaults out.
  bool eject_at_end = false;
};

/// A page of rooms.
struct RoomList {
  std::vector<Room> rooms{};
  std::vector<std::string> raw{};
  std::string next{};  ///< Empty after the last page.
};

inline constexpr int rooms_per_page = 100;

/// Whether it is 1 to 128 letters, digits, `-` and `_`; only then can it be in a path.
[[nodiscard]] bool is_room_name(std::string_view text) noexcept;
/// What to say of a name that is none.
[[nodiscard]] Failure no_room(const std::string& name);

[[nodiscard]] std::int64_t unix_seconds(TimePoint at) noexcept;
/// Nothing for what is no time between 1970 and 5138.
[[nodiscard]] std::optional<TimePoint> time_from_seconds(std::optional<double> seconds) noexcept;

[[nodiscard]] bool is_success(const HttpResponse& answer) noexcept;
/// What a refusal means. Daily's own word for it counts more than the status: a missing key is a 400.
[[nodiscard]] Failure failure_from(const HttpResponse& answer, std::string_view what);
/// The object in a successful answer, or why there is none.
[[nodiscard]] Result<spi::Json> read_object(const HttpResponse& answer, std::string_view what);

/// The body of a new room. Errors: `invalid_argument` for extras that name what the library sets.
[[nodiscard]] Result<std::string> new_room_body(const MeetingSpec& spec, const Settings& settings,
                                                std::string_view name, TimePoint ends_at);
[[nodiscard]] std::string new_end_body(TimePoint ends_at);

[[nodiscard]] Result<Room> read_room(const spi::Json& json);
[[nodiscard]] Result<RoomList> read_rooms(const spi::Json& json);
/// The fields of the spec that the room does not match.
[[nodiscard]] std::vector<std::string> differences(const MeetingSpec& spec, const Room& room);
/// Whether the answer to a DELETE says that the room was there: Daily says so with a 404 for one that has
/// expired.
[[nodiscard]] bool says_deleted(const HttpResponse& answer);

/// One value as text, several as a list, as Daily's documents have it.
void write_recording(spi::JsonWriter& json, const std::vector<std::string>& kinds);

}  // namespace vplatform::platforms::daily
