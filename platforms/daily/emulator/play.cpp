// What people and Daily itself do, played by name.

#include <algorithm>

#include "emulator/state.hpp"

namespace vplatform::platforms::daily {

namespace {

using spi::Json;

Failure not_playable(std::string_view what) {
  return fail(ErrorCode::invalid_argument, "the emulator of daily cannot play '" + std::string(what) +
                                               "': there are join, leave, start_recording, finish_recording, "
                                               "fail_recording, fail_webhooks, receiver, "
                                               "no_worker");
}

/// The last part of a room's address.
std::string room_of(std::string_view link) {
  link = link.substr(0, link.find_first_of("?#"));
  while (link.ends_with('/')) link.remove_suffix(1);
  return std::string(link.substr(link.rfind('/') + 1));
}

std::string error_event(const emulated::Recording& one, std::int64_t at_ms) {
  spi::JsonWriter json;
  emulated::begin_event(json, "recording.error",
                        "rec-err-" + one.instance + "-" + std::to_string(at_ms / 1000));
  json.member("action", "cloud-recording-error").member("error_msg", "cloud-recording-error: played");
  json.member("instance_id", one.instance).member("room_name", one.room);
  json.member("timestamp", std::to_string(at_ms / 1000));
  return emulated::end_event(json, at_ms);
}

}  // namespace

Result<JsonText> Emulator::State::play_recording(std::string_view what, const Json& arguments,
                                                 TimePoint now) {
  const std::string room = arguments["room"].text_or("");
  bool any = false;
  for (auto& one : recorded) {
    if (one.room != room || one.cancelled || (one.ready_ms && *one.ready_ms <= emulated::to_ms(now)))
      continue;
    any = true;
    if (what == "fail_recording") {
      one.cancelled = true;
      schedule(error_event(one, emulated::to_ms(now)), emulated::to_ms(now));
    } else {
      // What was told to come later comes now.
      const std::string id = one.id;
      std::erase_if(events, [&](const emulated::Event& event) {
        return event.body.find(id) != std::string::npos &&
               event.body.find("ready-to-download") != std::string::npos;
      });
      finish(one, one.stopped_ms.value_or(emulated::to_ms(now)), 0);
    }
  }
  if (!any) return fail(ErrorCode::not_found, "nothing is recorded in that room");
  return JsonText{"{}"};
}

Result<JsonText> Emulator::play(std::string_view what, const JsonText& arguments, TimePoint now) {
  const auto json = Json::parse(arguments.text);
  if (!json || !json->is_object())
    return fail(ErrorCode::invalid_argument, "the arguments are not a JSON object");
  if (what == "join") {
    const Person person{.user_id = (*json)["user_id"].text_or(""),
                        .user_name = (*json)["name"].text_or(""),
                        .owner = (*json)["role"].text() == "host"};
    const auto token = (*json)["token"].text();
    const std::string room =
        (*json)["link"].text() ? room_of(*(*json)["link"].text()) : (*json)["room"].text_or("");
    const auto id = token ? join_with_token(*token, now) : join(room, person, now);
    if (!id) return Failure{id.error()};
    return JsonText{spi::JsonWriter{}.begin_object().member("participant", *id).end_object().text()};
  }
  if (what == "leave") {
    leave((*json)["participant"].text_or(""), now);
    return JsonText{"{}"};
  }
  const std::lock_guard lock(state_->mutex);
  state_->tick(now);
  if (what == "finish_recording" || what == "fail_recording") return state_->play_recording(what, *json, now);
  if (what == "start_recording") {
    const auto answer =
        state_->start_recording((*json)["room"].text_or(""), *Json::parse(R"({"type":"cloud"})"), now);
    if (answer.status == 200) return JsonText{"{}"};
    return fail(ErrorCode::failed_precondition, "nobody is in that room, or it is recorded already");
  }
  if (what == "fail_webhooks") {
    state_->failing = static_cast<int>(std::max<std::int64_t>(0, (*json)["times"].integer().value_or(1)));
    return JsonText{"{}"};
  }
  if (what == "receiver") {
    state_->receiver = static_cast<int>((*json)["status"].integer().value_or(200));
    state_->receiver_seconds = (*json)["seconds"].integer().value_or(0);
    return JsonText{"{}"};
  }
  if (what == "no_worker") {
    state_->busy_workers = static_cast<int>((*json)["times"].integer().value_or(1));
    return JsonText{"{}"};
  }
  return not_playable(what);
}

}  // namespace vplatform::platforms::daily
