// What Daily takes as a room, by https://docs.daily.co/reference/rest-api/rooms/create-room (OpenAPI 1.1.1,
// 2026-07).

#include <algorithm>
#include <array>

#include "emulator/state.hpp"

namespace vplatform::platforms::daily::emulated {

namespace {

using spi::Json;

enum class Is : std::uint8_t { number, boolean, recording, anything };

struct Property {
  std::string_view name;
  Is type = Is::anything;
  std::string_view usual{};  // the default, which answers leave out
};

constexpr std::array properties_of_rooms{
    Property{"nbf", Is::number},
    Property{"exp", Is::number},
    Property{"max_participants", Is::number, "200"},
    Property{"eject_at_room_exp", Is::boolean, "false"},
    Property{"eject_after_elapsed", Is::number},
    Property{"enable_knocking", Is::boolean, "false"},
    Property{"enable_recording", Is::recording},
    Property{"enable_screenshare", Is::boolean, "true"},
    Property{"enable_video_processing_ui", Is::boolean, "true"},
    Property{"enable_chat", Is::boolean, "false"},
    Property{"enable_advanced_chat", Is::boolean, "false"},
    Property{"enable_shared_chat_history", Is::boolean, "true"},
    Property{"start_video_off", Is::boolean, "false"},
    Property{"start_audio_off", Is::boolean, "false"},
    Property{"enable_hidden_participants", Is::boolean, "false"},
    Property{"enforce_unique_user_ids", Is::boolean, "false"},
    Property{"enable_people_ui", Is::boolean},
    Property{"enable_cpu_warning_notifications", Is::boolean},
    Property{"enable_pip_ui", Is::boolean},
    Property{"enable_emoji_reactions", Is::boolean},
    Property{"enable_hand_raising", Is::boolean},
    Property{"enable_prejoin_ui", Is::boolean},
    Property{"enable_live_captions_ui", Is::boolean},
    Property{"enable_network_ui", Is::boolean},
    Property{"enable_noise_cancellation_ui", Is::boolean},
    Property{"enable_breakout_rooms", Is::boolean},
    Property{"enable_mesh_sfu", Is::boolean},
    Property{"enable_adaptive_simulcast", Is::boolean, "true"},
    Property{"enable_multiparty_adaptive_simulcast", Is::boolean, "false"},
    Property{"enable_terse_logging", Is::boolean, "false"},
    Property{"enable_transcription_storage", Is::boolean, "false"},
    Property{"enable_dialout", Is::boolean, "false"},
    Property{"disable_rtmp_geo_fallback", Is::boolean, "false"},
    Property{"experimental_optimize_large_calls", Is::boolean},
    Property{"sfu_switchover", Is::number, "0.5"},
    Property{"enable_raw_tracks_transcoded_audio"},
    Property{"recordings_bucket"},
    Property{"recordings_template"},
    Property{"transcription_bucket"},
    Property{"transcription_template"},
    Property{"auto_transcription_settings"},
    Property{"permissions"},
    Property{"geo"},
    Property{"rtmp_geo"},
    Property{"lang"},
    Property{"meeting_join_hook"},
    Property{"streaming_endpoints"},
    Property{"dialout_config"},
    Property{"sip"},
};

const Property* find_property(std::string_view name) {
  const auto* found = std::find_if(properties_of_rooms.begin(), properties_of_rooms.end(),
                                   [name](const Property& one) { return one.name == name; });
  return found == properties_of_rooms.end() ? nullptr : found;
}

bool is_recording_kind(const Json& value) {
  const auto text = value.text();
  return text &&
         (*text == "cloud" || *text == "cloud-audio-only" || *text == "local" || *text == "raw-tracks");
}

bool is_number(const Json& value) {
  return value.number() && !value.text();
}

bool has_type(const Json& value, Is type) {
  switch (type) {
    case Is::number:
      return is_number(value);
    case Is::boolean:
      return value.boolean() && !value.text();
    case Is::recording: {
      if (!value.is_array()) return is_recording_kind(value);
      const auto items = value.items();
      return std::all_of(items.begin(), items.end(), is_recording_kind);
    }
    case Is::anything:
      return true;
  }
  return true;
}

}  // namespace

bool is_room_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), allowed);
}

std::optional<std::string> fault_of_exp(const Json& exp, std::int64_t now) {
  if (!exp.is_present() || exp.is_null()) return std::nullopt;
  const std::string shown = exp.text() ? std::string(*exp.text()) : exp.dump();
  if (!is_number(exp))
    return "exp was '" + shown + "' but should be a number of seconds since the unix epoch";
  if (*exp.integer() > now) return std::nullopt;
  return "exp was '" + shown + "', which is in the past rather than in the future";
}

std::optional<std::string> fault_of(const Json& properties, std::int64_t now) {
  if (properties.is_present() && !properties.is_object()) return "properties is not an object";
  if (auto fault = fault_of_exp(properties["exp"], now)) return fault;
  for (const auto& [name, value] : properties.members()) {
    const Property* known = find_property(name);
    if (known == nullptr) return "\"" + name + "\" is not allowed";
    if (!value.is_null() && !has_type(value, known->type)) return "\"" + name + "\" has the wrong type";
  }
  return std::nullopt;
}

std::string merged_config(const std::string& config, const std::string& properties) {
  std::string merged = spi::merge_patch(config, properties).value_or(config);
  const auto json = Json::parse(merged);
  if (!json) return config;
  std::string defaults = "{";
  for (const auto& [name, value] : json->members()) {
    const Property* known = find_property(name);
    if (known == nullptr || value.dump() != known->usual) continue;
    defaults += (defaults.size() > 1 ? ",\"" : "\"") + name + "\":null";
  }
  return spi::merge_patch(merged, defaults + "}").value_or(merged);
}

}  // namespace vplatform::platforms::daily::emulated
