// What people and the egress worker do, played by name.

#include "emulator/state.hpp"

namespace vplatform::platforms::livekit {

namespace {

Failure not_playable(std::string_view what) {
  return fail(ErrorCode::invalid_argument, "the emulator of livekit cannot play '" + std::string(what) +
                                               "': there are join, leave, finish_recording, fail_recording");
}

JsonText participant(const std::string& sid) {
  return {spi::JsonWriter{}.begin_object().member("participant", sid).end_object().text()};
}

}  // namespace

Result<JsonText> Emulator::play(std::string_view what, const JsonText& arguments, TimePoint now) {
  const auto json = spi::Json::parse(arguments.text);
  if (!json || !json->is_object())
    return fail(ErrorCode::invalid_argument, "the arguments are not a JSON object");
  if (const auto token = (*json)["token"].text(); token && what == "join") {
    const auto sid = join(*token, now);
    return sid ? Result<JsonText>(participant(*sid)) : Result<JsonText>(Failure{sid.error()});
  }
  const std::lock_guard lock(state_->mutex);
  state_->tick(now);
  const auto room = (*json)["room"].text_or("");
  if (what == "join") {
    if (state_->rooms.find(room) == nullptr) return fail(ErrorCode::not_found, "there is no such room");
    const auto name = (*json)["name"].text_or("");
    emulation::Person person{.identity = (*json)["user_id"].text_or(name), .name = name};
    return participant(state_->rooms.join(room, std::move(person), now));
  }
  if (what == "leave") {
    if (!state_->rooms.leave_by_sid((*json)["participant"].text_or(""), now)) {
      return fail(ErrorCode::not_found, "nobody of that id is in a room");
    }
    return JsonText{"{}"};
  }
  if (what == "finish_recording" || what == "fail_recording") {
    const auto error = what == "fail_recording" ? "played" : "";
    if (state_->egresses.end_all(room, error, now) == 0) {
      return fail(ErrorCode::not_found, "nothing is recorded in that room");
    }
    return JsonText{"{}"};
  }
  return not_playable(what);
}

}  // namespace vplatform::platforms::livekit
