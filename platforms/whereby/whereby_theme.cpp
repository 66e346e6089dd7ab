// How a room looks: https://docs.whereby.com/reference/whereby-rest-api-reference/room-theme (2026-08)

#include <memory>
#include <utility>
#include <vector>

#include "vplatform/platforms/whereby.hpp"
#include "whereby_api.hpp"
#include "whereby_room.hpp"
#include "whereby_wire.hpp"

namespace vplatform::platforms::whereby {

namespace {

// Nothing in a PNG can look like it: it is no part of the format, and its bytes would have to be in a text
// chunk.
constexpr std::string_view boundary = "vplatform-0b8f6f0e6f0a4a539d513f6f2f1f7a01";

std::string multipart(const std::string& png) {
  std::string body = "--" + std::string(boundary) + "\r\n";
  body +=
      "Content-Disposition: form-data; name=\"image\"; filename=\"image.png\"\r\nContent-Type: "
      "image/png\r\n\r\n";
  body += png;
  body += "\r\n--" + std::string(boundary) + "--\r\n";
  return body;
}

std::string tokens(const Theme& theme) {
  spi::JsonWriter json;
  json.begin_object().key("tokens").begin_object().key("colors").begin_object();
  if (theme.primary_color) json.member("primary", *theme.primary_color);
  if (theme.secondary_color) json.member("secondary", *theme.secondary_color);
  if (theme.focus_color) json.member("focus", *theme.focus_color);
  json.end_object().end_object().member("tokensPreset", "custom").end_object();
  return std::move(json).text();
}

/// What is to be put, the last first.
std::vector<HttpRequest> requests_for(const Api& api, const std::string& room, const Theme& theme) {
  const std::string form = "multipart/form-data; boundary=" + std::string(boundary);
  std::vector<HttpRequest> requests;
  if (theme.background_png)
    requests.push_back(api.put_theme(room, "room-background", form, multipart(*theme.background_png)));
  if (theme.logo_png) requests.push_back(api.put_theme(room, "logo", form, multipart(*theme.logo_png)));
  if (theme.primary_color || theme.secondary_color || theme.focus_color) {
    requests.push_back(api.put_theme(room, "tokens", "application/json", tokens(theme)));
  }
  return requests;
}

Step<void> put_each(std::vector<HttpRequest> requests) {
  if (requests.empty()) return Result<void>{};
  HttpRequest put = std::move(requests.back());
  requests.pop_back();
  return then_answer<void>(std::move(put),
                           [rest = std::move(requests)](const HttpResponse& answer) -> Step<void> {
                             if (!wire::is_success(answer))
                               return wire::read_failure(answer, "whereby did not set a room's theme");
                             return put_each(rest);
                           });
}

}  // namespace

Step<void> WherebyPlatform::set_theme(const MeetingRef& ref, const Theme& theme) const {
  return with_room<void>(api_, "set_theme", ref, [api = api_, theme](const std::string& room) -> Step<void> {
    return put_each(requests_for(*api, room, theme));
  });
}

}  // namespace vplatform::platforms::whereby
