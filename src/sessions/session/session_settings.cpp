#include "sessions/session/session_settings.hpp"

#include <array>
#include <type_traits>
#include <utility>
#include <variant>

#include "sessions/session/enumerator.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::sessions {
namespace {

struct Right {
  std::string_view name{};
  std::optional<bool> RoleRights::*member = nullptr;
  Capability capability = Capability::join;
};

constexpr std::array rights{
    Right{"screen_share", &RoleRights::screen_share, Capability::join_screen_share},
    Right{"microphone", &RoleRights::microphone, Capability::join_microphone},
    Right{"camera", &RoleRights::camera, Capability::join_camera},
    Right{"chat", &RoleRights::chat, Capability::join_chat},
    Right{"recording", &RoleRights::recording, Capability::join_recording},
};

void write_rights(spi::JsonWriter& json, std::string_view role, const RoleRights& of_role) {
  json.key(role).begin_object();
  for (const Right& right : rights) {
    if (const auto& given = of_role.*right.member) json.member(right.name, *given);
  }
  json.end_object();
}

RoleRights rights_from(const spi::Json& json) {
  RoleRights of_role;
  for (const Right& right : rights) of_role.*right.member = json[right.name].boolean();
  return of_role;
}

/// Writes a target member by member; what is secret is left out.
class TargetWriter {
 public:
  explicit TargetWriter(spi::JsonWriter& json) : json_(json) {}

  void operator()(const ProviderStorage&) { json_.member("storage", "provider"); }
  void operator()(const S3Keys& s3) {
    json_.member("storage", "s3_keys").member("bucket", s3.bucket).member("region", s3.region);
    json_.member("endpoint", s3.endpoint).member("prefix", s3.prefix);
  }
  void operator()(const S3Role& s3) {
    json_.member("storage", "s3_role").member("bucket", s3.bucket).member("region", s3.region);
    json_.member("role_arn", s3.role_arn).member("prefix", s3.prefix);
  }
  void operator()(const GoogleStorage& google) {
    json_.member("storage", "gcs").member("bucket", google.bucket).member("prefix", google.prefix);
  }
  void operator()(const AzureStorage& azure) {
    json_.member("storage", "azure").member("account", azure.account).member("container", azure.container);
    json_.member("prefix", azure.prefix);
  }
  void operator()(const FileTarget& file) { json_.member("storage", "file").member("path", file.path); }

 private:
  spi::JsonWriter& json_;
};

void write_recording(spi::JsonWriter& json, const RecordingSpec& spec) {
  json.key("recording").begin_object();
  json.member("kind", to_string(spec.kind)).member("instance_key", spec.instance_key);
  if (spec.max_length) json.member("max_length", static_cast<std::int64_t>(spec.max_length->count()));
  std::visit(TargetWriter(json), spec.target);
  json.end_object();
}

/// The targets that are whole without a secret; nothing for the others.
std::optional<RecordingTarget> target_from(const spi::Json& json) {
  const std::string storage = json["storage"].text_or("provider");
  if (storage == "provider") return ProviderStorage{};
  if (storage == "file") return FileTarget{json["path"].text_or("")};
  if (storage == "s3_role") {
    return S3Role{.bucket = json["bucket"].text_or(""),
                  .region = json["region"].text_or(""),
                  .role_arn = json["role_arn"].text_or(""),
                  .prefix = json["prefix"].text_or("")};
  }
  return std::nullopt;
}

void read_recording(const spi::Json& json, SessionSettings& settings) {
  if (!json.is_object()) return;
  RecordingSpec spec{
      .kind =
          enumerator_from(json["kind"].text_or(""), RecordingKind::local).value_or(RecordingKind::composed),
      .instance_key = json["instance_key"].text_or("")};
  if (const auto length = json["max_length"].integer()) spec.max_length = std::chrono::seconds(*length);
  auto target = target_from(json);
  settings.lacks_keys = !target;
  if (target) spec.target = *std::move(target);
  settings.meeting.recording = std::move(spec);
}

Result<void> write_extras(spi::JsonWriter& json, const std::map<std::string, JsonText>& extras) {
  json.key("extras").begin_object();
  for (const auto& [kind, text] : extras) {
    const auto object = spi::Json::parse(text.text);
    if (!object || !object->is_object())
      return fail(ErrorCode::invalid_argument, "the extras for '" + kind + "' are no JSON object");
    json.key(kind).raw(object->dump());
  }
  json.end_object();
  return {};
}

}  // namespace

const RoleRights& SessionSettings::rights_of(Role role) const noexcept {
  switch (role) {
    case Role::host:
      return host;
    case Role::participant:
      return participant;
    case Role::viewer:
      return viewer;
  }
  return viewer;
}

CapabilitySet needs_of(const RoleRights& of_role) noexcept {
  CapabilitySet needs;
  for (const Right& right : rights) {
    if (of_role.*right.member) needs.add(right.capability);
  }
  return needs;
}

Result<std::string> settings_json(const SessionSpec& spec, const PlatformInfo& platform) {
  const MeetingSpec& meeting = spec.meeting;
  spi::JsonWriter json;
  json.begin_object().member("kind", platform.kind);
  json.member("capabilities", to_string(platform.capabilities));
  json.key("attributes").begin_object();
  for (const auto& [name, value] : spec.room.attributes) json.member(name, value);
  json.end_object();
  json.key("meeting").begin_object().member("eject_at_end", meeting.eject_at_end);
  if (meeting.access) json.member("access", to_string(*meeting.access));
  if (!meeting.metadata.empty()) json.member("metadata", meeting.metadata);
  if (meeting.recording) write_recording(json, *meeting.recording);
  if (auto written = write_extras(json, meeting.extras); !written) return Failure{written.error()};
  json.end_object().key("rights").begin_object();
  write_rights(json, "host", spec.host_rights);
  write_rights(json, "participant", spec.participant_rights);
  write_rights(json, "viewer", spec.viewer_rights);
  return json.end_object().end_object().text();
}

SessionSettings settings_from(std::string_view text) {
  const spi::Json json = spi::Json::parse(text).value_or(spi::Json());
  const spi::Json meeting = json["meeting"];
  SessionSettings settings;
  settings.meeting.eject_at_end = meeting["eject_at_end"].boolean().value_or(false);
  settings.meeting.access = enumerator_from(meeting["access"].text_or(""), Access::open);
  settings.meeting.metadata = meeting["metadata"].text_or("");
  read_recording(meeting["recording"], settings);
  for (const auto& [kind, object] : meeting["extras"].members())
    settings.meeting.extras[kind] = {object.dump()};
  settings.host = rights_from(json["rights"]["host"]);
  settings.participant = rights_from(json["rights"]["participant"]);
  settings.viewer = rights_from(json["rights"]["viewer"]);
  return settings;
}

}  // namespace vplatform::sessions
