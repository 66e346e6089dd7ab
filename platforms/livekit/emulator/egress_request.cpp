// What somebody asked of Egress, as LiveKit says it again.

#include <algorithm>
#include <array>
#include <utility>

#include "emulator/egress.hpp"

namespace vplatform::platforms::livekit::emulation {

namespace {

std::string respelt(std::string_view name, Dialect dialect) {
  if (name == "aliOSS") return std::string(name);
  std::string out;
  bool up = false;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (dialect == Dialect::answer) {
      if (upper) out += '_';
      out += upper ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (c == '_') {
      up = true;
    } else {
      out += up && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      up = false;
    }
  }
  return out;
}

std::string_view redacted(const std::string& snake) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> hidden{
      {{"access_key", "{access_key}"},
       {"secret", "{secret}"},
       {"session_token", "{session_token}"},
       {"assume_role_external_id", "{external_id}"},
       {"credentials", "{credentials}"},
       {"account_name", "{account_name}"},
       {"account_key", "{account_key}"}}};
  const auto found =
      std::find_if(hidden.begin(), hidden.end(), [&](const auto& one) { return one.first == snake; });
  return found == hidden.end() ? std::string_view{} : found->second;
}

// A message's members where nobody has set them, by the member that holds the message. What is one of several
// that exclude each other is left out.
std::string_view defaults_of(std::string_view holder) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> all{{
      {"room_composite",
       R"({"room_name":"","layout":"","audio_only":false,"audio_mixing":"DEFAULT_MIXING","video_only":false,"custom_base_url":"","file_outputs":[],"stream_outputs":[],"segment_outputs":[],"image_outputs":[],"webhooks":[]})"},
      {"web",
       R"({"url":"","audio_only":false,"video_only":false,"await_start_signal":false,"file_outputs":[],"stream_outputs":[],"segment_outputs":[],"image_outputs":[],"webhooks":[]})"},
      {"participant",
       R"({"room_name":"","identity":"","screen_share":false,"file_outputs":[],"stream_outputs":[],"segment_outputs":[],"image_outputs":[],"webhooks":[]})"},
      {"track_composite",
       R"({"room_name":"","audio_track_id":"","video_track_id":"","file_outputs":[],"stream_outputs":[],"segment_outputs":[],"image_outputs":[],"webhooks":[]})"},
      {"track", R"({"room_name":"","track_id":"","webhooks":[]})"},
      {"file_outputs", R"({"file_type":"DEFAULT_FILETYPE","filepath":"","disable_manifest":false})"},
      {"file", R"({"filepath":"","disable_manifest":false})"},
      {"stream_outputs", R"({"protocol":"DEFAULT_PROTOCOL","urls":[]})"},
      {"segment_outputs",
       R"({"protocol":"DEFAULT_SEGMENTED_FILE_PROTOCOL","filename_prefix":"","playlist_name":"","live_playlist_name":"","segment_duration":0,"filename_suffix":"INDEX","disable_manifest":false})"},
      {"image_outputs",
       R"({"capture_interval":0,"width":0,"height":0,"filename_prefix":"","filename_suffix":"IMAGE_SUFFIX_INDEX","image_codec":"IC_DEFAULT","disable_manifest":false})"},
      {"s3",
       R"({"access_key":"","secret":"","session_token":"","assume_role_arn":"","assume_role_external_id":"","region":"","endpoint":"","bucket":"","force_path_style":false,"metadata":{},"tagging":"","content_disposition":"","proxy":null})"},
      {"gcp", R"({"credentials":"","bucket":"","proxy":null})"},
      {"azure", R"({"account_name":"","account_key":"","container_name":""})"},
      {"webhooks", R"({"url":"","signing_key":"","filter_params":null})"},
      {"egress", R"({"room_name":"","outputs":[],"storage":null,"webhooks":[]})"},
      {"template", R"({"layout":"","audio_only":false,"video_only":false,"custom_base_url":""})"},
      {"outputs", R"({"storage":null})"},
      {"outputs.file", R"({"file_type":"DEFAULT_FILETYPE","filepath":"","disable_manifest":false})"},
  }};
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.first == holder; });
  return found == all.end() ? std::string_view{} : found->second;
}

bool is_default(const spi::Json& json) {
  if (json.text()) return json.text()->empty();
  return (json.is_array() && json.size() == 0) || json.dump() == "false" || json.dump() == "0";
}

class Copier {
 public:
  Copier(Dialect dialect, bool redacts) : dialect_(dialect), redacts_(redacts) {}

  [[nodiscard]] std::string object(const spi::Json& json, std::string_view holder) const {
    const bool is_map = holder == "metadata" || holder == "attributes";
    spi::JsonWriter out;
    out.begin_object();
    for (const auto& [name, value] : json.members()) {
      if (value.is_null() || (dialect_ == Dialect::webhook && is_default(value))) continue;
      const auto snake = respelt(name, Dialect::answer);
      const auto hidden = redacts_ && !is_map ? redacted(snake) : std::string_view{};
      out.key(is_map ? name : respelt(name, dialect_));
      if (!hidden.empty() && !value.text_or("").empty()) {
        out.value(hidden);
      } else {
        // One name, two messages.
        out.raw(any(value, holder == "outputs" && snake == "file" ? "outputs.file" : snake));
      }
    }
    out.end_object();
    const auto defaults = dialect_ == Dialect::answer ? defaults_of(holder) : std::string_view{};
    return defaults.empty() ? out.text() : filled(defaults, out.text());
  }

 private:
  // Null says of a message that it is not there, so nothing is merged away.
  static std::string filled(std::string_view defaults, const std::string& set) {
    const auto have = *spi::Json::parse(set);
    const auto all = *spi::Json::parse(defaults);
    spi::JsonWriter out;
    out.begin_object();
    for (const auto& [name, value] : all.members()) {
      if (!have[name].is_present()) out.key(name).raw(value.dump());
    }
    for (const auto& [name, value] : have.members()) out.key(name).raw(value.dump());
    return std::move(out.end_object()).text();
  }

  [[nodiscard]] std::string any(const spi::Json& json, std::string_view holder) const {
    if (json.is_object()) return object(json, holder);
    if (!json.is_array()) return json.dump();
    spi::JsonWriter out;
    out.begin_array();
    for (const auto& item : json.items()) out.raw(any(item, holder));
    return std::move(out.end_array()).text();
  }

  Dialect dialect_;
  bool redacts_;
};

}  // namespace

std::string request_text(const spi::Json& request, std::string_view kind, Dialect dialect) {
  // With two outputs of a kind the secrets come back in clear, as the real server sends them.
  const auto outputs = request["fileOutputs"].is_present() ? request["fileOutputs"] : request["file_outputs"];
  return Copier(dialect, outputs.size() < 2).object(request, respelt(kind, Dialect::answer));
}

}  // namespace vplatform::platforms::livekit::emulation
