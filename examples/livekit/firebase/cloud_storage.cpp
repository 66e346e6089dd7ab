#include "firebase/cloud_storage.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vplatform/header.hpp>
#include <vplatform/spi/answers.hpp>
#include <vplatform/spi/url.hpp>

#include "firebase/stream_upload.hpp"

namespace controller::firebase {
namespace {

using nlohmann::json;
using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Failure;
using vplatform::HttpRequest;
using vplatform::HttpResponse;
using vplatform::Repeat;
using vplatform::Result;
using vplatform::Secret;
namespace spi = vplatform::spi;

// https://cloud.google.com/storage/docs/performing-resumable-uploads
constexpr int resume_incomplete = 308;
constexpr int precondition_failed = 412;
constexpr int resumptions = 8;  // then the whole is put off

bool is_success(int status) {
  return status == 200 || status == 201;
}

/// Nobody tells how far it is; the upload has to be asked.
bool is_in_doubt(const Result<HttpResponse>& answer) {
  if (!answer) return answer.error().code == ErrorCode::unavailable;
  return answer->status >= 500 || answer->status == 408 || answer->status == 429;
}

/// Google says sizes as text.
std::string text_of(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

Result<void> confirm(const std::string& body, const Upload& upload, const SharedFile& file) {
  const auto object = json::parse(body, nullptr, false);
  if (!object.is_object()) return fail(ErrorCode::bad_response, "Google's answer is no object of a bucket");
  const bool same =
      text_of(object, "size") == std::to_string(file.size()) && text_of(object, "md5Hash") == upload.md5;
  if (same) return {};
  return fail(ErrorCode::already_exists, "the bucket has other bytes as " + upload.name);
}

/// How many bytes have arrived: `Range: bytes=0-42`, and none without it. Nothing where it is neither.
std::optional<std::uint64_t> arrived(const HttpResponse& answer) {
  const auto range = vplatform::find_header(answer.headers, "range");
  if (!range) return 0;
  constexpr std::string_view begin = "bytes=0-";
  if (!range->starts_with(begin)) return std::nullopt;
  std::uint64_t last = 0;
  const char* end = range->data() + range->size();
  const auto read = std::from_chars(range->data() + begin.size(), end, last);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return last + 1;
}

}  // namespace

CloudStorage::CloudStorage(std::shared_ptr<Google> google, std::string storage_url, std::string bucket)
    : google_(std::move(google)), url_(std::move(storage_url)), bucket_(std::move(bucket)) {}

Result<void> CloudStorage::upload(const Upload& upload, const SharedFile& file, std::stop_token stop) {
  const auto session = begin(upload, file, stop);
  auto done = session ? send(*session, upload, file, stop) : Result<void>(Failure{session.error()});
  // An earlier attempt, whose answer we have not lived to see, may have brought it there.
  if (!done && done.error().http_status == precondition_failed) return confirm_existing(upload, file, stop);
  return done;
}

/// Gives the address of the upload, which is itself the right to write.
Result<std::string> CloudStorage::begin(const Upload& upload, const SharedFile& file,
                                        const std::stop_token& stop) {
  HttpRequest request{.operation = "begin_upload", .path_template = "/upload/storage/v1/b/{bucket}/o"};
  request.method = "POST";
  // Only where no such object is: so there is one however often this is tried.
  request.url = url_ + "/upload/storage/v1/b/" + spi::percent_encode(bucket_) +
                "/o?uploadType=resumable&ifGenerationMatch=0&name=" + spi::percent_encode(upload.name);
  request.headers = {{"Content-Type", "application/json; charset=UTF-8"},
                     {"X-Upload-Content-Type", upload.content_type},
                     {"X-Upload-Content-Length", std::to_string(file.size())}};
  request.body = json{{"contentType", upload.content_type}, {"md5Hash", upload.md5}}.dump();
  const auto answer = google_->send(std::move(request), stop);
  if (!answer) return Failure{answer.error()};
  if (answer->status != 200) return spi::failure_from_status(*answer, "the bucket takes no upload");
  const auto session = vplatform::find_header(answer->headers, "location");
  if (!session || !session->starts_with(url_ + "/"))
    return fail(ErrorCode::bad_response, "the bucket's answer leads to no upload of its own");
  return std::string(*session);
}

Result<void> CloudStorage::send(const std::string& session, const Upload& upload, const SharedFile& file,
                                const std::stop_token& stop) {
  std::uint64_t from = 0;
  for (int attempt = 0; attempt <= resumptions; ++attempt) {
    // All bytes may have arrived, and the answer be lost.
    auto answer = from < file.size() ? put_file(session, file, from, stop) : ask(session, file, stop);
    if (is_in_doubt(answer)) answer = ask(session, file, stop);
    if (is_in_doubt(answer)) continue;
    if (!answer) return Failure{answer.error()};
    if (is_success(answer->status)) return confirm(answer->body, upload, file);
    if (answer->status != resume_incomplete)
      return spi::failure_from_status(*answer, "the bucket refused the upload");
    const auto there = arrived(*answer);
    if (!there || *there > file.size())
      return fail(ErrorCode::bad_response, "the bucket does not say how far the upload is");
    from = *there;
  }
  return fail(ErrorCode::unavailable, "the upload broke off too often");
}

/// How far is it?
Result<HttpResponse> CloudStorage::ask(const std::string& session, const SharedFile& file,
                                       const std::stop_token& stop) {
  HttpRequest request{
      .operation = "upload_state", .path_template = "/upload", .method = "PUT", .url = session};
  request.headers = {{"Content-Range", "bytes */" + std::to_string(file.size())}};
  request.repeat = Repeat::idempotent;
  request.secrets = {Secret(session)};
  return google_->send(std::move(request), stop);
}

Result<void> CloudStorage::confirm_existing(const Upload& upload, const SharedFile& file,
                                            const std::stop_token& stop) {
  HttpRequest request{.operation = "find_object", .path_template = "/storage/v1/b/{bucket}/o/{object}"};
  request.url =
      url_ + "/storage/v1/b/" + spi::percent_encode(bucket_) + "/o/" + spi::percent_encode(upload.name);
  request.repeat = Repeat::read;
  const auto answer = google_->send(std::move(request), stop);
  if (!answer) return Failure{answer.error()};
  if (answer->status != 200) return spi::failure_from_status(*answer, "the bucket does not show the object");
  return confirm(answer->body, upload, file);
}

Result<Secret> CloudStorage::link(const std::string& name, std::chrono::seconds valid_for) const {
  return sign_download(google_->account(), url_, {.bucket = bucket_, .name = name}, google_->now(),
                       valid_for);
}

}  // namespace controller::firebase
