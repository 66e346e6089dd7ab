#pragma once

#include <string>
#include <vector>

#include "world.hpp"

// The emulated server, asked without our platform.

namespace vplatform::platforms::livekit {

inline std::string token_for(const std::string& video, std::int64_t expires_in = 600,
                             std::int64_t starts_in = -10, const std::string& key = test_key,
                             const std::string& secret = test_secret, const std::string& subject = "") {
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(testing::FakeClock().now().time_since_epoch()).count();
  spi::JsonWriter claims;
  claims.begin_object().member("iss", key).member("nbf", now + starts_in);
  if (expires_in != 0) claims.member("exp", now + expires_in);
  if (!subject.empty()) claims.member("sub", subject);
  claims.key("video").raw(video).end_object();
  return spi::sign_hs256(spi::HmacKey(secret), claims.text());
}

inline const std::string create = R"({"roomCreate":true})";
inline const std::string list = R"({"roomList":true})";
inline std::string admin(const std::string& room) {
  return R"({"roomAdmin":true,"room":")" + room + "\"}";
}
inline std::string joins(const std::string& room) {
  return R"({"roomJoin":true,"room":")" + room + "\"}";
}

// A server, and a clock to ask it by.
struct Server {
  explicit Server(EmulatorOptions options = test_server()) : emulator(std::move(options)) {}

  HttpResponse post(const std::string& method, const std::string& body, const std::string& authorization,
                    const std::string& type = "application/json") {
    HttpRequest request{.method = "POST", .url = "/twirp/livekit.RoomService/" + method, .body = body};
    request.headers = {{.name = "Content-Type", .value = type}};
    if (!authorization.empty()) request.headers.push_back({.name = "Authorization", .value = authorization});
    return emulator.handle(request, clock.now());
  }
  HttpResponse call(const std::string& method, const std::string& body, const std::string& video) {
    return post(method, body, "Bearer " + token_for(video));
  }
  HttpResponse get(const std::string& path) { return emulator.handle({.url = path}, clock.now()); }
  std::vector<std::string> due() {
    std::vector<std::string> bodies;
    for (auto& webhook : emulator.due(clock.now())) bodies.push_back(webhook.body);
    return bodies;
  }

  testing::FakeClock clock{};
  Emulator emulator;
};

inline std::string event_of(const std::string& body) {
  return (*spi::Json::parse(body))["event"].text_or("");
}

}  // namespace vplatform::platforms::livekit
