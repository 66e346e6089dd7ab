// What people and Whereby itself do, played by name.

#include "vplatform/platforms/whereby_emulator.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::whereby {

namespace {

Failure not_playable(std::string_view what) {
  return fail(ErrorCode::invalid_argument,
              "the emulator of whereby cannot play '" + std::string(what) +
                  "': there are join, admit, leave, finish_recording, start_transcription, "
                  "finish_transcription, fail_transcription");
}

Failure nobody() {
  return fail(ErrorCode::not_found, "nobody of that id is there");
}

JsonText object_with(std::string_view name, const std::string& value) {
  return {spi::JsonWriter{}.begin_object().member(name, value).end_object().text()};
}

}  // namespace

Result<JsonText> Emulator::play(std::string_view what, const JsonText& arguments, TimePoint now) {
  const auto json = spi::Json::parse(arguments.text);
  if (!json || !json->is_object())
    return fail(ErrorCode::invalid_argument, "the arguments are not a JSON object");
  const auto text = [&](std::string_view name) { return (*json)[name].text_or(""); };
  if (what == "join") {
    const auto link = text("link");
    const Visitor who{.role = (*json)["role"].text() == "host" ? "host" : "visitor",
                      .display_name = text("name"),
                      .external_id = text("user_id")};
    const auto id = link.empty() ? join(text("room"), who, now) : open_link(link, now);
    if (!id)
      return fail(ErrorCode::not_found, "there is no such room, it is full, or the link's key is wrong");
    return object_with("participant", *id);
  }
  if (what == "admit" || what == "leave") {
    const bool done = what == "admit" ? admit(text("participant"), now) : leave(text("participant"), now);
    return done ? Result<JsonText>(JsonText{"{}"}) : Result<JsonText>(nobody());
  }
  if (what == "finish_recording") {
    const auto id = finish_recording(text("room"), now);
    if (!id) return fail(ErrorCode::not_found, "there is no such room");
    return object_with("recording", *id);
  }
  if (what == "start_transcription") {
    const auto id = start_transcription(text("room"), now);
    if (!id) return fail(ErrorCode::not_found, "there is no such room");
    return object_with("transcription", *id);
  }
  if (what == "finish_transcription" || what == "fail_transcription") {
    const auto id = text("transcription");
    const bool done =
        what == "finish_transcription" ? finish_transcription(id, now) : fail_transcription(id, now);
    if (!done) return fail(ErrorCode::not_found, "no transcription of that id is being made");
    return JsonText{"{}"};
  }
  return not_playable(what);
}

}  // namespace vplatform::platforms::whereby
