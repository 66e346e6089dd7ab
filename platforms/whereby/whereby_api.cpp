#include "whereby_api.hpp"

#include <utility>

#include "vplatform/spi/json.hpp"
#include "vplatform/spi/url.hpp"
#include "whereby_wire.hpp"

namespace vplatform::platforms::whereby {

namespace {

// What requests cost, by the price list of 2026-01: https://docs.whereby.com (read 2026-08). What counts
// things up or takes many at once costs five to ten.
constexpr int read_points = 1;
constexpr int list_points = 3;
constexpr int write_points = 3;
constexpr int statistics_points = 5;
constexpr int bulk_points = 10;

/// The price of a request that is made by hand.
int points_of(std::string_view method, std::string_view path) {
  path = path.substr(0, path.find('?'));
  if (path.ends_with("/bulk-delete")) return bulk_points;
  if (method != "GET") return write_points;
  if (path.starts_with("/insights/")) return statistics_points;
  const bool is_list = path.find('/', 1) == std::string_view::npos;
  return is_list ? list_points : read_points;
}

// The comma is written as it is, as in Whereby's own examples.
constexpr std::string_view link_fields = "fields=hostRoomUrl,viewerRoomUrl";

}  // namespace

Api::Api(const Settings& settings, std::string instance)
    : instance_(std::move(instance)),
      base_url_(settings.base_url),
      authorization_("Bearer " + settings.api_key.reveal()),
      allow_http_(settings.allow_http) {}

HttpRequest Api::request(std::string_view operation, Repeat repeat) const {
  HttpRequest request;
  request.operation = operation;
  request.repeat = repeat;
  request.rate_class = "points";
  request.allow_http = allow_http_;
  request.headers.push_back({.name = "Authorization", .value = authorization_.reveal(), .secret = true});
  request.headers.push_back({.name = "Accept", .value = "application/json"});
  request.retry_after = &wire::read_ms_left;
  return request;
}

HttpRequest Api::post_meeting(std::string body, std::vector<Secret> secrets) const {
  // Whereby takes neither a name nor a key from us, so a repeated POST would make a second meeting.
  auto post = request("create_meeting", Repeat::never);
  post.method = "POST";
  post.rate_cost = write_points;
  post.path_template = "/meetings";
  post.url = base_url_ + "/meetings";
  post.headers.push_back({.name = "Content-Type", .value = "application/json"});
  post.body = std::move(body);
  post.secrets = std::move(secrets);
  return post;
}

HttpRequest Api::get_meeting(std::string_view operation, std::string_view id) const {
  auto get = request(operation, Repeat::read);
  get.path_template = "/meetings/{meetingId}";
  get.url = base_url_ + "/meetings/" + spi::percent_encode(id) + "?" + std::string(link_fields);
  return get;
}

HttpRequest Api::get_meetings(std::string_view operation, const ListQuery& query) const {
  auto get = request(operation, Repeat::read);
  get.rate_cost = list_points;
  get.path_template = "/meetings";
  get.url = base_url_ + "/meetings?limit=" + std::to_string(query.limit);
  if (query.links == Links::asked_for) get.url += "&" + std::string(link_fields);
  if (!query.room_starts_with.empty()) {
    get.url = spi::with_query(std::move(get.url), "roomName[startsWith]", query.room_starts_with);
  }
  if (!query.cursor.empty()) get.url = spi::with_query(std::move(get.url), "cursor", query.cursor);
  return get;
}

HttpRequest Api::get(std::string_view operation, std::string_view path_template, std::string path,
                     int points) const {
  auto get = request(operation, Repeat::read);
  get.path_template = path_template;
  get.url = base_url_ + path;
  get.rate_cost = points;
  return get;
}

HttpRequest Api::get_list(std::string_view operation, std::string_view path_template, int points,
                          std::string_view room, std::string_view cursor) const {
  auto list = get(operation, path_template, std::string(path_template) + "?limit=100", points);
  list.url = spi::with_query(std::move(list.url), "roomName", "/" + std::string(room));
  if (!cursor.empty()) list.url = spi::with_query(std::move(list.url), "cursor", cursor);
  return list;
}

HttpRequest Api::get_link(std::string_view operation, const std::string& things, std::string_view name,
                          std::string_view id, std::chrono::seconds valid_for) const {
  return get(operation, things + "/{" + std::string(name) + "}/access-link",
             things + "/" + spi::percent_encode(id) +
                 "/access-link?validForSeconds=" + std::to_string(valid_for.count()),
             read_points);
}

HttpRequest Api::remove(std::string_view operation, const std::string& things, std::string_view name,
                        std::string_view id) const {
  auto gone = get(operation, things + "/{" + std::string(name) + "}", things + "/" + spi::percent_encode(id),
                  write_points);
  gone.method = "DELETE";
  gone.repeat = Repeat::idempotent;
  return gone;
}

HttpRequest Api::get_recordings(std::string_view room, std::string_view cursor) const {
  return get_list("list_recordings", "/recordings", list_points, room, cursor);
}

HttpRequest Api::get_recording(std::string_view id) const {
  return get("find_recording", "/recordings/{recordingId}", "/recordings/" + spi::percent_encode(id),
             read_points);
}

HttpRequest Api::get_access_link(std::string_view id, std::chrono::seconds valid_for) const {
  return get_link("recording_link", "/recordings", "recordingId", id, valid_for);
}

HttpRequest Api::delete_recording(std::string_view id) const {
  return remove("delete_recording", "/recordings", "recordingId", id);
}

HttpRequest Api::post_transcription(std::string_view recording) const {
  // Whereby takes no key from us, and no transcription tells its recording: a second one could not be told.
  auto post = request("transcribe", Repeat::never);
  post.method = "POST";
  post.rate_cost = write_points;
  post.path_template = "/transcriptions";
  post.url = base_url_ + "/transcriptions";
  post.headers.push_back({.name = "Content-Type", .value = "application/json"});
  post.body = spi::JsonWriter{}.begin_object().member("recordingId", recording).end_object().text();
  return post;
}

HttpRequest Api::get_transcriptions(std::string_view room, std::string_view cursor) const {
  return get_list("list_transcriptions", "/transcriptions", list_points, room, cursor);
}

HttpRequest Api::get_transcription(std::string_view id) const {
  return get("find_transcription", "/transcriptions/{transcriptionId}",
             "/transcriptions/" + spi::percent_encode(id), read_points);
}

HttpRequest Api::get_transcription_link(std::string_view id, std::chrono::seconds valid_for) const {
  return get_link("transcription_link", "/transcriptions", "transcriptionId", id, valid_for);
}

HttpRequest Api::delete_transcription(std::string_view id) const {
  return remove("delete_transcription", "/transcriptions", "transcriptionId", id);
}

HttpRequest Api::raw(const std::string& method, const std::string& target, std::string body) const {
  auto call = get("raw", "/{path}", target, points_of(method, target));  // the path itself may hold links
  call.method = method;
  if (body.empty()) return call;
  call.headers.push_back({.name = "Content-Type", .value = "application/json"});
  call.body = std::move(body);
  return call;
}

HttpRequest Api::get_sessions(std::string_view operation, std::string_view room,
                              std::string_view cursor) const {
  return get_list(operation, "/insights/room-sessions", statistics_points, room, cursor);
}

HttpRequest Api::get_participants(std::string_view operation, std::string_view session,
                                  std::string_view cursor) const {
  auto list = get(operation, "/insights/participants", "/insights/participants?limit=100", statistics_points);
  list.url = spi::with_query(std::move(list.url), "roomSessionId", session);
  if (!cursor.empty()) list.url = spi::with_query(std::move(list.url), "cursor", cursor);
  return list;
}

HttpRequest Api::put_theme(std::string_view room, std::string_view part, std::string content_type,
                           std::string body) const {
  auto put = get("set_theme", "/rooms/{roomName}/theme/" + std::string(part),
                 "/rooms/" + spi::percent_encode(room) + "/theme/" + std::string(part), write_points);
  put.method = "PUT";
  put.repeat = Repeat::idempotent;
  put.headers.push_back({.name = "Content-Type", .value = std::move(content_type)});
  put.body = std::move(body);
  return put;
}

HttpRequest Api::delete_meeting(std::string_view id) const {
  auto request_to_delete = request("end_meeting", Repeat::idempotent);
  request_to_delete.rate_cost = write_points;
  request_to_delete.method = "DELETE";
  request_to_delete.path_template = "/meetings/{meetingId}";
  request_to_delete.url = base_url_ + "/meetings/" + spi::percent_encode(id);
  return request_to_delete;
}

}  // namespace vplatform::platforms::whereby
