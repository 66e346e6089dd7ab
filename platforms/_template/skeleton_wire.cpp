#include "skeleton_wire.hpp"

#include <chrono>

#include "vplatform/spi/answers.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::skeleton::wire {

std::string new_room(TimePoint ends_at) {
  spi::JsonWriter json;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(ends_at.time_since_epoch()).count();
  json.begin_object().member("ends_at", static_cast<std::int64_t>(seconds)).end_object();
  return std::move(json).text();
}

Result<Meeting> read_room(const HttpResponse& answer, std::string_view instance, std::string_view what) {
  if (answer.status != 200) {
    Failure failure = spi::failure_from_status(answer, what);
    if (const auto body = spi::Json::parse(answer.body))
      failure.error.provider_message = (*body)["error"].text_or("");
    return failure;
  }
  const auto room = spi::Json::parse(answer.body);
  if (!room) return Failure{room.error()};
  const auto name = (*room)["name"].text();
  const auto url = (*room)["url"].text();
  if (!name || !url) return fail(ErrorCode::bad_response, "skeleton's room has no name or no url");

  Meeting meeting;
  meeting.ref = {.platform = std::string(instance), .id = std::string(*name), .room = std::string(*name)};
  meeting.url = *url;
  if (const auto ends = (*room)["ends_at"].integer())
    meeting.ends_at = TimePoint(std::chrono::seconds(*ends));
  meeting.raw = Secret(answer.body);
  return meeting;
}

}  // namespace vplatform::platforms::skeleton::wire
