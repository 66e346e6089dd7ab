#include "cli/show_recording.hpp"

#include <chrono>

#include "cli/json_shapes.hpp"
#include "cli/recording_text.hpp"

namespace vplatform::cli {
namespace {

std::string text_of(const std::optional<TimePoint>& at) {
  return at ? to_rfc3339(*at) : "";
}

std::string text_of(const std::optional<std::chrono::milliseconds>& length) {
  if (!length) return {};
  return std::to_string(std::chrono::round<std::chrono::seconds>(*length).count()) + " s";
}

std::string text_of(const RecordingFile& file) {
  std::string text = file.path;
  if (!file.track.empty()) text += "  " + file.track;
  if (file.bytes) text += "  " + std::to_string(*file.bytes) + " bytes";
  return text;
}

Ink ink_of(RecordingState state) {
  const bool bad = state == RecordingState::failed || state == RecordingState::cancelled;
  return bad ? Ink::bad : state == RecordingState::ready ? Ink::good : Ink::plain;
}

}  // namespace

void show_recording(Output& out, const Recording& recording) {
  if (out.json()) {
    out.value(to_json(write_recording, recording));
    return;
  }
  std::vector<std::pair<std::string, std::string>> fields{
      {"recording", to_text(recording.ref)},
      {"kind", std::string(to_string(recording.ref.kind))},
      {"state", std::string(to_string(recording.state))},
      {"started at", text_of(recording.started_at)},
      {"ended at", text_of(recording.ended_at)},
      {"length", text_of(recording.duration)},
      {"failure", recording.failure}};
  for (const auto& file : recording.files) fields.emplace_back("file", text_of(file));
  out.fields(fields);
}

Row row_of(const Recording& recording) {
  return {to_text(recording.ref),
          {to_string(recording.state), ink_of(recording.state)},
          text_of(recording.started_at),
          text_of(recording.duration),
          {recording.failure, Ink::bad}};
}

}  // namespace vplatform::cli
