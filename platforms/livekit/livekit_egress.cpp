// What LiveKit's recorder says. Our instance key is a folder of the path that the file
// goes to, because the path is the one thing of ours that comes back in every answer and every webhook.

#include "livekit_egress.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <utility>

#include "livekit_wire.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::livekit::wire {

namespace {

std::optional<RecordingState> state_of(std::string_view status) {
  static constexpr std::array<std::pair<std::string_view, RecordingState>, 15> states{{
      {"", RecordingState::starting},  // the default, hence left out of webhooks
      {"EGRESS_STARTING", RecordingState::starting},
      {"0", RecordingState::starting},
      {"EGRESS_ACTIVE", RecordingState::active},
      {"1", RecordingState::active},
      {"EGRESS_ENDING", RecordingState::stopping},
      {"2", RecordingState::stopping},
      {"EGRESS_COMPLETE", RecordingState::ready},
      {"3", RecordingState::ready},
      {"EGRESS_FAILED", RecordingState::failed},
      {"4", RecordingState::failed},
      {"EGRESS_ABORTED", RecordingState::cancelled},
      {"5", RecordingState::cancelled},
      // What was recorded up to the limit is there.
      {"EGRESS_LIMIT_REACHED", RecordingState::ready},
      {"6", RecordingState::ready},
  }};
  const auto found =
      std::find_if(states.begin(), states.end(), [&](const auto& one) { return one.first == status; });
  if (found == states.end()) return std::nullopt;
  return found->second;
}

// What was asked for, whichever of the requests it is.
spi::Json request_in(const spi::Json& egress, std::string& name) {
  static constexpr std::array<FieldName, 6> requests{
      "roomComposite", "trackComposite", "track", "participant", "web", "egress"};
  for (const FieldName& one : requests) {
    if (auto request = field(egress, one); request.is_object()) {
      name = one.camel();
      return request;
    }
  }
  return {};
}

RecordingKind kind_of(std::string_view name, const spi::Json& request) {
  if (name == "track" || name == "trackComposite" || name == "participant") return RecordingKind::per_track;
  if (name == "egress" && field(request, "media").is_object()) return RecordingKind::per_track;
  const auto holder = name == "egress" ? field(request, "template") : request;
  return field(holder, "audioOnly").boolean().value_or(false) ? RecordingKind::audio_only
                                                              : RecordingKind::composed;
}

std::string key_in(std::string_view path) {
  const auto at = path.rfind(key_folder);
  if (at == std::string_view::npos || (at > 0 && path[at - 1] != '/')) return {};
  const auto rest = path.substr(at + key_folder.size());
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) return {};
  return spi::percent_decode(rest.substr(0, slash)).value_or("");
}

std::string first_key(const spi::Json& request, const std::vector<RecordingFile>& files) {
  if (auto key = key_in(text_of(field(request, "file"), "filepath")); !key.empty()) return key;
  for (const auto& output : field(request, "fileOutputs").items()) {
    if (auto key = key_in(text_of(output, "filepath")); !key.empty()) return key;
  }
  for (const auto& output : field(request, "outputs").items()) {
    if (auto key = key_in(text_of(field(output, "file"), "filepath")); !key.empty()) return key;
  }
  // An automatic track egress says its path itself, and an older server only the file that it wrote.
  if (auto key = key_in(text_of(request, "filepath")); !key.empty()) return key;
  for (const auto& file : files) {
    if (auto key = key_in(file.path); !key.empty()) return key;
  }
  return {};
}

std::optional<std::uint64_t> size_of(const spi::Json& file) {
  const auto size = number_of(file, "size");
  if (size <= 0) return std::nullopt;
  return static_cast<std::uint64_t>(size);
}

std::vector<RecordingFile> files_of(const spi::Json& egress, const std::string& track) {
  std::vector<RecordingFile> files;
  const auto add = [&](const spi::Json& file, const FieldName& name) {
    auto path = text_of(file, name);
    if (!path.empty()) files.push_back({.path = std::move(path), .bytes = size_of(file), .track = track});
  };
  for (const auto& file : field(egress, "fileResults").items()) add(file, "filename");
  for (const auto& segments : field(egress, "segmentResults").items()) add(segments, "playlistName");
  if (files.empty()) add(field(egress, "file"), "filename");  // the deprecated form, on older servers alone
  if (files.empty()) add(field(egress, "segments"), "playlistName");
  return files;
}

// An egress that only streams is no recording.
bool only_streams(const spi::Json& egress, const spi::Json& request) {
  const auto has = [](const spi::Json& json, const FieldName& name) { return field(json, name).size() > 0; };
  const bool keeps = has(egress, "fileResults") || has(egress, "segmentResults") ||
                     has(egress, "imageResults") || has(egress, "file") || has(egress, "segments") ||
                     has(request, "fileOutputs") || has(request, "segmentOutputs") || has(request, "file");
  return !keeps && (has(egress, "streamResults") || has(request, "streamOutputs") ||
                    !text_of(request, "websocketUrl").empty());
}

