#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "unit/http/http_bench.hpp"

namespace vplatform::testing {

/// Collects what calls end with, from whichever thread. Thread-safe.
class Answers {
 public:
  [[nodiscard]] AsyncHttpTransport::Answered take() {
    return [this](Result<HttpResponse> answer) {
      const std::lock_guard lock(mutex_);
      answers_.push_back(std::move(answer));
      came_.notify_all();
    };
  }

  /// The answers once there are so many of them, or those that have come within a minute.
  [[nodiscard]] std::vector<Result<HttpResponse>> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait_for(lock, std::chrono::minutes{1}, [&] { return answers_.size() >= count; });
    return answers_;
  }
  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return answers_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Result<HttpResponse>> answers_;  // guarded by mutex_
};

inline std::size_t count_of(const std::vector<Result<HttpResponse>>& answers, ErrorCode code) {
  std::size_t count = 0;
  for (const auto& answer : answers) count += !answer && answer.error().code == code ? 1U : 0U;
  return count;
}

/// Never answers, and keeps the connection.
inline LoopbackServer::Behaviour hangs() {
  return [](LoopbackConnection& peer) { peer.hang(); };
}

}  // namespace vplatform::testing
