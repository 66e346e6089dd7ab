#pragma once

#include <curl/curl.h>

#include <stop_token>
#include <string>
#include <string_view>

#include "sessions/recording/curl_handle.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/result.hpp"

namespace vplatform::sessions {

/// The URL of an object in a bucket of the S3 kind: of the bucket's own host at Amazon, and below the
/// endpoint elsewhere.
[[nodiscard]] std::string object_url(const S3Keys& bucket, std::string_view path);

/// Has libcurl sign a request without a body with the bucket's keys, by Amazon's Signature Version 4; what
/// the request needs for it is added to its headers. False where there is no memory.
[[nodiscard]] bool sign_for_bucket(CURL* easy, const S3Keys& bucket, CurlList& headers);

/// Deletes an object; one that is not there is deleted. Errors: `permission_denied`, `unavailable`,
/// `bad_response`.
[[nodiscard]] Result<void> delete_object(const S3Keys& bucket, std::string_view path,
                                         const std::string& ca_file, std::stop_token stop);

}  // namespace vplatform::sessions
