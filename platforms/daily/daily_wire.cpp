#include "daily_wire.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <utility>

#include "vplatform/spi/answers.hpp"
#include "vplatform/spi/url.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::daily {

namespace {

using spi::Json;
using spi::JsonWriter;

std::optional<ErrorCode> code_from(std::string_view error, std::string_view info) {
  struct Meaning {
    std::string_view error;
    ErrorCode code;
  };
  static constexpr std::array meanings{
      Meaning{"authorization-header-error", ErrorCode::unauthenticated},
      Meaning{"authentication-error", ErrorCode::unauthenticated},
      Meaning{"forbidden-error", ErrorCode::permission_denied},
      Meaning{"invalid-plan-type", ErrorCode::permission_denied},
      Meaning{"not-found", ErrorCode::not_found},
      Meaning{"json-parsing-error", ErrorCode::invalid_argument},
      Meaning{"validation-error", ErrorCode::invalid_argument},
      Meaning{"rate-limit-error", ErrorCode::rate_limited},
      Meaning{"server-error", ErrorCode::unavailable},
      Meaning{"vendor-unavailable", ErrorCode::unavailable},
  };
  // Daily's own sample of a malformed header bears the general word.
  if (error == "invalid-request-error") {
    return info.find("Authorization header") != std::string_view::npos ? ErrorCode::unauthenticated
                                                                       : ErrorCode::invalid_argument;
  }
  const auto* found =
      std::find_if(meanings.begin(), meanings.end(), [&](const Meaning& one) { return one.error == error; });
  if (found == meanings.end()) return std::nullopt;
  return found->code;
}

Access access_of(std::string_view privacy, bool knocking) {
  if (privacy == "public") return Access::open;
  return knocking ? Access::knock : Access::by_grant;
}

struct OwnedMember {
  std::string_view name;
  std::string_view field;
};

// What the portable fields say, so that extras cannot say something else.
constexpr std::array owned_members{OwnedMember{"name", "key"}, OwnedMember{"privacy", "access"}};
constexpr std::array owned_properties{
    OwnedMember{"exp", "ends_at"},
    OwnedMember{"eject_at_room_exp", "eject_at_end"},
    OwnedMember{"max_participants", "max_participants"},
    OwnedMember{"enable_knocking", "access"},
};

template <class Owned>
Result<void> refuse_owned(const Json& extras, const Owned& owned, std::string_view prefix) {
  for (const OwnedMember& one : owned) {
    if (!extras[one.name].is_present()) continue;
    return fail(ErrorCode::invalid_argument, "extras for daily may not hold '" + std::string(prefix) +
                                                 std::string(one.name) + "', which '" +
                                                 std::string(one.field) + "' sets");
  }
  return {};
}

Result<std::string> with_extras(std::string body, const MeetingSpec& spec) {
  const auto found = spec.extras.find("daily");
  if (found == spec.extras.end() || found->second.empty()) return body;
  const auto extras = Json::parse(found->second.text);
  if (!extras || !extras->is_object())
    return fail(ErrorCode::invalid_argument, "extras for daily are not a JSON object");
  if (auto fine = refuse_owned(*extras, owned_members, ""); !fine) return Failure{fine.error()};
  const Json properties = (*extras)["properties"];
  if (properties.is_present() && !properties.is_object()) {
    return fail(ErrorCode::invalid_argument, "'properties' in the extras for daily is not an object");
  }
  if (auto fine = refuse_owned(properties, owned_properties, "properties."); !fine)
    return Failure{fine.error()};
  return spi::merge_patch(body, found->second.text);
}

void write_bucket(JsonWriter& json, const RecordingsBucket& bucket) {
  json.key("recordings_bucket").begin_object();
  json.member("bucket_name", bucket.name);
  json.member("bucket_region", bucket.region);
  json.member("assume_role_arn", bucket.role_arn);
  // Without it the API gives no link to what was recorded.
  json.member("allow_api_access", true);
  json.end_object();
}

}  // namespace

bool is_room_name(std::string_view text) noexcept {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return !text.empty() && text.size() <= 128 && text.find_first_not_of(allowed) == std::string_view::npos;
}

Failure no_room(const std::string& name) {
  return fail(ErrorCode::invalid_argument, "'" + name + "' cannot be the name of a daily room");
}

std::int64_t unix_seconds(TimePoint at) noexcept {
  return std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
}

std::optional<TimePoint> time_from_seconds(std::optional<double> seconds) noexcept {
  if (!seconds || !std::isfinite(*seconds) || *seconds < 0 || *seconds > 1e11) return std::nullopt;
  const auto millis = std::chrono::milliseconds(std::llround(*seconds * 1000.0));
  // The clock counts in nanoseconds, which end in 2262.
  if (millis > std::chrono::duration_cast<std::chrono::milliseconds>(TimePoint::max().time_since_epoch()))
    return std::nullopt;
  return TimePoint(millis);
}

bool is_success(const HttpResponse& answer) noexcept {
  return answer.status >= 200 && answer.status < 300;
}

