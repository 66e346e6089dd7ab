// People and their tracks in LiveKit's two dialects, as a client on LiveKit's own SDK has them.

#include <array>

#include "emulator/messages.hpp"

namespace vplatform::platforms::livekit::emulation {

namespace {

const char* mime_of(const Track& track) {
  return track.type == "AUDIO" ? "audio/red" : "video/VP8";
}

// What the transport makes of a track, which nobody here has.
constexpr std::string_view some_mid = "7";
constexpr std::string_view some_cid = "00000000-0000-4000-8000-000000000000";

struct Layer {
  const char* quality;
  const char* rid;
  int width;
  int height;
  int bitrate;
};
// Of a camera of 640 by 480.
constexpr std::array<Layer, 2> some_layers{
    {{"LOW", "q", 480, 360, 225'000}, {"MEDIUM", "h", 640, 480, 450'000}}};

void write_layers(FieldWriter& fields, spi::JsonWriter& out, const Track& track, Dialect dialect) {
  if (track.type == "AUDIO") {
    fields.default_only("layers", "[]");
    return;
  }
  fields.begin("layers").begin_array();
  for (std::size_t i = 0; i < some_layers.size(); ++i) {
    const auto& layer = some_layers.at(i);
    out.begin_object();
    FieldWriter members(out, dialect);
    if (dialect == Dialect::answer || i > 0) members.text("quality", layer.quality);
    members.number("width", layer.width).number("height", layer.height).number("bitrate", layer.bitrate);
    members.number("ssrc", 0).number("spatialLayer", static_cast<std::int64_t>(i)).text("rid", layer.rid);
    members.number("repairSsrc", 0);
    out.end_object();
  }
  out.end_array();
}

void write_codec(spi::JsonWriter& out, const Track& track, Dialect dialect) {
  out.begin_array().begin_object();
  FieldWriter fields(out, dialect);
  fields.text("mimeType", mime_of(track)).text("mid", some_mid).text("cid", some_cid);
  write_layers(fields, out, track, dialect);
  fields.text("sdpCid", "").text("videoLayerMode", "ONE_SPATIAL_LAYER_PER_STREAM");
  out.end_object().end_array();
}

void write_permission(spi::JsonWriter& out, const Person& person, Dialect dialect) {
  out.begin_object();
  FieldWriter fields(out, dialect);
  fields.flag("canSubscribe", person.can_subscribe)
      .flag("canPublish", person.can_publish)
      .flag("canPublishData", person.can_publish_data)
      .flag("hidden", person.hidden)
      .flag("recorder", false);
  if (person.sources.empty()) {
    fields.default_only("canPublishSources", "[]");
  } else {
    fields.begin("canPublishSources").begin_array();
    for (const auto& source : person.sources) out.value(source);
    out.end_array();
  }
  fields.flag("canUpdateMetadata", person.can_update_metadata)
      .flag("agent", person.kind == "AGENT")
      .flag("canSubscribeMetrics", false)
      .flag("canManageAgentSession", false);
  out.end_object();
}

void write_attributes(FieldWriter& fields, spi::JsonWriter& out, const Person& person) {
  if (person.attributes.empty()) {
    fields.default_only("attributes", "{}");
    return;
  }
  fields.begin("attributes").begin_object();
  for (const auto& [name, value] : person.attributes) out.member(name, value);
  out.end_object();
}

}  // namespace

void write_track(spi::JsonWriter& out, const Track& track, Dialect dialect) {
  out.begin_object();
  FieldWriter fields(out, dialect);
  fields.text("sid", track.sid);
  // AUDIO and UNKNOWN are the defaults.
  if (dialect == Dialect::answer || track.type != "AUDIO") fields.text("type", track.type);
  const bool is_video = track.type == "VIDEO";
  fields.text("name", track.name).flag("muted", track.muted);
  fields.number("width", is_video ? some_layers.back().width : 0);
  fields.number("height", is_video ? some_layers.back().height : 0);
  fields.flag("simulcast", is_video).flag("disableDtx", false);
  if (dialect == Dialect::answer || track.source != "UNKNOWN") fields.text("source", track.source);
  write_layers(fields, out, track, dialect);
  fields.text("mimeType", mime_of(track)).text("mid", some_mid);
  write_codec(fields.begin("codecs"), track, dialect);
  fields.flag("stereo", false).flag("disableRed", false).default_only("encryption", "\"NONE\"");
  fields.text("stream", "camera").begin("version").begin_object();
  FieldWriter(out, dialect)
      .long_number("unixMicro", unix_milliseconds(track.published_at) * 1000)
      .number("ticks", 0);
  out.end_object();
  fields.default_only("audioFeatures", "[]");
  if (is_video) {
    fields.default_only("backupCodecPolicy", "\"PREFER_REGRESSION\"");
  } else {
    fields.text("backupCodecPolicy", "SIMULCAST");
  }
  fields.default_only("packetTrailerFeatures", "[]");
  out.end_object();
}

void write_person(spi::JsonWriter& out, const Person& person, Dialect dialect) {
  out.begin_object();
  FieldWriter fields(out, dialect);
  fields.text("sid", person.sid).text("identity", person.identity);
  out.member("state", person.is_gone ? "DISCONNECTED" : "ACTIVE");
  if (person.tracks.empty()) {
    fields.default_only("tracks", "[]");
  } else {
    fields.begin("tracks").begin_array();
    for (const auto& track : person.tracks) write_track(out, track, dialect);
    out.end_array();
  }
  fields.text("metadata", person.metadata);
  fields.long_number("joinedAt", unix_seconds(person.joined_at))
      .long_number("joinedAtMs", unix_milliseconds(person.joined_at));
  fields.text("name", person.name).number("version", 2);
  write_permission(fields.begin("permission"), person, dialect);
  fields.text("region", "").flag("isPublisher", person.is_publisher);
  if (dialect == Dialect::answer || person.kind != "STANDARD") fields.text("kind", person.kind);
  write_attributes(fields, out, person);
  if (person.is_gone) fields.text("disconnectReason", person.reason);
  if (!person.is_gone) fields.default_only("disconnectReason", "\"UNKNOWN_REASON\"");
  fields.default_only("kindDetails", "[]").default_only("dataTracks", "[]").number("clientProtocol", 2);
  fields.begin("capabilities").begin_array();
  for (const auto capability : {"CAP_PACKET_TRAILER", "CAP_COMPRESSION_DEFLATE_RAW"}) out.value(capability);
  out.end_array().end_object();
}

}  // namespace vplatform::platforms::livekit::emulation