std::optional<TimePoint> nanoseconds_of(const spi::Json& json, const FieldName& name) {
  return time_from(std::chrono::nanoseconds(number_of(json, name)));
}

// How much an egress of several says about the whole.
int weight_of(RecordingState state) {
  switch (state) {
    case RecordingState::active:
      return 7;
    case RecordingState::starting:
    case RecordingState::requested:
      return 6;
    case RecordingState::stopping:
    case RecordingState::processing:
      return 5;
    case RecordingState::ready:
      return 4;
    case RecordingState::failed:
      return 3;
    default:
      return 2;
  }
}

// Adds one egress of several to the recording that they are.
void add_to(Recording& recording, const Egress& egress, bool first) {
  const bool says_more = first || weight_of(egress.state) > weight_of(recording.state);
  if (says_more) {
    recording.state = egress.state;
    recording.ref.id = egress.id.empty() ? std::nullopt : std::optional(egress.id);
    recording.failure = egress.failure;
  }
  if (egress.started_at && (!recording.started_at || *egress.started_at < *recording.started_at))
    recording.started_at = egress.started_at;
  if (egress.ended_at && (!recording.ended_at || *egress.ended_at > *recording.ended_at))
    recording.ended_at = egress.ended_at;
  recording.files.insert(recording.files.end(), egress.files.begin(), egress.files.end());
}

void finish(Recording& recording) {
  if (weight_of(recording.state) > weight_of(RecordingState::ready)) recording.ended_at.reset();
  // A server may say an end that is before the start.
  if (recording.started_at && recording.ended_at && *recording.ended_at >= *recording.started_at)
    recording.duration =
        std::chrono::duration_cast<std::chrono::milliseconds>(*recording.ended_at - *recording.started_at);
}

}  // namespace

bool Egress::runs() const noexcept {
  return state == RecordingState::requested || state == RecordingState::starting ||
         state == RecordingState::active;
}

Egress read_egress(const spi::Json& json) {
  Egress egress{.id = text_of(json, "egressId"),
                .room = text_of(json, "roomName"),
                .room_sid = text_of(json, "roomId"),
                .status = field(json, "status").id_or("")};
  std::string name;
  const auto request = request_in(json, name);
  if (egress.room.empty()) egress.room = text_of(request, "roomName");
  egress.kind = kind_of(name, request);
  const auto state = state_of(egress.status);
  egress.state_is_known = state.has_value();
  egress.state = state.value_or(RecordingState::processing);
  egress.track = text_of(request, "trackId");
  egress.files = files_of(json, egress.track);
  egress.is_stream = only_streams(json, request);
  egress.instance_key = first_key(request, egress.files);
  egress.started_at = nanoseconds_of(json, "startedAt");
  egress.ended_at = nanoseconds_of(json, "endedAt");
  egress.updated_at = nanoseconds_of(json, "updatedAt");
  egress.failure = text_of(json, "error");
  // A worker names the file before there is one.
  if (egress.state != RecordingState::ready)
    std::erase_if(egress.files, [](const auto& file) { return !file.bytes; });
  return egress;
}

std::vector<Recording> recordings_of(const std::vector<Egress>& egresses, const MeetingRef& meeting) {
  std::vector<Recording> list;
  std::map<std::string, std::size_t> places;  // of a recording, by its key or its only egress
  for (const auto& egress : egresses) {
    if (egress.is_stream) continue;
    const auto name = egress.instance_key.empty() ? '#' + egress.id : '=' + egress.instance_key;
    const auto [place, first] = places.emplace(name, list.size());
    if (first)
      list.push_back({.ref = {.meeting = meeting, .kind = egress.kind, .instance_key = egress.instance_key}});
    add_to(list[place->second], egress, first);
  }
  for (auto& recording : list) finish(recording);
  return list;
}

Result<spi::Json> read_egress_answer(const HttpResponse& answer, std::string_view what) {
  auto body = read_answer(answer, what);
  if (body) return body;
  auto& error = body.error();
  // The one message that decides: its code alone could be any defect of the server.
  if (error.provider_code == "internal" &&
      error.provider_message.find("redis required") != std::string::npos) {
    error.code = ErrorCode::failed_precondition;
    error.message = "this livekit server cannot record; it needs redis and an egress worker";
  } else if (error.provider_code == "unavailable") {
    error.message = std::string(what) + ": no egress worker is there, or none is free";
  }
  return body;
}

}  // namespace vplatform::platforms::livekit::wire
