#include "content_policy.hpp"

#include <string>
#include <string_view>
#include <vplatform/spi/url.hpp>

namespace meeting_server {
namespace {

using vplatform::JoinGrant;
using vplatform::JoinKind;

struct Sources {
  std::string scripts{};
  std::string frames{};
  std::string connections{};
  std::string devices{};  // origins that may use camera and microphone, beside us
};

Sources sources_of(const JoinGrant& grant) {
  const auto url = vplatform::spi::parse_url(grant.url.reveal());
  const std::string room = url ? vplatform::spi::origin_of(*url) : std::string{};
  Sources sources;
  for (const std::string& host : grant.hosts) {
    if (grant.kind == JoinKind::sdk) {
      sources.connections += " " + host;
    } else if (grant.kind == JoinKind::iframe || grant.kind == JoinKind::web_component) {
      sources.frames += " " + host;
      // The element's script comes from a host of its own, not from that of the room.
      if (grant.kind == JoinKind::web_component && host != room) sources.scripts += " " + host;
    }
  }
  if (!sources.frames.empty() && !room.empty()) sources.devices = " \"" + room + "\"";
  return sources;
}

void set(httplib::Response& response, const Sources& also) {
  response.set_header(
      "Content-Security-Policy",
      "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; style-src 'self'; "
      "img-src 'self' data:; media-src 'self' blob:; script-src 'self'" +
          also.scripts + "; connect-src 'self'" + also.connections + "; frame-src" +
          (also.frames.empty() ? " 'none'" : also.frames));
  const std::string devices = "=(self" + also.devices + ")";
  response.set_header("Permissions-Policy", "camera" + devices + ", microphone" + devices +
                                                ", display-capture" + devices + ", fullscreen" + devices +
                                                ", geolocation=()");
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Referrer-Policy", "no-referrer");  // the path of a page may hold a join code
  response.set_header("Cache-Control", "no-store");
}

}  // namespace

void set_content_policy(httplib::Response& response) {
  set(response, {});
}

void set_content_policy(httplib::Response& response, const JoinGrant& grant) {
  set(response, sources_of(grant));
}

}  // namespace meeting_server
