#include "sessions/recording/bucket.hpp"

#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::sessions {
namespace {

constexpr long longest_delete = 30;  // seconds

std::string encoded_path(std::string_view path) {
  std::string encoded;
  while (!path.empty()) {
    const auto slash = path.find('/');
    encoded += spi::percent_encode(path.substr(0, slash));
    if (slash == std::string_view::npos) break;
    encoded += '/';
    path.remove_prefix(slash + 1);
  }
  return encoded;
}

std::size_t drop(char*, std::size_t size, std::size_t count, void*) noexcept {
  return size * count;
}

int stop_asked(void* token, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
  return static_cast<std::stop_token*>(token)->stop_requested() ? 1 : 0;
}

}  // namespace

std::string object_url(const S3Keys& bucket, std::string_view path) {
  const std::string object = "/" + encoded_path(path);
  if (!bucket.endpoint.empty()) {
    const bool names_scheme = bucket.endpoint.find("://") != std::string::npos;
    std::string base = names_scheme ? bucket.endpoint : "https://" + bucket.endpoint;
    while (base.ends_with('/')) base.pop_back();
    return base + "/" + spi::percent_encode(bucket.bucket) + object;
  }
  const std::string host = "s3." + bucket.region + ".amazonaws.com";
  // Amazon's certificate covers one label before its own name.
  const bool fits_certificate = bucket.bucket.find('.') == std::string::npos;
  return fits_certificate ? "https://" + bucket.bucket + "." + host + object
                          : "https://" + host + "/" + bucket.bucket + object;
}

bool sign_for_bucket(CURL* easy, const S3Keys& bucket, CurlList& headers) {
  const std::string scope =
      "aws:amz:" + (bucket.region.empty() ? std::string("us-east-1") : bucket.region) + ":s3";
  curl_easy_setopt(easy, CURLOPT_AWS_SIGV4, scope.c_str());
  curl_easy_setopt(easy, CURLOPT_USERNAME, bucket.access_key_id.reveal().c_str());
  curl_easy_setopt(easy, CURLOPT_PASSWORD, bucket.secret_access_key.reveal().c_str());
  // Stores require it, and libcurl 7.88 leaves it out.
  const std::string digest = spi::to_hex(spi::as_text(spi::sha256("")));
  return add_header(headers, "x-amz-content-sha256: " + digest);
}

Result<void> delete_object(const S3Keys& bucket, std::string_view path, const std::string& ca_file,
                           std::stop_token stop) {
  const CurlHandle easy = new_handle(ca_file);
  CurlList headers;
  if (!easy || !sign_for_bucket(easy.get(), bucket, headers))
    return fail(ErrorCode::internal, "out of memory");
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  const std::string url = object_url(bucket, path);
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_CUSTOMREQUEST, "DELETE");
  curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT, longest_delete);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, stop_asked);
  curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, &stop);
  curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
  const std::string name = "the bucket '" + bucket.bucket + "'";
  if (curl_easy_perform(easy.get()) != CURLE_OK)
    return fail(stop.stop_requested() ? ErrorCode::cancelled : ErrorCode::unavailable,
                name + " did not answer a deletion");
  const long status = status_of(easy.get());
  if ((status >= 200 && status < 300) || status == 404) return {};
  if (status == 401 || status == 403)
    return fail(ErrorCode::permission_denied, name + " does not let these keys delete");
  return fail(status >= 500 || status == 429 ? ErrorCode::unavailable : ErrorCode::bad_response,
              name + " refused a deletion with " + std::to_string(status));
}

}  // namespace vplatform::sessions
