// What Daily can do in a call and other platforms cannot: messages, shared data, rights, streams,
// transcripts.

#include <utility>

#include "daily_wire.hpp"
#include "vplatform/platforms/daily.hpp"

namespace vplatform::platforms::daily {

namespace {

using spi::Json;
using spi::JsonName;
using spi::JsonWriter;

constexpr std::size_t longest_message = 4096;

Failure no_object(std::string_view what) {
  return fail(ErrorCode::invalid_argument, std::string(what) + " for daily is not a JSON object");
}

bool is_object(const JsonText& text) {
  const auto json = Json::parse(text.text);
  return json && json->is_object();
}

void write_texts(JsonWriter& json, JsonName name, const std::vector<std::string>& texts) {
  json.key(name).begin_array();
  for (const auto& text : texts) json.value(text);
  json.end_array();
}

/// Daily's documents have `false` for no rights at all.
void write_rights(JsonWriter& json, JsonName name, const std::optional<std::vector<std::string>>& rights) {
  if (!rights) return;
  if (rights->empty()) {
    json.member(name, false);
  } else {
    write_texts(json, name, *rights);
  }
}

std::string permissions_body(const ParticipantId& who, const CallPermissions& permissions) {
  JsonWriter json;
  json.begin_object().key("data").begin_object().key(who.value).begin_object();
  if (permissions.has_presence) json.member("hasPresence", *permissions.has_presence);
  write_rights(json, "canSend", permissions.can_send);
  write_rights(json, "canAdmin", permissions.can_admin);
  if (!permissions.can_receive.empty()) json.key("canReceive").raw(permissions.can_receive.text);
  json.end_object().end_object().end_object();
  return std::move(json).text();
}

std::string session_data_body(const SessionDataChange& change) {
  JsonWriter json;
  json.begin_object().key("data").raw(change.data.empty() ? "{}" : change.data.text);
  json.member("mergeStrategy", change.merge ? "shallow-merge" : "replace");
  if (!change.remove.empty()) write_texts(json, "keysToDelete", change.remove);
  json.end_object();
  return std::move(json).text();
}

/// The options of a stream with what the fields say over them.
Result<std::string> stream_body(const LiveStream& stream) {
  const JsonText options{stream.options.empty() ? "{}" : stream.options.text};
  const auto given = Json::parse(options.text);
  if (!given || !given->is_object()) return no_object("the options of a live stream");
  for (const char* owned : {"rtmpUrl", "endpoints", "instanceId"}) {
    if (!(*given)[owned].is_present()) continue;
    return fail(ErrorCode::invalid_argument, "the options of a live stream may not hold '" +
                                                 std::string(owned) + "', which its own fields set");
  }
  JsonWriter fields;
  fields.begin_object();
  if (stream.rtmp_urls.size() == 1) fields.member("rtmpUrl", stream.rtmp_urls.front().reveal());
  if (stream.rtmp_urls.size() > 1) {
    fields.key("rtmpUrl").begin_array();
    for (const Secret& url : stream.rtmp_urls) fields.value(url.reveal());
    fields.end_array();
  }
  if (!stream.instance_id.empty()) fields.member("instanceId", stream.instance_id);
  fields.end_object();
  return spi::merge_patch(options.text, fields.text());
}

/// What a refusal of a call means where there may be nobody in.
Failure refusal_of(const HttpResponse& answer) {
  Failure refusal = failure_from(answer, "daily refused a change of a call");
  if (answer.status == 404) {
    refusal.error.code = ErrorCode::failed_precondition;
    refusal.error.message = "daily can do this only where somebody is in the room";
  }
  return refusal;
}

}  // namespace

Step<void> DailyPlatform::in_call(const Endpoint& endpoint, std::string_view operation, const MeetingRef& ref,
                                  std::string body, std::vector<Secret> secrets) const {
  if (!is_room_name(ref.id)) return no_room(ref.id);
  HttpRequest post = request(endpoint, operation, ref.id);
  post.body = std::move(body);
  for (Secret& secret : secrets) post.secrets.push_back(std::move(secret));
  return then_answer<void>(std::move(post), [](const HttpResponse& answer) -> Step<void> {
    return is_success(answer) ? Step<void>(Result<void>{}) : Step<void>(refusal_of(answer));
  });
}

Step<void> DailyPlatform::send_app_message(const MeetingRef& ref, const JsonText& data,
                                           const std::string& recipient) const {
  if (!is_object(data)) return no_object("a message");
  if (data.text.size() > longest_message)
    return fail(ErrorCode::invalid_argument, "a message for daily is larger than 4 kB");
  JsonWriter json;
  json.begin_object().key("data").raw(data.text).member("recipient", recipient).end_object();
  return in_call(send_message, "send_app_message", ref, std::move(json).text());
}

Step<JsonText> DailyPlatform::session_data(const MeetingRef& ref) const {
  if (!is_room_name(ref.id)) return no_room(ref.id);
  return then_answer<JsonText>(
      request(get_session_data, "session_data", ref.id), [](const HttpResponse& answer) -> Step<JsonText> {
        if (answer.status == 404) return refusal_of(answer);
        const auto json = read_object(answer, "give the data of a call");
        if (!json) return Failure{json.error()};
        const Json data = (*json)["data"];
        if (data.is_null()) return JsonText{"{}"};
        if (!data.is_object()) return fail(ErrorCode::bad_response, "daily's answer holds no data of a call");
        return JsonText{data.dump()};
      });
}

Step<void> DailyPlatform::set_session_data(const MeetingRef& ref, const SessionDataChange& change) const {
  if (!change.data.empty() && !is_object(change.data)) return no_object("the data of a call");
  if (!change.merge && !change.remove.empty()) {
    return fail(ErrorCode::invalid_argument,
                "daily takes keys away from a call's data only while it merges: set merge");
  }
  return in_call(put_session_data, "set_session_data", ref, session_data_body(change));
}

Step<void> DailyPlatform::update_permissions(const MeetingRef& ref, const ParticipantId& who,
                                             const CallPermissions& permissions) const {
  if (who.value.empty())
    return fail(ErrorCode::invalid_argument, "daily's permissions need a participant, or '*' for everybody");
  if (!permissions.can_receive.empty() && !is_object(permissions.can_receive))
    return no_object("can_receive");
  return in_call(put_permissions, "update_permissions", ref, permissions_body(who, permissions));
}

Step<void> DailyPlatform::set_stream(const Endpoint& endpoint, std::string_view operation,
                                     const MeetingRef& ref, const LiveStream& stream) const {
  auto body = stream_body(stream);
  if (!body) return Failure{body.error()};
  return in_call(endpoint, operation, ref, *std::move(body), stream.rtmp_urls);
}

Step<void> DailyPlatform::start_streaming(const MeetingRef& ref, const LiveStream& stream) const {
  if (stream.rtmp_urls.empty())
    return fail(ErrorCode::invalid_argument, "a live stream of daily needs an address in rtmp_urls");
  return set_stream(start_stream, "start_streaming", ref, stream);
}

Step<void> DailyPlatform::update_streaming(const MeetingRef& ref, const LiveStream& stream) const {
  return set_stream(update_stream, "update_streaming", ref, stream);
}

// 404 is that nobody is in, or that there is nothing to stop; for streams the latter is a 400, which nothing
// else can be, since all that is said is an instance id.
Step<void> DailyPlatform::stop_in_call(const Endpoint& endpoint, std::string_view operation,
                                       const MeetingRef& ref, const std::string& instance_id) const {
  if (!is_room_name(ref.id)) return no_room(ref.id);
  HttpRequest post = request(endpoint, operation, ref.id);
  JsonWriter json;
  json.begin_object();
  if (!instance_id.empty()) json.member("instanceId", instance_id);
  json.end_object();
  post.body = std::move(json).text();
  return then_answer<void>(std::move(post), [](const HttpResponse& answer) -> Step<void> {
    if (is_success(answer) || answer.status == 404) return Result<void>{};
    const Failure refusal = refusal_of(answer);
    const bool idle = answer.status == 400 && refusal.error.code == ErrorCode::invalid_argument;
    return idle ? Step<void>(Result<void>{}) : Step<void>(refusal);
  });
}

Step<void> DailyPlatform::stop_streaming(const MeetingRef& ref, const std::string& instance_id) const {
  return stop_in_call(stop_stream, "stop_streaming", ref, instance_id);
}

Step<void> DailyPlatform::start_transcription(const MeetingRef& ref, const JsonText& options) const {
  if (!options.empty() && !is_object(options)) return no_object("the options of a transcription");
  return in_call(start_transcript, "start_transcription", ref, options.empty() ? "{}" : options.text);
}

Step<void> DailyPlatform::update_transcription(const MeetingRef& ref, const JsonText& options) const {
  if (!is_object(options)) return no_object("the options of a transcription");
  return in_call(update_transcript, "update_transcription", ref, options.text);
}

Step<void> DailyPlatform::stop_transcription(const MeetingRef& ref, const std::string& instance_id) const {
  return stop_in_call(stop_transcript, "stop_transcription", ref, instance_id);
}

}  // namespace vplatform::platforms::daily
