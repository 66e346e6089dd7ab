#include "emulator/play.hpp"

#include <algorithm>
#include <utility>

#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::livekit::emulation {

namespace {

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

JsonText said(std::string_view name, std::string_view value) {
  spi::JsonWriter out;
  return {std::move(out.begin_object().member(name, value).end_object()).text()};
}

// The room that somebody is in, where the arguments do not say it.
Result<std::string> room_of(const Stage& stage, const spi::Json& json) {
  const auto room = json["room"].text_or("");
  const auto who = json["participant"].text_or("");
  for (const auto* one : stage.rooms.all()) {
    if ((room.empty() || one->name == room) && one->people.find(who) != one->people.end()) return one->name;
  }
  return fail(ErrorCode::invalid_argument, "nobody is in a room as '" + who + "'");
}

// The claims of a token that a server of ours might have signed.
Result<Caller> made_up(const Stage& stage, const spi::Json& json) {
  const auto role = json["role"].text_or("participant");
  const bool known = role == "host" || role == "participant" || role == "viewer" || role == "agent";
  if (!known) return fail(ErrorCode::invalid_argument, "role is host, participant, viewer or agent");
  const bool active = role != "viewer";
  auto identity = json["user_id"].text_or("");
  if (identity.empty()) identity = stage.rooms.new_id("guest-");
  spi::JsonWriter claims;
  claims.begin_object().member("sub", identity).member("name", json["name"].text_or(""));
  if (role == "agent") claims.member("kind", "agent");
  claims.key("video").begin_object().member("roomJoin", true).member("room", json["room"].text_or(""));
  claims.member("roomAdmin", role == "host").member("canPublish", active).member("canPublishData", active);
  claims.end_object().end_object();
  auto parsed = spi::Json::parse(claims.text());
  if (!parsed) return Failure{parsed.error()};
  return Caller{.claims = *parsed};
}

Result<JsonText> join(const Stage& stage, const spi::Json& json) {
  const auto token = json["token"].text_or("");
  const auto caller = token.empty() ? made_up(stage, json) : Result<Caller>(stage.read_token(token));
  if (!caller) return Failure{caller.error()};
  if (caller->refusal) return fail(ErrorCode::unauthenticated, "the server refuses the token");
  if (token.empty() && stage.rooms.find(json["room"].text_or("")) == nullptr)
    return fail(ErrorCode::invalid_argument, "there is no room of that name");
  const auto sid = stage.join(*caller);
  if (!sid) return Failure{sid.error()};
  return said("participant", caller->claims["sub"].text_or(""));
}

Result<JsonText> leave(const Stage& stage, const spi::Json& json) {
  const auto room = room_of(stage, json);
  if (!room) return Failure{room.error()};
  (void)stage.rooms.leave(*room, json["participant"].text_or(""), "CLIENT_INITIATED", stage.now);
  return JsonText{"{}"};
}

bool may_publish(const Person& person, const std::string& source) {
  return person.can_publish &&
         (person.sources.empty() ||
          std::find(person.sources.begin(), person.sources.end(), source) != person.sources.end());
}

// What clients call their tracks.
std::string name_of(const std::string& source) {
  if (source == "MICROPHONE") return "mic";
  return source == "CAMERA" ? "camera" : "screen";
}

Result<JsonText> publish(const Stage& stage, const spi::Json& json) {
  const auto name = room_of(stage, json);
  if (!name) return Failure{name.error()};
  auto& room = *stage.rooms.find(*name);
  const auto& person = room.people.find(json["participant"].text_or(""))->second;
  const auto source = upper(json["source"].text_or("CAMERA"));
  if (!may_publish(person, source))
    return fail(ErrorCode::invalid_argument, "the participant may not publish that");
  const bool first = person.tracks.empty();
  const bool sound = source == "MICROPHONE" || source == "SCREEN_SHARE_AUDIO";
  const auto* track = stage.rooms.publish(
      room.name, person.identity,
      {.type = sound ? "AUDIO" : "VIDEO", .source = source, .name = name_of(source)}, stage.now);
  stage.recorder.track_published(room, person, *track, first, stage.now);
  return said("track", track->sid);
}

Result<JsonText> unpublish(const Stage& stage, const spi::Json& json) {
  if (!stage.rooms.unpublish(json["room"].text_or(""), json["track"].text_or(""), stage.now))
    return fail(ErrorCode::invalid_argument, "nobody publishes that track in that room");
  return JsonText{"{}"};
}

Result<JsonText> start_recording(const Stage& stage, const spi::Json& json) {
  const auto* room = stage.rooms.find(json["room"].text_or(""));
  if (room == nullptr) return fail(ErrorCode::invalid_argument, "there is no room of that name");
  const auto* job = stage.recorder.start_other(*room, json["path"].text_or("{room_name}.mp4"), stage.now);
  if (job == nullptr) return fail(ErrorCode::failed_precondition, "this server has no egress worker");
  return said("recording", job->id);
}

Result<Job*> running(const Stage& stage, const spi::Json& json) {
  const auto name = json["recording"].text_or(json["room"].text_or(""));
  auto* job = name.empty() ? nullptr : stage.recorder.running(name);
  if (job == nullptr) return fail(ErrorCode::invalid_argument, "no such recording is running");
  return job;
}

Result<JsonText> finish_recording(const Stage& stage, const spi::Json& json) {
  const auto job = running(stage, json);
  if (!job) return Failure{job.error()};
  stage.recorder.end(**job, "Source closed", stage.now);
  return said("recording", (*job)->id);
}

Result<JsonText> fail_recording(const Stage& stage, const spi::Json& json) {
  const auto job = running(stage, json);
  if (!job) return Failure{job.error()};
  stage.recorder.fail(**job, json["error"].text_or("Start signal not received"), 500, stage.now);
  return said("recording", (*job)->id);
}

}  // namespace

Person person_of(const Caller& caller) {
  const auto& claims = caller.claims;
  const auto video = claims["video"];
  Person person{.identity = claims["sub"].text_or(""),
                .name = claims["name"].text_or(""),
                .metadata = claims["metadata"].text_or(""),
                .kind = upper(claims["kind"].text_or("standard"))};
  person.hidden = video["hidden"].boolean().value_or(false);
  for (const auto& [name, value] : claims["attributes"].members())
    person.attributes[name] = value.text_or("");
  for (const auto& source : video["canPublishSources"].items())
    person.sources.push_back(upper(source.text_or("")));
  person.can_publish = video["canPublish"].boolean().value_or(true);
  person.can_subscribe = video["canSubscribe"].boolean().value_or(true);
  person.can_publish_data = video["canPublishData"].boolean().value_or(person.can_publish);
  return person;
}

Result<JsonText> play(const Stage& stage, std::string_view what, const JsonText& arguments) {
  const auto json = spi::Json::parse(arguments.empty() ? "{}" : arguments.text);
  if (!json || !json->is_object())
    return fail(ErrorCode::invalid_argument, "the arguments are not a JSON object");
  if (what == "join") return join(stage, *json);
  if (what == "leave") return leave(stage, *json);
  if (what == "publish") return publish(stage, *json);
  if (what == "unpublish") return unpublish(stage, *json);
  if (what == "start_recording") return start_recording(stage, *json);
  if (what == "finish_recording") return finish_recording(stage, *json);
  if (what == "fail_recording") return fail_recording(stage, *json);
  return fail(ErrorCode::invalid_argument, "livekit's emulator cannot play '" + std::string(what) + "'");
}

}  // namespace vplatform::platforms::livekit::emulation
