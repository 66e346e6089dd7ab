#include "vplatform/time.hpp"

#include <chrono>
#include <string>

#include "support/catch.hpp"

using namespace vplatform;
using namespace std::chrono;

namespace {

TimePoint at(std::int64_t unix_seconds, milliseconds more = milliseconds{0}) {
  return TimePoint{seconds{unix_seconds} + more};
}

}  // namespace

TEST_CASE("times are written to the second, and to the millisecond where there are any") {
  CHECK(to_rfc3339(at(0)) == "1970-01-01T00:00:00Z");
  CHECK(to_rfc3339(at(1767225600)) == "2026-01-01T00:00:00Z");
  CHECK(to_rfc3339(at(1767225600, milliseconds{250})) == "2026-01-01T00:00:00.250Z");
  CHECK(to_rfc3339(at(1767225600) + microseconds{999}) == "2026-01-01T00:00:00Z");
  CHECK(to_rfc3339(at(-1)) == "1969-12-31T23:59:59Z");
  CHECK(to_rfc3339(at(1709164800)) == "2024-02-29T00:00:00Z");
}

TEST_CASE("times are read with any fraction and any zone") {
  const TimePoint new_year = at(1767225600);
  CHECK(*parse_rfc3339("2026-01-01T00:00:00Z") == new_year);
  CHECK(*parse_rfc3339("2026-01-01t00:00:00z") == new_year);
  CHECK(*parse_rfc3339("2026-01-01 00:00:00Z") == new_year);
  CHECK(*parse_rfc3339("2026-01-01T01:00:00+01:00") == new_year);
  CHECK(*parse_rfc3339("2025-12-31T18:30:00-05:30") == new_year);
  CHECK(*parse_rfc3339("2026-01-01T00:00:00-00:00") == new_year);
  CHECK(*parse_rfc3339("2026-01-01T00:00:00.5Z") == new_year + milliseconds{500});
  CHECK(*parse_rfc3339("2026-01-01T00:00:00.000Z") == new_year);
  CHECK(*parse_rfc3339("2026-01-01T00:00:00.123456789123Z") == new_year + nanoseconds{123'456'789});
  CHECK(*parse_rfc3339("2016-12-31T23:59:60Z") == at(1483228800));
}

TEST_CASE("what was written is read back") {
  for (const std::int64_t second : {0LL, 951782400LL, 1709164799LL, 1767225600LL, 4102444800LL}) {
    const TimePoint moment = at(second, milliseconds{7});
    CHECK(*parse_rfc3339(to_rfc3339(moment)) == moment);
  }
}

TEST_CASE("leap years are the calendar's") {
  CHECK(parse_rfc3339("2024-02-29T00:00:00Z"));
  CHECK(parse_rfc3339("2000-02-29T00:00:00Z"));
  CHECK_FALSE(parse_rfc3339("2023-02-29T00:00:00Z"));
  CHECK_FALSE(parse_rfc3339("1900-02-29T00:00:00Z"));
}

TEST_CASE("what is not a time is refused") {
  for (const auto* text : {"",
                           "now",
                           "2026",
                           "2026-01-01",
                           "2026-01-01T00:00:00",
                           "2026-01-01T00:00Z",
                           "2026-1-1T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-01-32T00:00:00Z",
                           "2026-01-00T00:00:00Z",
                           "2026-01-01T24:00:00Z",
                           "2026-01-01T00:60:00Z",
                           "2026-01-01T00:00:61Z",
                           "2026-01-01T00:00:60Z",
                           "2026-01-01T00:00:00.Z",
                           "2026-01-01T00:00:00,5Z",
                           "2026-01-01T00:00:00+0100",
                           "2026-01-01T00:00:00+24:00",
                           "2026-01-01T00:00:00+01:60",
                           "2026-01-01T00:00:00+01",
                           "2026-01-01T00:00:00Z ",
                           " 2026-01-01T00:00:00Z",
                           "2026-01-01T00:00:00ZZ",
                           "+026-01-01T00:00:00Z",
                           "2026/01/01T00:00:00Z",
                           "20a6-01-01T00:00:00Z",
                           "9999-01-01T00:00:00Z",
                           "0001-01-01T00:00:00Z",
                           "1767225600"}) {
    CAPTURE(text);
    const auto read = parse_rfc3339(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("durations are a number with a unit") {
  CHECK(*parse_duration("90s") == seconds{90});
  CHECK(*parse_duration("30m") == minutes{30});
  CHECK(*parse_duration("1h") == hours{1});
  CHECK(*parse_duration("2d") == hours{48});
  CHECK(*parse_duration("007s") == seconds{7});
  CHECK(*parse_duration("36500d") == days{36'500});
}

TEST_CASE("what is not a positive duration is refused") {
  for (const auto* text :
       {"", "s", "90", "0s", "00h", "-1s", "+1s", "1.5h", "1 h", " 1h", "1h ", "1H", "1w", "1h30m", "h1",
        "36501d", "99999999999999999999s", "99999999999999999999999999999999999999d"}) {
    CAPTURE(text);
    const auto read = parse_duration(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::invalid_argument);
  }
}
