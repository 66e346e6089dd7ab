#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

namespace vplatform::sessions {

struct CurlCleanup {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
  void operator()(char* text) const noexcept { curl_free(text); }
};
using CurlHandle = std::unique_ptr<CURL, CurlCleanup>;
using CurlUrl = std::unique_ptr<CURLU, CurlCleanup>;
using CurlList = std::unique_ptr<curl_slist, CurlCleanup>;
using CurlText = std::unique_ptr<char, CurlCleanup>;

/// A handle that verifies certificates, follows nothing by itself, and asks no proxy: what is connected to is
/// what was named. Empty where there is no memory.
[[nodiscard]] CurlHandle new_handle(const std::string& ca_file);

/// Adds a header; false where there is no memory.
[[nodiscard]] bool add_header(CurlList& headers, const std::string& line);

[[nodiscard]] long status_of(CURL* easy) noexcept;

}  // namespace vplatform::sessions
