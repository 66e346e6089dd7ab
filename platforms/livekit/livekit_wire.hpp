#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "vplatform/meeting.hpp"
#include "vplatform/presence.hpp"
#include "vplatform/result.hpp"
#include "vplatform/spi/http.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::livekit::wire {

/// A member by its lowerCamel name, or by the snake_case name that goes with it. LiveKit answers in
/// snake_case with every default written out, and sends webhooks in lowerCamel with defaults left out; null
/// is as good as absent in both.
[[nodiscard]] spi::Json field(const spi::Json& object, std::string_view camel);

[[nodiscard]] std::string text_of(const spi::Json& object, std::string_view camel);
/// A number, be it written as one or as text; 0 where it is left out.
[[nodiscard]] std::int64_t number_of(const spi::Json& object, std::string_view camel);
/// A moment, or nothing for what cannot be one: zero stands for unset, and the largest numbers do not fit our
/// clock.
template <class Duration>
[[nodiscard]] std::optional<TimePoint> time_from(Duration since_epoch);
/// A moment of which LiveKit gives milliseconds (`joinedAtMs`) or, on older servers, seconds alone
/// (`joinedAt`).
[[nodiscard]] std::optional<TimePoint> time_of(const spi::Json& object, std::string_view camel);

/// A room as LiveKit has it.
struct Room {
  std::string sid{};
  std::string name{};
  std::string metadata{};
  std::chrono::seconds empty_timeout{};
  std::int64_t max_participants = 0;
  std::int64_t participants = 0;
  std::optional<TimePoint> created_at{};
};

[[nodiscard]] Room read_room(const spi::Json& json);

/// Somebody in a room. Callers by telephone are people; recorders, streams and agents are not.
[[nodiscard]] Participant read_participant(const spi::Json& json);

/// When a room that nobody joins closes. Nothing where that time is over though the room is there: then
/// somebody came, and the number says no more.
[[nodiscard]] std::optional<TimePoint> closes_at(const Room& room, TimePoint now);

/// What CreateRoom is sent; `egress` is the member of that name, empty without one. Errors:
/// `invalid_argument` for extras that set what the library owns.
[[nodiscard]] Result<std::string> new_room(std::string_view name, std::chrono::seconds empty_timeout,
                                           const MeetingSpec& spec, std::string_view egress);

/// The JSON of a good answer. Errors: what the answer means where it is not 2xx; `bad_response` where it is
/// no JSON object.
[[nodiscard]] Result<spi::Json> read_answer(const HttpResponse& answer, std::string_view what);

/// Whether LiveKit itself says that the room is not there. A 404 of a proxy, or of a wrong address, says
/// nothing of the kind.
[[nodiscard]] bool says_not_found(const HttpResponse& answer);

}  // namespace vplatform::platforms::livekit::wire
