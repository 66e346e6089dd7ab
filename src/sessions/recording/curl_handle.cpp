#include "sessions/recording/curl_handle.hpp"

namespace vplatform::sessions {
namespace {

constexpr long connect_timeout = 30;  // seconds

// libcurl's own initialisation is not thread-safe everywhere; a static's is.
bool is_initialised() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  return code == CURLE_OK;
}

}  // namespace

CurlHandle new_handle(const std::string& ca_file) {
  if (!is_initialised()) return nullptr;
  CurlHandle easy(curl_easy_init());
  if (!easy) return nullptr;
  curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(easy.get(), CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy.get(), CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy.get(), CURLOPT_CONNECTTIMEOUT, connect_timeout);
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  if (!ca_file.empty()) {
    curl_easy_setopt(easy.get(), CURLOPT_CAINFO, ca_file.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_CAPATH, nullptr);
  }
  return easy;
}

bool add_header(CurlList& headers, const std::string& line) {
  curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
  if (longer == nullptr) return false;
  (void)headers.release();
  headers.reset(longer);
  return true;
}

long status_of(CURL* easy) noexcept {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

}  // namespace vplatform::sessions
