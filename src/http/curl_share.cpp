#include "http/curl_share.hpp"

namespace vplatform::http {

CurlShare::CurlShare() : share_(curl_share_init()) {
  curl_share_setopt(share_, CURLSHOPT_USERDATA, this);
  curl_share_setopt(share_, CURLSHOPT_LOCKFUNC, &CurlShare::lock);
  curl_share_setopt(share_, CURLSHOPT_UNLOCKFUNC, &CurlShare::unlock);
  curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
  curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

CurlShare::~CurlShare() {
  curl_share_cleanup(share_);
}

void CurlShare::lock(CURL*, curl_lock_data what, curl_lock_access, void* self) noexcept {
  static_cast<CurlShare*>(self)->mutexes_[static_cast<std::size_t>(what)].lock();
}

void CurlShare::unlock(CURL*, curl_lock_data what, void* self) noexcept {
  static_cast<CurlShare*>(self)->mutexes_[static_cast<std::size_t>(what)].unlock();
}

}  // namespace vplatform::http