Failure failure_from(const HttpResponse& answer, std::string_view what) {
  Failure failure = spi::failure_from_status(answer, what);
  const auto body = Json::parse(answer.body);
  if (!body) return failure;
  const auto error = (*body)["error"].text();
  const std::string info = (*body)["info"].text_or("");
  if (!error) return failure;
  if (const auto code = code_from(*error, info)) failure.error.code = *code;
  failure.error.provider_code = std::string(*error);
  failure.error.provider_message = info;
  return failure;
}

Result<Json> read_object(const HttpResponse& answer, std::string_view what) {
  if (!is_success(answer)) return failure_from(answer, "daily refused to " + std::string(what));
  auto json = Json::parse(answer.body);
  if (json && json->is_object()) return *json;
  Failure failure =
      fail(ErrorCode::bad_response, "daily's answer to '" + std::string(what) + "' is not a JSON object");
  failure.error.http_status = answer.status;
  return failure;
}

Result<std::string> new_room_body(const MeetingSpec& spec, const Settings& settings, std::string_view name,
                                  TimePoint ends_at) {
  const Access access = spec.access.value_or(Access::by_grant);
  JsonWriter json;
  json.begin_object();
  json.member("name", name);
  // Always said, since Daily's default lets in anybody who has the address.
  json.member("privacy", access == Access::open ? "public" : "private");
  json.key("properties").begin_object();
  json.member("exp", unix_seconds(ends_at));
  if (spec.eject_at_end) json.member("eject_at_room_exp", true);
  if (spec.max_participants) json.member("max_participants", *spec.max_participants);
  if (access == Access::knock) json.member("enable_knocking", true);
  if (!settings.recording.empty()) {
    json.key("enable_recording");
    write_recording(json, settings.recording);
  }
  if (settings.recordings_bucket) write_bucket(json, *settings.recordings_bucket);
  json.end_object().end_object();
  return with_extras(std::move(json).text(), spec);
}

std::string new_end_body(TimePoint ends_at) {
  JsonWriter json;
  json.begin_object().key("properties").begin_object();
  json.member("exp", unix_seconds(ends_at));
  json.end_object().end_object();
  return std::move(json).text();
}

Result<Room> read_room(const Json& json) {
  Room room;
  room.id = json["id"].text_or("");
  room.name = json["name"].text_or("");
  room.url = json["url"].text_or("");
  if (!is_room_name(room.name)) return fail(ErrorCode::bad_response, "daily's answer names no room");
  if (const auto url = spi::parse_url(room.url); !url || url->scheme != "https") {
    return fail(ErrorCode::bad_response, "daily's answer has no address for room '" + room.name + "'");
  }
  if (const auto created = json["created_at"].text()) {
    if (const auto at = parse_rfc3339(*created)) room.created_at = *at;
  }
  const Json config = json["config"];
  room.access =
      access_of(json["privacy"].text_or("private"), config["enable_knocking"].boolean().value_or(false));
  room.ends_at = time_from_seconds(config["exp"].number());
  room.max_participants =
      static_cast<int>(config["max_participants"].integer().value_or(room.max_participants));
  room.eject_at_end = config["eject_at_room_exp"].boolean().value_or(false);
  return room;
}

Result<RoomList> read_rooms(const Json& json) {
  const Json data = json["data"];
  if (!data.is_array()) return fail(ErrorCode::bad_response, "daily's list of rooms has no data");
  RoomList list;
  for (const Json& item : data.items()) {
    auto room = read_room(item);
    if (!room) return Failure{room.error()};
    list.rooms.push_back(*std::move(room));
    list.raw.push_back(item.dump());
  }
  if (list.rooms.size() < rooms_per_page) return list;
  list.next = list.rooms.back().id;
  if (list.next.empty()) return fail(ErrorCode::bad_response, "daily's list of rooms cannot be continued");
  return list;
}

std::vector<std::string> differences(const MeetingSpec& spec, const Room& room) {
  std::vector<std::string> fields;
  const auto end_of = [](TimePoint at) { return unix_seconds(at); };
  if (spec.ends_at && (!room.ends_at || end_of(*spec.ends_at) != end_of(*room.ends_at)))
    fields.emplace_back("ends_at");
  if (spec.eject_at_end && !room.eject_at_end) fields.emplace_back("eject_at_end");
  if (spec.access && *spec.access != room.access) fields.emplace_back("access");
  if (spec.max_participants && *spec.max_participants != room.max_participants)
    fields.emplace_back("max_participants");
  return fields;
}

bool says_deleted(const HttpResponse& answer) {
  if (is_success(answer)) return true;
  const auto body = Json::parse(answer.body);
  return body && (*body)["deleted"].boolean().value_or(false);
}

void write_recording(JsonWriter& json, const std::vector<std::string>& kinds) {
  if (kinds.size() == 1) {
    json.value(kinds.front());
    return;
  }
  json.begin_array();
  for (const std::string& kind : kinds) json.value(kind);
  json.end_array();
}

}  // namespace vplatform::platforms::daily
