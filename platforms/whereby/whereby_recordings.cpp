// What was recorded. Nothing is started or stopped from here: a meeting is recorded as its create has said.

#include <algorithm>
#include <utility>

#include "vplatform/platforms/whereby.hpp"
#include "whereby_api.hpp"
#include "whereby_room.hpp"
#include "whereby_wire.hpp"

namespace vplatform::platforms::whereby {

namespace {

Failure without_id() {
  return fail(ErrorCode::failed_precondition,
              "whereby has not said the recording's id yet: its webhook recording.finished does");
}

Result<Recording> read_recording(const spi::Json& json, const MeetingRef& meeting) {
  Recording recording{.ref = {.meeting = meeting, .id = json["recordingId"].id()},
                      .state = RecordingState::ready};
  if (!recording.ref.id || recording.ref.id->empty()) {
    return fail(ErrorCode::bad_response, "whereby answered with a recording without its id");
  }
  recording.started_at = wire::read_time(json["startDate"]);
  recording.ended_at = wire::read_time(json["endDate"]);
  if (recording.started_at && recording.ended_at && *recording.ended_at >= *recording.started_at) {
    recording.duration =
        std::chrono::duration_cast<std::chrono::milliseconds>(*recording.ended_at - *recording.started_at);
  }
  RecordingFile file{.path = json["filename"].text_or("")};
  if (const auto size = json["sizeInMegaBytes"].number(); size && *size >= 0 && *size < 1e9) {
    file.bytes = static_cast<std::uint64_t>(*size * 1e6);
  }
  recording.files.push_back(std::move(file));
  return recording;
}

}  // namespace

Step<Recording> WherebyPlatform::find_recording(const RecordingRef& ref) const {
  if (!ref.id) return without_id();
  return then_answer<Recording>(
      api_->get_recording(*ref.id), [ref](const HttpResponse& answer) -> Step<Recording> {
        if (!wire::is_success(answer))
          return wire::read_failure(answer, "whereby did not tell of a recording");
        const auto body = spi::Json::parse(answer.body);
        if (!body) return fail(ErrorCode::bad_response, "whereby answered with a recording that is not JSON");
        auto recording = read_recording(*body, ref.meeting);
        if (recording) recording->ref.instance_key = ref.instance_key;
        return recording;
      });
}

Step<Page<Recording>> WherebyPlatform::list_recordings(const MeetingRef& ref, const PageToken& from) const {
  using Recordings = Page<Recording>;
  return with_room<Recordings>(
      api_, "list_recordings", ref, [api = api_, ref, from](const std::string& room) -> Step<Recordings> {
        return then_answer<Recordings>(
            api->get_recordings(room, from.value), [ref](const HttpResponse& answer) -> Step<Recordings> {
              if (!wire::is_success(answer))
                return wire::read_failure(answer, "whereby did not list recordings");
              return wire::read_page<Recording>(
                  answer, [&](const spi::Json& item) { return read_recording(item, ref); });
            });
      });
}

Step<DownloadLink> WherebyPlatform::recording_link(const RecordingRef& ref,
                                                   std::chrono::seconds valid_for) const {
  if (!ref.id) return without_id();
  valid_for = std::min(valid_for, wire::longest_link);
  return then_answer<DownloadLink>(
      api_->get_access_link(*ref.id, valid_for),
      [now = env_.now(), valid_for](const HttpResponse& answer) -> Step<DownloadLink> {
        return wire::read_link(answer, now + valid_for, "whereby gave no link to a recording");
      });
}

Step<void> WherebyPlatform::delete_recording(const RecordingRef& ref) const {
  if (!ref.id) return without_id();
  return then_answer<void>(api_->delete_recording(*ref.id), [](const HttpResponse& answer) -> Step<void> {
    if (wire::is_success(answer)) return Result<void>{};
    auto failure = wire::read_failure(answer, "whereby did not delete a recording");
    return failure.error.code == ErrorCode::not_found ? Step<void>(Result<void>{})
                                                      : Step<void>(std::move(failure));
  });
}

}  // namespace vplatform::platforms::whereby
