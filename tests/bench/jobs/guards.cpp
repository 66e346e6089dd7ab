// What stands between a request and the wire while all is well: its rate, the breaker, and the budget of
// repetitions, against two atomic operations and a look at the clock.

#include <atomic>
#include <chrono>
#include <memory>

#include "jobs.hpp"
#include "jobs/setup.hpp"
#include "runtime/traffic.hpp"

namespace {

using namespace vplatform;
using bench::Loop;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int per_second = 20;

Loop guards() {
  const std::vector<RateClass> rates{{.name = "rest", .amount = per_second, .per = milliseconds{1000}}};
  auto traffic = std::make_shared<detail::Traffic>(rates, TrafficPolicy{});
  // Time goes on by a turn for each request, on top of what the clock says: nobody waits.
  return bench::each([traffic, passed = milliseconds{0}]() mutable {
    passed += milliseconds{1000 / per_second};
    const auto now = steady_clock::now() + passed;
    const auto admitted = traffic->admit("rest", 1, now, milliseconds{1000});
    if (admitted.verdict != detail::Traffic::Admission::Verdict::go)
      bench::give_up("guards: not let through");
    traffic->earn_repetition();
    return traffic->report(admitted.spell, detail::Outcome::answered, now);
  });
}

Loop guards_floor() {
  struct Counts {
    std::atomic<std::uint64_t> one{0};
    std::atomic<std::uint64_t> two{0};
  };
  return bench::each([counts = std::make_shared<Counts>()] {
    counts->one.fetch_add(1, std::memory_order_relaxed);
    counts->two.fetch_add(1, std::memory_order_relaxed);
    return steady_clock::now();
  });
}

const bench::Add jobs[] = {
    bench::Add({.name = "guards", .prepare = guards}),
    bench::Add({.name = "guards/floor", .prepare = guards_floor}),
};

}  // namespace
