// Files in the host's own bucket: how they are addressed, signed for, fetched and deleted.

#include "sessions/recording/bucket.hpp"

#include "support/catch.hpp"
#include "unit/sessions/recording/fetch_bench.hpp"
#include "unit/sessions/recording/signed_request.hpp"

using namespace vplatform;
using namespace vplatform::testing;

namespace {

const std::string secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

S3Keys bucket_at(const std::string& endpoint) {
  return {.bucket = "films",
          .region = "eu-west-1",
          .endpoint = endpoint,
          .access_key_id = Secret("AKIAIOSFODNN7EXAMPLE"),
          .secret_access_key = Secret(secret)};
}

/// A recording that is ready in the bucket, under an odd name.
RecordingEntry ready_in(const FetchBench& bench, const S3Keys& keys) {
  bench.enters();
  const auto entry = Recordings(bench.backend).start("s1", {.target = keys}).value();
  REQUIRE(bench.service->finish_recording(entry.ref, bench.now()));
  Recording told = bench.client().find_recording(entry.ref).value();
  told.files = {{.path = "2026/Ada & Grace+1.mp4"}};
  bench.is_told(told);
  return bench.entry(entry.id);
}

}  // namespace

TEST_CASE("our judge of signatures agrees with Amazon's published example") {
  // "Example: GET Object", Signature Calculations for the Authorization Header, Amazon S3 API Reference.
  const SignedRequest request(
      "GET /test.txt HTTP/1.1\r\n"
      "Host: examplebucket.s3.amazonaws.com\r\n"
      "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
      "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
      "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41\r\n"
      "Range: bytes=0-9\r\n"
      "x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\r\n"
      "x-amz-date: 20130524T000000Z\r\n\r\n");
  REQUIRE(request.is_signed());
  CHECK(request.expected(secret) == request.signature());
  CHECK(request.expected("another") != request.signature());
}

TEST_CASE("an object is addressed as its store takes it") {
  S3Keys keys{.bucket = "films", .region = "eu-west-1"};
  CHECK(object_url(keys, "a/b c.mp4") == "https://films.s3.eu-west-1.amazonaws.com/a/b%20c.mp4");
  keys.bucket = "films.acme.com";
  CHECK(object_url(keys, "a") == "https://s3.eu-west-1.amazonaws.com/films.acme.com/a");
  keys.endpoint = "https://store.acme.com:9000/";
  CHECK(object_url(keys, "a/../b?c#d") == "https://store.acme.com:9000/films.acme.com/a/../b%3Fc%23d");
  keys.endpoint = "store.acme.com";
  CHECK(object_url(keys, "a") == "https://store.acme.com/films.acme.com/a");
}

TEST_CASE(
    "keys are found by bucket and endpoint, and where a platform has written by a role by bucket alone") {
  const std::vector<S3Keys> all{{.bucket = "other"}, {.bucket = "films", .endpoint = "mirror.acme.com"}};
  const auto found = [&](const RecordingTarget& target) {
    return keys_for({.storage = storage_of(target), .storage_place = place_of(target)}, all);
  };
  CHECK(found(S3Role{.bucket = "films", .role_arn = "arn:aws:iam::1:role/r"}) == &all[1]);
  CHECK(found(S3Keys{.bucket = "films", .endpoint = "mirror.acme.com"}) == &all[1]);
  CHECK(found(S3Keys{.bucket = "films"}) == nullptr);
  CHECK(found(S3Role{.bucket = "unknown"}) == nullptr);
  CHECK(found(ProviderStorage{}) == nullptr);
}

