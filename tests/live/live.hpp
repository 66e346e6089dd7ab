#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "live_receiver.hpp"
#include "live_server.hpp"
#include "vplatform/client.hpp"
#include "vplatform/platforms/livekit.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/transport.hpp"

namespace vplatform::live {

using namespace std::chrono_literals;

/// How long what has to come is waited for. Nothing is judged by its speed: the machine may be busy.
inline constexpr std::chrono::seconds patience{30};

/// Whether it becomes true before that has passed.
template <class Condition>
[[nodiscard]] bool soon(Condition condition) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < until) {
    if (condition()) return true;
    std::this_thread::sleep_for(50ms);
  }
  return false;
}

inline constexpr const char* api_key = "APItestkey01";
inline constexpr const char* api_secret = "0123456789abcdef0123456789abcdef";
inline constexpr const char* second_key = "APIsecond";  // the server knows it too
inline constexpr const char* second_secret = "fedcba9876543210fedcba9876543210";

/// Says what is looked at, line by line, and counts.
class Report {
 public:
  void section(std::string_view title) const;
  /// `detail` is shown where the check fails.
  bool check(std::string_view number, std::string_view what, bool holds, std::string_view detail = {});
  [[nodiscard]] int finish() const;

 private:
  int passed_ = 0;
  int failed_ = 0;
};

/// A real server, who is told of its events, and our client.
struct Stage {
  Report& report;
  Server& server;
  Receiver& receiver;
  std::shared_ptr<HttpTransport> transport;
  std::shared_ptr<const platforms::livekit::LiveKitPlatform> platform;
  Client client;
  std::string sdk_folder{};
  std::string recorder{};           ///< The stand-in for an egress worker.
  std::string redis{};              ///< Its address, where the server has one.
  std::vector<std::string>& tapes;  ///< What the server said, kept for the tests.

  /// Asks the server, without the library's platform.
  [[nodiscard]] HttpResponse get(const std::string& path) const;
  [[nodiscard]] HttpResponse post(const std::string& method, const std::string& body,
                                  const std::string& authorization) const;
  [[nodiscard]] HttpResponse post(const std::string& method, const std::string& body,
                                  const struct Token& token) const;
};

/// A token by hand, for what the library never makes.
struct Token {
  std::string video{};  ///< The claim `video`, as JSON.
  std::string subject{};
  std::optional<std::chrono::seconds> expires_in{600s};
  std::chrono::seconds starts_in{-10s};
  std::string key{api_key};
  std::string secret{api_secret};

  [[nodiscard]] std::string text() const;
};

[[nodiscard]] std::shared_ptr<const platforms::livekit::LiveKitPlatform> make_platform(
    const std::string& url, bool auto_create, const std::string& secret = api_secret,
    std::vector<spi::TokenKey> webhook_keys = {});
[[nodiscard]] Client make_client(std::shared_ptr<const Platform> platform,
                                 std::shared_ptr<HttpTransport> transport);
/// A key that no earlier run has used.
[[nodiscard]] std::string fresh_key(std::string_view name);
[[nodiscard]] spi::Json parsed(std::string_view text);

void run_room_scenarios(Stage& stage);
void run_token_scenarios(Stage& stage);
void run_strict_scenarios(Stage& stage);  ///< On a server whose `auto_create` is off.
void run_webhook_scenarios(Stage& stage);
void run_sdk_scenarios(Stage& stage);
void run_people_scenarios(Stage& stage);
void run_recording_scenarios(Stage& stage);  ///< On a server with redis and without an egress worker.
void run_recorder_scenarios(Stage& stage);   ///< The same server; brings a worker.
void run_tape(Stage& stage);                 ///< Keeps what a server without redis says.

}  // namespace vplatform::live
