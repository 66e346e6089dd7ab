// Recorders and what they have stored: https://docs.daily.co/reference/rest-api/recordings (2025-11)

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "emulator/state.hpp"

namespace vplatform::platforms::daily {

using emulated::bad_request;
using emulated::error;
using emulated::ok;
using spi::Json;

namespace {

constexpr std::string_view default_instance = "c3df927c-f738-4471-a2b7-066fa7e95a6b";
constexpr std::int64_t longest_s = 10'800;

constexpr std::array<std::string_view, 13> start_fields{
    "type",         "instanceId",     "layout",      "width",           "height",      "fps",  "videoBitrate",
    "audioBitrate", "minIdleTimeOut", "maxDuration", "backgroundColor", "dataOutputs", "token"};

std::optional<std::string> fault_of_start(const Json& body) {
  for (const auto& [name, value] : body.members()) {
    if (std::find(start_fields.begin(), start_fields.end(), name) == start_fields.end()) {
      return "\"" + name + "\" is not allowed";
    }
  }
  const auto type = body["type"].text_or("cloud");
  if (type != "cloud" && type != "cloud-audio-only" && type != "raw-tracks") return "type is not known";
  if (body["instanceId"].text() == default_instance) return "instanceId is reserved";
  if (body["maxDuration"].is_present() && body["maxDuration"].integer().value_or(0) < 1)
    return "maxDuration is too short";
  return std::nullopt;
}

bool runs(const emulated::Recording& one) {
  return !one.stopped_ms && !one.cancelled;
}

std::string started_event(const emulated::Recording& one) {
  spi::JsonWriter json;
  emulated::begin_event(json, "recording.started",
                        "rec-sta-" + one.instance + "-" + std::to_string(one.started_ms / 1000));
  json.member("action", "start-cloud-recording").member("recording_id", one.id);
  json.key("layout")
      .begin_object()
      .member("preset", one.type == "raw-tracks"         ? "raw-tracks-audio-only"
                        : one.type == "cloud-audio-only" ? "audio-only"
                                                         : "default")
      .end_object();
  json.member("started_by", "api")
      .member("instance_id", one.instance)
      .member("start_ts", one.started_ms / 1000);
  return emulated::end_event(json, one.started_ms);
}

std::string ready_event(const emulated::Recording& one, const std::string& s3_key) {
  spi::JsonWriter json;
  emulated::begin_event(json, "recording.ready-to-download",
                        "rec-rtd-" + one.instance + "-" + std::to_string(*one.ready_ms / 1000));
  json.member("type", one.type).member("recording_id", one.id).member("room_name", one.room);
  json.member("start_ts", one.started_ms / 1000).member("status", "finished").member("max_participants", 1);
  json.member("duration", (*one.stopped_ms - one.started_ms) / 1000).member("s3_key", s3_key);
  return emulated::end_event(json, *one.ready_ms);
}

std::string key_of(const std::string& domain, const emulated::Recording& one) {
  return domain + "/" + one.room + "/" + std::to_string(one.started_ms);
}

}  // namespace

HttpResponse Emulator::State::start_recording(const std::string& room, const Json& body, TimePoint now) {
  if (auto fault = fault_of_start(body)) return bad_request(*fault);
  if (!is_held(room)) return emulated::no_call(room);
  emulated::Recording wanted{.room = room,
                             .instance = body["instanceId"].text_or(default_instance),
                             .type = body["type"].text_or("cloud"),
                             .sitting = sittings[room].id,
                             .started_ms = emulated::to_ms(now)};
  const auto config = Json::parse(rooms_by_name[room].config);
  if (wanted.type == "raw-tracks" && !(config && (*config)["recordings_bucket"].is_object())) {
    return bad_request("raw-tracks needs a recordings_bucket");
  }
  const bool same = std::any_of(recorded.begin(), recorded.end(), [&](const auto& one) {
    return one.room == room && one.instance == wanted.instance && runs(one);
  });
  if (same) return bad_request("has an active stream");
  if (busy_workers > 0) {
    --busy_workers;
    return error(503, "server-error", "no media worker free");
  }
  wanted.id = new_uuid();
  wanted.latest_ms = wanted.started_ms + body["maxDuration"].integer().value_or(longest_s) * 1000;
  schedule(started_event(wanted), wanted.started_ms);
  recorded.push_back(std::move(wanted));
  return ok(R"({"status":"sent"})");
}

HttpResponse Emulator::State::stop_recording(const std::string& room, const Json& body, TimePoint now) {
  for (const auto& [name, value] : body.members()) {
    if (name != "instanceId" && name != "type") return bad_request("\"" + name + "\" is not allowed");
  }
  if (!is_held(room)) return emulated::no_call(room);
  const auto instance = body["instanceId"].text_or(default_instance);
  const bool tracks = body["type"].text() == "raw-tracks";
  const auto found = std::find_if(recorded.begin(), recorded.end(), [&](const auto& one) {
    return one.room == room && one.instance == instance && runs(one) && (one.type == "raw-tracks") == tracks;
  });
  if (found == recorded.end()) return bad_request("there is no active recording");
  finish(*found, emulated::to_ms(now), options.processing.count() * 1000);
  return ok(R"({"status":"sent"})");
}

void Emulator::State::finish(emulated::Recording& recording, std::int64_t at_ms,
                             std::int64_t processed_in_ms) {
  recording.stopped_ms = at_ms;
  recording.ready_ms = at_ms + processed_in_ms;
  // Nothing is said of a recording without a length.
  if (at_ms > recording.started_ms)
    schedule(ready_event(recording, key_of(options.domain, recording)), *recording.ready_ms);
}

void Emulator::State::finish_in(const std::string& room, std::int64_t at_ms) {
  for (auto& one : recorded) {
    if (one.room == room && runs(one)) finish(one, at_ms, options.processing.count() * 1000);
  }
}

void Emulator::State::end_long_recordings(std::int64_t now_ms) {
  for (auto& one : recorded) {
    if (runs(one) && *one.latest_ms <= now_ms) finish(one, *one.latest_ms, options.processing.count() * 1000);
  }
}

std::string Emulator::State::text_of(const emulated::Recording& one, std::int64_t now_ms) const {
  const bool finished = one.ready_ms && *one.ready_ms <= now_ms;
  spi::JsonWriter json;
  json.begin_object()
      .member("id", one.id)
      .member("room_name", one.room)
      .member("start_ts", one.started_ms / 1000);
  json.member("status", one.cancelled ? "canceled"
                        : finished    ? "finished"
                                      : "in-progress")
      .member("max_participants", 1);
  if (finished) json.member("duration", (*one.stopped_ms - one.started_ms) / 1000);
  json.member("s3key", key_of(options.domain, one)).member("mtgSessionId", one.sitting);
  if (one.type == "raw-tracks") {
    json.key("tracks").begin_array();
    for (const char* media : {"audio", "video"}) {
      json.begin_object().member("size", 4096).member("type", media);
      json.member("s3Key", key_of(options.domain, one) + "-" + one.sitting + "-cam-" + media).end_object();
    }
    json.end_array();
  }
  json.end_object();
  return std::move(json).text();
}

HttpResponse Emulator::State::recordings(const emulated::Call& call, TimePoint now) {
  const std::int64_t now_ms = emulated::to_ms(now);
  if (call.path.size() == 1) {
    if (call.method != "GET") return error(404, "not-found");
    const std::string room = emulated::query(call, "room_name");
    std::vector<const emulated::Recording*> list;
    std::vector<std::string> ids;
    for (auto one = recorded.rbegin(); one != recorded.rend(); ++one) {
      if (!room.empty() && one->room != room) continue;
      list.push_back(&*one);
      ids.push_back(one->id);
    }
    auto part = emulated::slice(call, ids);
    if (part.refusal) return *std::move(part.refusal);
    std::vector<std::string> items;
    for (std::size_t i = part.first; i < part.last; ++i) items.push_back(text_of(*list[i], now_ms));
    return ok(emulated::page_text(list.size(), items));
  }
  const auto found =
      std::find_if(recorded.begin(), recorded.end(), [&](const auto& one) { return one.id == call.path[1]; });
  if (found == recorded.end()) return error(404, "not-found", "recording not found");
  if (call.path.size() == 3 && call.path[2] == "access-link" && call.method == "GET")
    return link_to(call, *found, now);
  if (call.path.size() != 2) return error(404, "not-found");
  if (call.method == "GET") return ok(text_of(*found, now_ms));
  if (call.method != "DELETE") return error(404, "not-found");
  spi::JsonWriter json;
  json.begin_object().member("deleted", true).member("id", found->id).member("s3_bucket", "daily-recordings");
  json.member("s3_region", "us-west-2").member("s3_key", key_of(options.domain, *found)).end_object();
  recorded.erase(found);
  return ok(std::move(json).text());
}

HttpResponse Emulator::State::link_to(const emulated::Call& call, const emulated::Recording& recording,
                                      TimePoint now) const {
  std::int64_t seconds = 3600;
  if (const std::string text = emulated::query(call, "valid_for_secs"); !text.empty()) {
    const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (fault != std::errc{} || stop != text.data() + text.size() || seconds < 1 || seconds > 43'200) {
      return bad_request("valid_for_secs is not between 1 and 43200");
    }
  }
  if (!recording.ready_ms || *recording.ready_ms > emulated::to_ms(now))
    return bad_request("the recording is not finished");
  spi::JsonWriter json;
  json.begin_object();
  json.member("download_link", options.links
                                   ? "https://recordings.invalid/" + recording.id + "?signature=emulated"
                                   : std::string("Daily has no access to this bucket"));
  json.member("expires", emulated::to_seconds(now) + seconds).end_object();
  return ok(std::move(json).text());
}

}  // namespace vplatform::platforms::daily
