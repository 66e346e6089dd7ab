// What was said, as text: made from a recording, or taken down during a call.
// https://docs.whereby.com/whereby-product-features/transcribing (2026-08)

#include <algorithm>
#include <utility>

#include "vplatform/platforms/whereby.hpp"
#include "whereby_api.hpp"
#include "whereby_room.hpp"
#include "whereby_wire.hpp"

namespace vplatform::platforms::whereby {

namespace {

TranscriptionState read_state(const spi::Json& word) {
  if (word.text() == "ready") return TranscriptionState::ready;
  if (word.text() == "failed") return TranscriptionState::failed;
  return word.text() == "in_progress" ? TranscriptionState::in_progress : TranscriptionState::unknown;
}

Result<Transcription> read_transcription(const spi::Json& json) {
  Transcription one{.id = json["transcriptionId"].id_or("")};
  if (one.id.empty())
    return fail(ErrorCode::bad_response, "whereby answered with a transcription without its id");
  one.room = wire::without_slash(json["roomName"].text_or(""));
  one.session_id = json["roomSessionId"].id_or("");
  one.state = read_state(json["state"]);
  one.from_recording = json["type"].text() == "RECORDING_TRANSCRIPTION";
  one.self_hosted = json["storageType"].text() == "SELF_HOSTED";
  one.filename = json["filename"].text_or("");
  one.created_at = wire::read_time(json["createdAt"]);
  one.started_at = wire::read_time(json["startDate"]);
  one.ended_at = wire::read_time(json["endDate"]);
  constexpr double longest = 1e9;
  if (const auto seconds = json["durationInSeconds"].number(); seconds && *seconds >= 0 && *seconds < longest)
    one.duration = std::chrono::milliseconds(static_cast<std::int64_t>(*seconds * 1000));
  return one;
}

Failure nameless() {
  return fail(ErrorCode::invalid_argument, "a transcription of whereby is asked for by its id");
}

}  // namespace

Step<std::string> WherebyPlatform::transcribe(const RecordingRef& recording) const {
  if (!recording.id || recording.id->empty()) {
    return fail(ErrorCode::failed_precondition,
                "whereby has not said the recording's id yet: its webhook recording.finished does");
  }
  return then_answer<std::string>(
      api_->post_transcription(*recording.id), [](const HttpResponse& answer) -> Step<std::string> {
        if (!wire::is_success(answer))
          return wire::read_failure(answer, "whereby did not begin a transcription");
        const auto body = spi::Json::parse(answer.body);
        const auto id = body ? (*body)["transcriptionId"].id() : std::nullopt;
        if (id && !id->empty()) return *id;
        return fail(ErrorCode::bad_response, "whereby answered without the transcription's id");
      });
}

Step<Page<Transcription>> WherebyPlatform::list_transcriptions(const MeetingRef& ref,
                                                               const PageToken& from) const {
  using Transcriptions = Page<Transcription>;
  return with_room<Transcriptions>(
      api_, "list_transcriptions", ref, [api = api_, from](const std::string& room) -> Step<Transcriptions> {
        return then_answer<Transcriptions>(
            api->get_transcriptions(room, from.value),
            [](const HttpResponse& answer) -> Step<Transcriptions> {
              if (!wire::is_success(answer))
                return wire::read_failure(answer, "whereby did not list transcriptions");
              return wire::read_page<Transcription>(answer, read_transcription);
            });
      });
}

Step<Transcription> WherebyPlatform::find_transcription(const std::string& id) const {
  if (id.empty()) return nameless();
  return then_answer<Transcription>(
      api_->get_transcription(id), [](const HttpResponse& answer) -> Step<Transcription> {
        if (!wire::is_success(answer))
          return wire::read_failure(answer, "whereby did not tell of a transcription");
        const auto body = spi::Json::parse(answer.body);
        if (!body)
          return fail(ErrorCode::bad_response, "whereby answered with a transcription that is not JSON");
        return read_transcription(*body);
      });
}

Step<DownloadLink> WherebyPlatform::transcription_link(const std::string& id,
                                                       std::chrono::seconds valid_for) const {
  if (id.empty()) return nameless();
  if (valid_for < std::chrono::seconds(1))
    return fail(ErrorCode::invalid_argument, "a link of whereby is good for one second at least");
  valid_for = std::min(valid_for, wire::longest_link);
  return then_answer<DownloadLink>(
      api_->get_transcription_link(id, valid_for),
      [expires_at = env_.now() + valid_for](const HttpResponse& answer) -> Step<DownloadLink> {
        return wire::read_link(answer, expires_at, "whereby gave no link to a transcription");
      });
}

Step<void> WherebyPlatform::delete_transcription(const std::string& id) const {
  if (id.empty()) return nameless();
  return then_answer<void>(api_->delete_transcription(id), [](const HttpResponse& answer) -> Step<void> {
    if (wire::is_success(answer)) return Result<void>{};
    auto failure = wire::read_failure(answer, "whereby did not delete a transcription");
    return failure.error.code == ErrorCode::not_found ? Step<void>(Result<void>{})
                                                      : Step<void>(std::move(failure));
  });
}

}  // namespace vplatform::platforms::whereby
