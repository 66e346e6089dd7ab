#include "whereby_api.hpp"

#include <utility>

#include "vplatform/spi/url.hpp"
#include "whereby_wire.hpp"

namespace vplatform::platforms::whereby {

namespace {

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
  request.allow_http = allow_http_;
  request.headers = {{.name = "Authorization", .value = authorization_.reveal(), .secret = true},
                     {.name = "Accept", .value = "application/json"}};
  request.retry_after = &wire::read_ms_left;
  return request;
}

HttpRequest Api::post_meeting(std::string body, std::vector<Secret> secrets) const {
  // Whereby takes neither a name nor a key from us, so a repeated POST would make a second meeting.
  auto post = request("create_meeting", Repeat::never);
  post.method = "POST";
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
  get.path_template = "/meetings";
  get.url = base_url_ + "/meetings?limit=" + std::to_string(query.limit);
  if (query.links == Links::asked_for) get.url += "&" + std::string(link_fields);
  if (!query.room_starts_with.empty()) {
    get.url = spi::with_query(std::move(get.url), "roomName[startsWith]", query.room_starts_with);
  }
  if (!query.cursor.empty()) get.url = spi::with_query(std::move(get.url), "cursor", query.cursor);
  return get;
}

HttpRequest Api::delete_meeting(std::string_view id) const {
  auto request_to_delete = request("end_meeting", Repeat::idempotent);
  request_to_delete.method = "DELETE";
  request_to_delete.path_template = "/meetings/{meetingId}";
  request_to_delete.url = base_url_ + "/meetings/" + spi::percent_encode(id);
  return request_to_delete;
}

}  // namespace vplatform::platforms::whereby
