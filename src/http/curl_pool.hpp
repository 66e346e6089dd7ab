#pragma once

#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "http/curl_share.hpp"

namespace vplatform::http {

struct EasyCleanup {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};
struct MultiCleanup {
  void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
};

/// A handle with the connections it keeps open. A multi handle drives it since only that can be woken while
/// it waits. Confined to one thread at a time.
struct Handle {
  std::unique_ptr<CURLM, MultiCleanup> multi{};  // holds the connections, so it goes last
  std::unique_ptr<CURL, EasyCleanup> easy{};
  std::string origin{};  ///< Of its last request.
};

/// Handles that wait for the next request. Thread-safe.
class CurlPool {
 public:
  CurlPool(std::size_t most_idle, std::string ca_file)
      : most_idle_(most_idle), ca_file_(std::move(ca_file)) {}

  /// The handle that was used last for this origin, else the one that has waited longest, else a new one.
  [[nodiscard]] std::unique_ptr<Handle> take(const std::string& origin);
  void give_back(std::unique_ptr<Handle> handle);

 private:
  [[nodiscard]] std::unique_ptr<Handle> take_idle(const std::string& origin);

  const std::size_t most_idle_;
  const std::string ca_file_;
  CurlShare share_;  // outlives the handles
  std::mutex mutex_;
  std::vector<std::unique_ptr<Handle>> idle_;  // guarded by mutex_; used last at the end
};

}  // namespace vplatform::http