TEST_CASE("a file in a bucket is asked for with a signature that the store can check") {
  const FetchBench bench(VPLATFORM_BOTH_DATABASES);
  const LoopbackServer server({says(200, "film")});
  const auto keys = bucket_at(server.url(""));
  const auto entry = ready_in(bench, keys);
  auto options = bench.plain();
  CHECK(bench.fetcher(options).fetch(entry.id).error().code == ErrorCode::failed_precondition);  // no keys
  CHECK(server.connections() == 0);
  options.buckets = {S3Keys{.bucket = "other"}, keys};
  const auto fetched = bench.fetcher(options).fetch(entry.id).value();
  CHECK(content_of(fetched.files.at(0).local_path) == "film");
  const SignedRequest request(server.requests().at(0));
  CHECK(request.path() == "/films/2026/Ada%20%26%20Grace%2B1.mp4");
  CHECK(request.credential().starts_with("AKIAIOSFODNN7EXAMPLE/"));
  CHECK(request.credential().ends_with("/eu-west-1/s3/aws4_request"));
  CHECK(request.signature() == request.expected(secret));
  CHECK(request.signed_headers().find("host") != std::string::npos);
}

TEST_CASE("a signed transfer that broke off is gone on with, signed again") {
  const FetchBench bench;
  const std::string bytes = film(9000);
  const LoopbackServer server({sends(head(200, 9000, "ETag: \"v1\"\r\n") + bytes.substr(0, 5000)),
                               says(206, bytes.substr(5000), "Content-Range: bytes 5000-8999/9000\r\n")});
  const auto entry = ready_in(bench, bucket_at(server.url("")));
  auto options = bench.plain();
  options.buckets = {bucket_at(server.url(""))};
  CHECK(!bench.fetcher(options).fetch(entry.id));
  CHECK(bench.fetcher(options).fetch(entry.id)->files.at(0).sha256 == sha256_hex(bytes));
  const SignedRequest request(server.requests().at(1));
  CHECK(request.header("range") == "bytes=5000-");
  CHECK(request.header("if-range") == "\"v1\"");
  CHECK(request.signature() == request.expected(secret));
}

TEST_CASE("another host than the bucket's gets no signature of its keys") {
  const FetchBench bench;
  const LoopbackServer other({says(200, "film")});
  const LoopbackServer server({says(307, "", "Location: " + other.url("/films/x") + "\r\n")});
  const auto entry = ready_in(bench, bucket_at(server.url("")));
  auto options = bench.plain();
  options.buckets = {bucket_at(server.url(""))};
  CHECK(bench.fetcher(options).fetch(entry.id).error().code == ErrorCode::failed_precondition);
  CHECK(other.connections() == 0);
}

TEST_CASE("a store that refuses the keys is told as such, and not what it has said") {
  const FetchBench bench;
  const LoopbackServer server({says(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>")});
  const auto entry = ready_in(bench, bucket_at(server.url("")));
  auto options = bench.plain();
  options.buckets = {bucket_at(server.url(""))};
  const auto refused = bench.fetcher(options).fetch(entry.id);
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::permission_denied);
  CHECK(refused.error().message == "127.0.0.1 answered 403 for a recording's file");
  CHECK(bench.folder.files().empty());
}

TEST_CASE("a deletion reaches the bucket, and is proven by its answer") {
  const FetchBench bench(VPLATFORM_BOTH_DATABASES);
  const LoopbackServer server({says(503, ""), says(403, ""), says(204, "")});
  const auto keys = bucket_at(server.url(""));
  const auto entry = ready_in(bench, keys);
  const Recordings recordings(bench.backend, {.buckets = {keys}});
  CHECK(recordings.remove(entry.id)->left ==
        std::vector<std::string>{"the bucket 'films' refused a deletion with 503"});
  CHECK(recordings.remove(entry.id)->left ==
        std::vector<std::string>{"the bucket 'films' does not let these keys delete"});
  CHECK(!bench.entry(entry.id).deleted_remotely_at);
  CHECK(recordings.remove(entry.id)->is_complete());
  const SignedRequest request(server.requests().at(2));
  CHECK(server.requests().at(2).starts_with("DELETE /films/2026/Ada%20%26%20Grace%2B1.mp4 "));
  CHECK(request.signature() == request.expected(secret));
  CHECK(bench.service->recordings(bench.now()).empty());
}
