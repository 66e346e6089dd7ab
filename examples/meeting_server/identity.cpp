#include "identity.hpp"

#include <chrono>
#include <nlohmann/json.hpp>
#include <vplatform/spi/jwt.hpp>

#include "web/credentials.hpp"

namespace meeting_server {
namespace {

namespace spi = vplatform::spi;
using std::chrono::seconds;
using vplatform::TimePoint;

constexpr std::string_view cookie_name = "meeting_user";
constexpr std::chrono::hours lifetime{24 * 30};

std::int64_t seconds_of(TimePoint at) {
  return std::chrono::duration_cast<seconds>(at.time_since_epoch()).count();
}

/// The value of our cookie; empty where there is none.
std::string cookie_of(const httplib::Request& request) {
  const std::string cookies = request.get_header_value("Cookie");
  std::size_t at = 0;
  while (at < cookies.size()) {
    const std::size_t end = std::min(cookies.find(';', at), cookies.size());
    std::string_view one(cookies.data() + at, end - at);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(cookie_name) && one.substr(cookie_name.size()).starts_with('=')) {
      return std::string(one.substr(cookie_name.size() + 1));
    }
    at = end + 1;
  }
  return {};
}

}  // namespace

Identity::Identity(const vplatform::Secret& key) : key_(key.reveal()) {}

std::optional<User> Identity::of(const httplib::Request& request, TimePoint now) const {
  if (request.has_header("Authorization")) return read(web::bearer_of(request), now);
  return read(cookie_of(request), now);
}

std::optional<User> Identity::read(const std::string& token, TimePoint now) const {
  const auto parts = spi::split_jwt(token);
  if (!parts) return std::nullopt;
  // The same claims, signed by us, are the same token: nothing that the token says of itself is believed
  // before.
  if (!spi::equal_in_constant_time(spi::sign_hs256(key_, parts->claims), token)) return std::nullopt;
  const auto claims = nlohmann::json::parse(parts->claims);
  if (claims.at("exp").get<std::int64_t>() <= seconds_of(now)) return std::nullopt;
  return User{.id = claims.at("sub"), .name = claims.at("name")};
}

std::string Identity::issue(const User& user, httplib::Response& response, TimePoint now) const {
  const nlohmann::json claims{{"sub", user.id}, {"name", user.name}, {"exp", seconds_of(now + lifetime)}};
  std::string token = spi::sign_hs256(key_, claims.dump());
  response.set_header("Set-Cookie", std::string(cookie_name) + "=" + token +
                                        "; HttpOnly; SameSite=Lax; Path=/; Max-Age=" +
                                        std::to_string(seconds(lifetime).count()));
  return token;
}

bool is_from_here(const httplib::Request& request) {
  if (!request.has_header("Origin")) return true;
  const std::string origin = request.get_header_value("Origin");
  const std::string host = request.get_header_value("Host");
  return origin == "https://" + host || origin == "http://" + host;
}

}  // namespace meeting_server
