#include "vplatform/retry.hpp"

#include "support/catch.hpp"
#include "vplatform/spi/http.hpp"

namespace vplatform {
namespace {

using std::chrono::milliseconds;

constexpr RetryPolicy policy{.max_attempts = 4,
                             .first_delay = milliseconds{200},
                             .longest_delay = milliseconds{500},
                             .attempt_timeout = milliseconds{1000}};

bool again(Repeat repeat, const Attempt& last) {
  return next_delay(policy, repeat, last, 0.5).has_value();
}

TEST_CASE("whether a request goes out again follows from what it does and how it went") {
  struct Row {
    Attempt last{};
    bool read = false;
    bool idempotent = false;
    bool never = false;
  };
  const milliseconds asked{700};
  const Row rows[] = {
      {{.status = 0, .sent = false}, true, true, true},
      {{.status = 0, .sent = true}, true, true, false},
      {{.status = 0, .sent = true, .final = true}, false, false, false},
      {{.status = 0, .sent = false, .final = true}, false, false, false},
      {{.status = 200}, false, false, false},
      {{.status = 302}, false, false, false},
      {{.status = 400}, false, false, false},
      {{.status = 401}, false, false, false},
      {{.status = 404}, false, false, false},
      {{.status = 404, .retry_after = asked}, false, false, false},
      {{.status = 408}, true, true, false},
      {{.status = 409}, false, false, false},
      {{.status = 429}, true, true, true},
      {{.status = 429, .retry_after = asked}, true, true, true},
      {{.status = 500}, true, true, false},
      {{.status = 500, .retry_after = asked}, true, true, false},
      {{.status = 502}, true, true, false},
      {{.status = 503}, true, true, false},
      {{.status = 503, .retry_after = asked}, true, true, true},
      {{.status = 504}, true, true, false},
      {{.number = 3, .status = 500}, true, true, false},
      {{.number = 4, .status = 429}, false, false, false},
      {{.number = 5, .status = 429}, false, false, false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.last.status, row.last.sent, row.last.number, row.last.final);
    CHECK(again(Repeat::read, row.last) == row.read);
    CHECK(again(Repeat::idempotent, row.last) == row.idempotent);
    CHECK(again(Repeat::never, row.last) == row.never);
  }
}

TEST_CASE("delays double up to the longest, and luck takes at most half away") {
  const auto delay = [](int number, double luck) {
    return next_delay(policy, Repeat::read, {.number = number, .status = 500}, luck);
  };
  CHECK(delay(1, 0.0) == milliseconds{100});
  CHECK(delay(1, 1.0) == milliseconds{200});
  CHECK(delay(2, 0.0) == milliseconds{200});
  CHECK(delay(2, 0.5) == milliseconds{300});
  CHECK(delay(3, 1.0) == milliseconds{500});
  CHECK(delay(1, -3.0) == milliseconds{100});
  CHECK(delay(1, 17.0) == milliseconds{200});
}

TEST_CASE("what the platform asks for is waited for exactly") {
  const Attempt asked{.status = 429, .retry_after = milliseconds{1234}};
  CHECK(next_delay(policy, Repeat::never, asked, 0.9) == milliseconds{1234});
  const Attempt negative{.status = 429, .retry_after = milliseconds{-5}};
  CHECK(next_delay(policy, Repeat::never, negative, 0.9) == milliseconds{0});
}

TEST_CASE("a policy that makes no sense never overflows and never waits a negative time") {
  const Attempt late{.number = 1000, .status = 500};
  RetryPolicy odd{
      .max_attempts = 2000, .first_delay = milliseconds::max(), .longest_delay = milliseconds::max()};
  CHECK(next_delay(odd, Repeat::read, late, 0.0) > milliseconds{0});
  odd = {.max_attempts = 2000, .first_delay = milliseconds{-1}, .longest_delay = milliseconds{-1}};
  CHECK(next_delay(odd, Repeat::read, late, 0.5) == milliseconds{0});
  odd = {.max_attempts = 0};
  CHECK(!next_delay(odd, Repeat::read, {.status = 500}, 0.5));
}

}  // namespace
}  // namespace vplatform
