#include "firebase/stream_upload.hpp"

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string_view>
#include <vplatform/spi/url.hpp>

namespace controller::firebase {
namespace {

using vplatform::Error;
using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Failure;
using vplatform::HttpResponse;
using vplatform::Result;

constexpr std::size_t largest_answer = 64 * 1024;
constexpr long stalled_seconds = 60;
constexpr long least_bytes_a_second = 1;
constexpr long connect_seconds = 30;
constexpr long buffer_bytes = 512 * 1024;

struct Free {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

/// What the callbacks of one transfer see.
struct Transfer {
  const SharedFile& file;
  std::uint64_t at = 0;
  std::stop_token stop{};
  HttpResponse answer{};
  std::size_t taken = 0;
  std::optional<Error> error{};
};

std::size_t on_read(char* into, std::size_t size, std::size_t count, void* transfer_pointer) noexcept {
  auto& transfer = *static_cast<Transfer*>(transfer_pointer);
  auto read = transfer.file.read(transfer.at, {into, size * count});
  if (!read) {
    transfer.error = std::move(read.error());
    return CURL_READFUNC_ABORT;
  }
  transfer.at += *read;
  return *read;
}

bool takes(Transfer& transfer, std::size_t bytes) noexcept {
  transfer.taken += bytes;
  return transfer.taken <= largest_answer;
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* transfer_pointer) {
  auto& transfer = *static_cast<Transfer*>(transfer_pointer);
  if (!takes(transfer, size * count)) return 0;
  transfer.answer.body.append(data, size * count);
  return size * count;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* transfer_pointer) {
  auto& transfer = *static_cast<Transfer*>(transfer_pointer);
  if (!takes(transfer, size * count)) return 0;
  const std::string_view line(data, size * count);
  const auto colon = line.find(':');
  if (line.starts_with("HTTP/")) transfer.answer.headers.clear();
  if (colon == std::string_view::npos) return size * count;
  const auto first = line.find_first_not_of(" \t", colon + 1);
  const auto last = line.find_last_not_of(" \t\r\n");
  const bool has_value = first != std::string_view::npos && first <= last;
  transfer.answer.headers.push_back({std::string(line.substr(0, colon)),
                                     has_value ? std::string(line.substr(first, last - first + 1)) : ""});
  return size * count;
}

int on_progress(void* transfer_pointer, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
  return static_cast<Transfer*>(transfer_pointer)->stop.stop_requested() ? 1 : 0;
}

void set_network(CURL* easy, const std::string& url, bool is_loopback) {
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, is_loopback ? "http,https" : "https");
  if (is_loopback) curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, connect_seconds);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, least_bytes_a_second);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, stalled_seconds);
}

void set_callbacks(CURL* easy, Transfer& transfer) {
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, buffer_bytes);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE,
                   static_cast<curl_off_t>(transfer.file.size() - transfer.at));
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
  curl_easy_setopt(easy, CURLOPT_READDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
}

}  // namespace

Result<HttpResponse> put_file(const std::string& url, const SharedFile& file, std::uint64_t from,
                              std::stop_token stop) {
  const auto parts = vplatform::spi::parse_url(url);
  if (!parts) return Failure{parts.error()};
  const std::unique_ptr<CURL, Free> easy(curl_easy_init());
  Transfer transfer{.file = file, .at = from, .stop = std::move(stop)};
  const auto size = std::to_string(file.size());
  const auto range =
      "Content-Range: bytes " + std::to_string(from) + "-" + std::to_string(file.size() - 1) + "/" + size;
  // Without an expectation libcurl sends at once; Google answers too early then only where it refuses.
  const std::unique_ptr<curl_slist, Free> headers(
      curl_slist_append(curl_slist_append(nullptr, range.c_str()), "Expect:"));
  if (!easy || !headers) return fail(ErrorCode::internal, "out of memory");
  set_network(easy.get(), url, vplatform::spi::is_loopback(parts->host));
  set_callbacks(easy.get(), transfer);
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());

  const auto ended = curl_easy_perform(easy.get());
  if (transfer.error) return Failure{*std::move(transfer.error)};
  if (ended == CURLE_ABORTED_BY_CALLBACK) return fail(ErrorCode::cancelled, "the upload was stopped");
  if (ended != CURLE_OK)
    return fail(ErrorCode::unavailable, "the upload broke off: " + std::string(curl_easy_strerror(ended)));
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  transfer.answer.status = static_cast<int>(status);
  return std::move(transfer.answer);
}

}  // namespace controller::firebase
