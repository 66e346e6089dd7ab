#include "vplatform/spi/answers.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"

using namespace vplatform;
using namespace vplatform::spi;
using namespace std::chrono;

namespace {

const TimePoint now{seconds{784111777}};  // Sun, 06 Nov 1994 08:49:37 GMT

}  // namespace

TEST_CASE("Retry-After in seconds is read, a fraction rounded up") {
  CHECK(parse_retry_after("39", now) == seconds{39});
  CHECK(parse_retry_after("0", now) == milliseconds{0});
  CHECK(parse_retry_after(" 5\t", now) == seconds{5});
  CHECK(parse_retry_after("1.5", now) == milliseconds{1500});
  CHECK(parse_retry_after("38.689", now) == milliseconds{38689});
  CHECK(parse_retry_after("0.0001", now) == milliseconds{1});
  CHECK(parse_retry_after("2.0000", now) == seconds{2});
}

TEST_CASE("Retry-After as an HTTP date is counted from now") {
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:50:37 GMT", now) == minutes{1});
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:50:37 GMT", now + milliseconds{400}) == milliseconds{59'600});
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now) == milliseconds{0});
  CHECK(parse_retry_after("Sat, 05 Nov 1994 08:49:37 GMT", now) == milliseconds{0});
}

TEST_CASE("Retry-After is never more than a day") {
  CHECK(parse_retry_after("86401", now) == hours{24});
  CHECK(parse_retry_after("86400.5", now) == hours{24});
  CHECK(parse_retry_after(std::string(400, '9'), now) == hours{24});
  CHECK(parse_retry_after("Sun, 06 Nov 2094 08:49:37 GMT", now) == hours{24});
}

TEST_CASE("what is no Retry-After gives none") {
  for (const auto* text : {"",
                           " ",
                           "soon",
                           "-1",
                           "+1",
                           "1e3",
                           "0x10",
                           "1.",
                           ".5",
                           "1.2.3",
                           "1 2",
                           "5s",
                           "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994",
                           "Sun, 06 Nov 1994 08:49:37",
                           "Sun, 06 Nov 1994 08:49:37 UTC",
                           "Sun, 06 Nov 1994 24:49:37 GMT",
                           "Sun, 06 Nov 1994 08:60:37 GMT",
                           "Sun, 06 Nov 1994 08:49:61 GMT",
                           "Sun, 31 Feb 1994 08:49:37 GMT",
                           "Sun, 00 Nov 1994 08:49:37 GMT",
                           "Sun, 06 nov 1994 08:49:37 GMT",
                           "Sun, 6a Nov 1994 08:49:37 GMT",
                           "Sun, 06 Nov 9999 08:49:37 GMT",
                           "Sun, 06 Nov 1994 08:49:37 GMT "
                           "x"}) {
    CAPTURE(text);
    CHECK(parse_retry_after(text, now) == std::nullopt);
  }
}

TEST_CASE("a status has one meaning") {
  const std::vector<std::pair<int, ErrorCode>> meanings{
      {400, ErrorCode::invalid_argument},    {401, ErrorCode::unauthenticated},
      {402, ErrorCode::quota_exceeded},      {403, ErrorCode::permission_denied},
      {404, ErrorCode::not_found},           {405, ErrorCode::invalid_argument},
      {408, ErrorCode::deadline_exceeded},   {409, ErrorCode::already_exists},
      {412, ErrorCode::failed_precondition}, {413, ErrorCode::invalid_argument},
      {415, ErrorCode::invalid_argument},    {422, ErrorCode::invalid_argument},
      {429, ErrorCode::rate_limited},        {499, ErrorCode::invalid_argument},
      {500, ErrorCode::unavailable},         {501, ErrorCode::unavailable},
      {503, ErrorCode::unavailable},         {599, ErrorCode::unavailable},
      {200, ErrorCode::bad_response},        {204, ErrorCode::bad_response},
      {302, ErrorCode::bad_response},        {100, ErrorCode::bad_response},
      {0, ErrorCode::bad_response},          {999, ErrorCode::bad_response}};
  for (const auto& [status, code] : meanings) {
    CAPTURE(status);
    const auto failure = failure_from_status({.status = status}, "daily refused to create a room");
    CHECK(failure.error.code == code);
    CHECK(failure.error.http_status == status);
    CHECK(failure.error.message.starts_with("daily refused to create a room: "));
  }
}

TEST_CASE("a failure from a status tells when to come back and which request it was") {
  HttpResponse answer{
      .status = 429, .headers = {{"Retry-After", "39"}, {"X-Request-Id", "req-1"}}, .body = "secret text"};
  const auto failure = failure_from_status(answer, "whereby refused");
  CHECK(failure.error.retry_after == seconds{39});
  CHECK(failure.error.request_id == "req-1");
  CHECK(failure.error.message.find("secret text") == std::string::npos);
}

TEST_CASE("a failure from a status leaves a date to those who know the time") {
  const auto failure = failure_from_status(
      {.status = 503, .headers = {{"retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"}, {"request-id", "req-2"}}},
      "x");
  CHECK(failure.error.retry_after == std::nullopt);
  CHECK(failure.error.request_id == "req-2");
}
