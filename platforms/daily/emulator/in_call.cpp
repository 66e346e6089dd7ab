// Messages, shared data, rights, live streams and transcripts of a call:
// https://docs.daily.co/reference/rest-api/rooms (2025-11)

#include <algorithm>
#include <array>
#include <utility>

#include "emulator/state.hpp"

namespace vplatform::platforms::daily {

using emulated::bad_request;
using emulated::error;
using emulated::no_call;
using emulated::ok;
using spi::Json;
using spi::JsonWriter;

namespace {

constexpr std::string_view default_instance = "c3df927c-f738-4471-a2b7-066fa7e95a6b";
constexpr std::size_t longest_message = 4096;
constexpr const char* sent = R"({"sent":"true"})";

constexpr std::array<std::string_view, 14> stream_fields{
    "rtmpUrl",         "endpoints",  "instanceId",   "type",         "layout",         "width",
    "height",          "fps",        "videoBitrate", "audioBitrate", "minIdleTimeOut", "maxDuration",
    "backgroundColor", "dataOutputs"};
constexpr std::array<std::string_view, 12> transcript_fields{
    "language",           "model",       "tier",         "profanity_filter",
    "punctuate",          "endpointing", "redact",       "extra",
    "includeRawResponse", "instanceId",  "participants", "transcription_geo"};

template <class Names>
std::optional<HttpResponse> refuse_others(const Json& body, const Names& names) {
  for (const auto& [name, value] : body.members()) {
    if (std::find(names.begin(), names.end(), std::string_view(name)) == names.end())
      return bad_request("\"" + name + "\" is not allowed");
  }
  return std::nullopt;
}

bool are_rights(const Json& rights, std::initializer_list<std::string_view> known) {
  if (!rights.is_present() || rights.boolean()) return true;
  const auto items = rights.items();
  return rights.is_array() && std::all_of(items.begin(), items.end(), [&](const Json& one) {
           return std::find(known.begin(), known.end(), one.text().value_or("")) != known.end();
         });
}

std::optional<HttpResponse> fault_of_permissions(const Json& permissions) {
  constexpr std::array<std::string_view, 4> names{"hasPresence", "canSend", "canReceive", "canAdmin"};
  if (!permissions.is_object()) return bad_request("permissions are not an object");
  if (auto fault = refuse_others(permissions, names)) return fault;
  const bool right = are_rights(permissions["canSend"], {"video", "audio", "screenVideo", "screenAudio"}) &&
                     are_rights(permissions["canAdmin"], {"participants", "streaming", "transcription"});
  return right ? std::nullopt : std::optional(bad_request("a permission is not known"));
}

/// What is given replaces; within `canReceive` member by member.
std::string with_permissions(const std::string& old, const Json& given) {
  JsonWriter cleared;
  cleared.begin_object().key("canReceive").begin_object();
  for (const auto& [name, value] : given["canReceive"].members()) cleared.key(name).null();
  cleared.end_object().end_object();
  auto text = spi::merge_patch(old, cleared.text());
  if (text) text = spi::merge_patch(*text, given.dump());
  return text ? *text : old;
}

std::string streaming_event(const char* what, const emulated::Activity& stream, const std::string& domain_id,
                            std::int64_t at_ms) {
  JsonWriter json;
  const std::string type = std::string("streaming.") + what;
  emulated::begin_event(
      json, type, "str-" + std::string(what) + "-" + stream.instance + "-" + std::to_string(at_ms / 1000));
  json.member("timestamp", at_ms / 1000).member("instance_id", stream.instance);
  json.member("domain_id", domain_id);
  if (type != "streaming.ended") json.key("layout").begin_object().member("preset", "default").end_object();
  return emulated::end_event(json, at_ms);
}

std::string transcript_event(const char* what, const emulated::Activity& transcript, std::int64_t at_ms) {
  JsonWriter json;
  emulated::begin_event(json, std::string("transcript.") + what,
                        "trs-" + std::string(what) + "-" + transcript.id);
  json.member("id", transcript.id).key("info").begin_object().member("instanceId", transcript.instance);
  json.end_object().member("room_name", transcript.room).member("mtg_session_id", transcript.sitting);
  json.member("duration", (at_ms - transcript.started_ms) / 1000);
  json.member("status", std::string_view(what) == "started" ? "t_in_progress" : "t_finished");
  return emulated::end_event(json, at_ms);
}

std::string instance_in(const Json& body) {
  return body["instanceId"].text_or(default_instance);
}

auto find_in(std::vector<emulated::Activity>& list, const std::string& room, const std::string& instance) {
  return std::find_if(list.begin(), list.end(), [&](const emulated::Activity& one) {
    return one.room == room && one.instance == instance;
  });
}

}  // namespace

HttpResponse Emulator::State::session_data_of(const std::string& room) const {
  if (!is_held(room)) return no_call(room);
  const auto found = session_data.find(room);
  return ok(R"({"data":)" + (found == session_data.end() ? "{}" : found->second) + "}");
}

HttpResponse Emulator::State::change_call(const emulated::Call& call, const std::string& room,
                                          const Json& body, TimePoint now) {
  const std::string action = call.path[2] + (call.path.size() > 3 ? "/" + call.path[3] : std::string{});
  if (call.path.size() > 4) return error(404, "not-found");
  if (action == "send-app-message") return send_message(room, body);
  if (action == "set-session-data") return set_session_data(room, body);
  if (action == "update-permissions") return set_permissions(room, body);
  if (action.starts_with("live-streaming/")) return stream(call.path[3], room, body, emulated::to_ms(now));
  if (action.starts_with("transcription/")) return transcribe(call.path[3], room, body, emulated::to_ms(now));
  return error(404, "not-found");
}

HttpResponse Emulator::State::send_message(const std::string& room, const Json& body) const {
  constexpr std::array<std::string_view, 2> names{"data", "recipient"};
  if (auto fault = refuse_others(body, names)) return *std::move(fault);
  if (!body["data"].is_object()) return bad_request("missing required field");
  if (body["data"].dump().size() > longest_message) return bad_request("data is larger than 4 kB");
  return is_held(room) ? ok(sent) : no_call(room);
}

HttpResponse Emulator::State::set_session_data(const std::string& room, const Json& body) {
  constexpr std::array<std::string_view, 3> names{"data", "mergeStrategy", "keysToDelete"};
  if (auto fault = refuse_others(body, names)) return *std::move(fault);
  const auto strategy = body["mergeStrategy"].text_or("replace");
  if (strategy != "replace" && strategy != "shallow-merge") return bad_request("mergeStrategy is not known");
  if (!is_held(room)) return no_call(room);
  std::string& data = session_data[room];
  JsonWriter json;
  json.begin_object();
  const Json given = body["data"];
  const auto removed = body["keysToDelete"].items();
  const auto old = Json::parse(data);
  if (old && strategy == "shallow-merge") {
    for (const auto& [name, value] : old->members()) {
      const std::string& key = name;
      const bool goes =
          std::any_of(removed.begin(), removed.end(), [&](const Json& one) { return one.text() == key; });
      if (!goes && !given[key].is_present()) json.key(key).raw(value.dump());
    }
  }
  for (const auto& [name, value] : given.members()) json.key(name).raw(value.dump());
  json.end_object();
  data = std::move(json).text();
  return ok(sent);
}

HttpResponse Emulator::State::set_permissions(const std::string& room, const Json& body) {
  constexpr std::array<std::string_view, 1> names{"data"};
  if (auto fault = refuse_others(body, names)) return *std::move(fault);
  for (const auto& [who, permissions] : body["data"].members()) {
    if (auto fault = fault_of_permissions(permissions)) return *std::move(fault);
  }
  if (!is_held(room)) return no_call(room);
  for (const auto& [who, permissions] : body["data"].members()) {
    for (auto& [id, one] : connections) {
      if (one.room == room && (who == "*" || who == id))
        one.permissions = with_permissions(one.permissions, permissions);
    }
  }
  return ok(R"({"status":"sent"})");
}

HttpResponse Emulator::State::stream(const std::string& action, const std::string& room, const Json& body,
                                     std::int64_t now_ms) {
  if (auto fault = refuse_others(body, stream_fields)) return *std::move(fault);
  if (body["rtmpUrl"].is_present() && body["endpoints"].is_present())
    return bad_request("rtmpUrl and endpoints exclude each other");
  if (body["instanceId"].text() == default_instance) return bad_request("instanceId is reserved");
  if (!is_held(room)) return no_call(room);
  const auto found = find_in(streams, room, instance_in(body));
  if (action == "start") {
    if (!body["rtmpUrl"].is_present() && !body["endpoints"].is_present())
      return bad_request("missing required field");
    if (found != streams.end()) return bad_request("has an active stream");
    if (busy_workers > 0) {
      --busy_workers;
      return error(503, "server-error", "no media worker free");
    }
    streams.push_back({.id = new_uuid(), .room = room, .instance = instance_in(body), .started_ms = now_ms});
    schedule(streaming_event("started", streams.back(), options.domain_id, now_ms), now_ms);
    return ok(sent);
  }
  if (action != "update" && action != "stop") return error(404, "not-found");
  if (found == streams.end()) return bad_request("there is no active stream");
  schedule(streaming_event(action == "stop" ? "ended" : "updated", *found, options.domain_id, now_ms),
           now_ms);
  if (action == "stop") streams.erase(found);
  return ok(sent);
}

HttpResponse Emulator::State::transcribe(const std::string& action, const std::string& room, const Json& body,
                                         std::int64_t now_ms) {
  if (auto fault = refuse_others(body, transcript_fields)) return *std::move(fault);
  if (!is_held(room)) return no_call(room);
  const auto found = find_in(transcripts, room, instance_in(body));
  if (action == "start") {
    if (found != transcripts.end()) return bad_request("a transcription is in progress");
    transcripts.push_back({.id = new_uuid(),
                           .room = room,
                           .instance = instance_in(body),
                           .sitting = sittings[room].id,
                           .started_ms = now_ms});
    schedule(transcript_event("started", transcripts.back(), now_ms), now_ms);
    return ok(sent);
  }
  if (action != "update" && action != "stop") return error(404, "not-found");
  if (found == transcripts.end()) return error(404, "not-found", "there is no transcription");
  if (action == "stop") {
    schedule(transcript_event("ready-to-download", *found, now_ms), now_ms);
    transcripts.erase(found);
  }
  return ok(sent);
}

void Emulator::State::end_call(const std::string& room, std::int64_t at_ms) {
  session_data.erase(room);
  for (const auto& one : streams) {
    if (one.room == room) schedule(streaming_event("ended", one, options.domain_id, at_ms), at_ms);
  }
  for (const auto& one : transcripts) {
    if (one.room == room) schedule(transcript_event("ready-to-download", one, at_ms), at_ms);
  }
  const auto of_room = [&](const emulated::Activity& one) { return one.room == room; };
  std::erase_if(streams, of_room);
  std::erase_if(transcripts, of_room);
}

}  // namespace vplatform::platforms::daily
