#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/webhook.hpp"

namespace vplatform::live {

/// A webhook as it came in.
struct Delivery {
  WebhookRequest request{};
  std::string type{};
  std::string id{};
  std::string room{};
  std::chrono::steady_clock::time_point at{};
};

/// How one delivery is answered.
struct Reply {
  int status = 200;
  std::chrono::milliseconds after{0};
};

/// Our side of the webhooks: an HTTP server on loopback that keeps everything that comes in. Thread-safe.
class Receiver {
 public:
  Receiver();
  ~Receiver();
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  [[nodiscard]] const std::string& url() const noexcept { return url_; }
  /// The next answers for a room; after them it is 200 again.
  void answer(const std::string& room, std::deque<Reply> replies);
  /// What came for a room: as soon as there are `count` of the type, or after `at_most`. An empty type
  /// is any.
  [[nodiscard]] std::vector<Delivery> wait_for(std::string_view room, std::string_view type,
                                               std::size_t count, std::chrono::milliseconds at_most);

 private:
  struct Http;
  [[nodiscard]] Reply take(Delivery delivery);
  [[nodiscard]] std::vector<Delivery> matching(std::string_view room, std::string_view type) const;

  std::unique_ptr<Http> http_;
  std::string url_;
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Delivery> deliveries_;                // guarded by mutex_
  std::map<std::string, std::deque<Reply>> plans_;  // guarded by mutex_
};

}  // namespace vplatform::live
