#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "http/curl_pool.hpp"
#include "http/curl_target.hpp"
#include "http/engine_loop.hpp"
#include "vplatform/curl_async_transport.hpp"

namespace vplatform::http {

/// The multi handles of one engine. For each request libcurl looks at a handle's connections to the host one
/// by one until an idle one is found, which among a thousand is most of what a request costs. So a handle, a
/// lane, has few of them, and requests are spread over lanes; but for those that may share a connection over
/// HTTP/2, which have a lane of their own. Confined to the loop's thread.
class CurlLanes {
 public:
  using Clock = std::chrono::steady_clock;
  /// A transfer that libcurl has ended.
  struct Done {
    CURL* easy = nullptr;
    CURLcode result = CURLE_OK;
  };

  CurlLanes(const CurlAsyncOptions& options, EngineLoop& loop);
  CurlLanes(const CurlLanes&) = delete;
  CurlLanes& operator=(const CurlLanes&) = delete;
  ~CurlLanes();

  /// The lane that the transfer is in; nothing where libcurl does not take it.
  [[nodiscard]] std::optional<std::size_t> add(CURL* easy, const Target& target);
  void remove(CURL* easy, const Target& target, std::size_t lane);
  /// Adds those that have ended since the last time, each of which has to be removed.
  void take_done(std::vector<Done>& done);
  /// Whether requests to it may share a connection.
  [[nodiscard]] bool may_share(const Target& target) const noexcept { return http2_ && target.encrypted; }

  /// The handle that watches it; null where none ever has.
  [[nodiscard]] CURLM* of_socket(int socket) const noexcept;
  /// So many `take_due` has to ask for.
  [[nodiscard]] std::size_t size() const noexcept { return lanes_.size(); }
  /// The lane's handle where it wants to be called by now, once; else null.
  [[nodiscard]] CURLM* take_due(std::size_t lane, Clock::time_point now) noexcept;
  /// When the next one wants to be called.
  [[nodiscard]] std::optional<Clock::time_point> next_due() const noexcept;

 private:
  struct Lane {
    CurlLanes* all = nullptr;
    std::optional<Clock::time_point> due{};
    std::unique_ptr<CURLM, MultiCleanup> multi{};
  };
  /// How many transfers a host has, and in each lane.
  struct Load {
    std::size_t all = 0;
    std::vector<std::size_t> of_lane{};
  };

  [[nodiscard]] std::size_t connections_of(std::size_t lane) const noexcept;
  [[nodiscard]] std::size_t lane_for(const Target& target) const;
  [[nodiscard]] CURLM* open(std::size_t lane);

  static int on_socket(CURL* easy, curl_socket_t socket, int what, void* lane, void* of_socket) noexcept;
  static int on_timer(CURLM* multi, long delay_ms, void* lane) noexcept;

  const bool http2_;
  const std::size_t host_connections_;  // in all lanes; 0: any number
  EngineLoop& loop_;
  std::vector<const Lane*> of_socket_{};           // by the sockets' numbers, which are small
  std::unordered_map<std::string, Load> loads_{};  // by origin
  std::vector<std::unique_ptr<Lane>> lanes_;       // made when first needed
};

}  // namespace vplatform::http
