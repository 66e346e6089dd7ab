#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "livekit_names.hpp"
#include "vplatform/meeting.hpp"
#include "vplatform/presence.hpp"
#include "vplatform/result.hpp"
#include "vplatform/spi/http.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::livekit::wire {

/// A member by either of its names. LiveKit answers in snake_case with every default written out, and sends
/// webhooks in lowerCamel with defaults left out; null is as good as absent in both.
[[nodiscard]] spi::Json field(const spi::Json& object, const FieldName& name);

[[nodiscard]] std::string text_of(const spi::Json& object, const FieldName& name);
/// A number, be it written as one or as text; 0 where it is left out.
[[nodiscard]] std::int64_t number_of(const spi::Json& object, const FieldName& name);
/// A moment, or nothing for what cannot be one: zero stands for unset, and the largest numbers do not fit our
/// clock.
template <class Duration>
[[nodiscard]] std::optional<TimePoint> time_from(Duration since_epoch);
/// A moment of which LiveKit gives milliseconds (`joinedAtMs`) or, on older servers, seconds alone
/// (`joinedAt`).
[[nodiscard]] std::optional<TimePoint> time_of(const spi::Json& object, const TimeName& name);

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

/// When a room that nobody joins closes. Nothing where that time is over though the room is there: then
/// somebody came, and the number says no more.
[[nodiscard]] std::optional<TimePoint> closes_at(const Room& room, TimePoint now);

/// False for recorders, streams, agents and other machines.
[[nodiscard]] bool is_person(const spi::Json& participant);
[[nodiscard]] Participant read_participant(const spi::Json& json);

/// Who is in a room, and what people publish.
struct People {
  std::vector<Participant> all{};
  std::vector<std::string> tracks{};  ///< Of people, not of machines.
};
/// Reads an answer of ListParticipants. Errors: `bad_response` where it is no such list.
[[nodiscard]] Result<People> read_people(const HttpResponse& answer, std::string_view what);

/// What CreateRoom is sent. Errors: `invalid_argument` for extras that set what the library owns.
[[nodiscard]] Result<std::string> new_room(std::string_view name, std::chrono::seconds empty_timeout,
                                           const MeetingSpec& spec);

/// The JSON of a good answer. Errors: what the answer means where it is not 2xx; `bad_response` where it is
/// no JSON object.
[[nodiscard]] Result<spi::Json> read_answer(const HttpResponse& answer, std::string_view what);
/// Likewise, of an answer that is a room.
[[nodiscard]] Result<Room> read_room_answer(const HttpResponse& answer, std::string_view what);

/// Whether LiveKit itself says that the room is not there. A 404 of a proxy, or of a wrong address, says
/// nothing of the kind.
[[nodiscard]] bool says_not_found(const HttpResponse& answer);

}  // namespace vplatform::platforms::livekit::wire
