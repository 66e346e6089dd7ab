#pragma once

#include <curl/curl.h>

#include <array>
#include <mutex>

namespace vplatform::http {

/// What all handles know together: names that were looked up, and TLS sessions. Thread-safe. Connections are
/// not in it: libcurl documents that threads may not share them; they live in the pool's handles.
class CurlShare {
 public:
  CurlShare();
  CurlShare(const CurlShare&) = delete;
  CurlShare& operator=(const CurlShare&) = delete;
  ~CurlShare();

  [[nodiscard]] CURLSH* get() const noexcept { return share_; }

 private:
  static void lock(CURL* handle, curl_lock_data what, curl_lock_access access, void* self) noexcept;
  static void unlock(CURL* handle, curl_lock_data what, void* self) noexcept;

  std::array<std::mutex, CURL_LOCK_DATA_LAST> mutexes_;  // one for each kind of data that libcurl shares
  CURLSH* share_;
};

}  // namespace vplatform::http
