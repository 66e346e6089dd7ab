#include "sessions/store/lease.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "sessions/store/store_state.hpp"
#include "support/catch.hpp"
#include "support/sessions/databases.hpp"
#include "vplatform/testing/fake_clock.hpp"

using namespace vplatform;
using namespace vplatform::sessions;
using vplatform::testing::FakeClock;
using vplatform::testing::TestDatabase;
using namespace std::chrono_literals;

namespace {

bool held(const Database& database, const Lease& lease) {
  return database.write([&](Transaction& transaction) -> Result<bool> { return is_held(transaction, lease); })
      .value();
}

void give_back(const Database& database, const Lease& lease) {
  REQUIRE(database.write([&](Transaction& transaction) -> Result<void> {
    release_lease(transaction, lease);
    return {};
  }));
}

}  // namespace

TEST_CASE("a lease has one holder, who gives it back") {
  const TestDatabase test(VPLATFORM_BOTH_DATABASES);
  FakeClock clock;
  const auto store = test.open(clock.env());
  const Database& database = store->state().database;
  const auto mine = take_lease(database, "session:1", 30s, clock.env()).value();
  REQUIRE(mine);
  CHECK(held(database, *mine));
  CHECK(!take_lease(database, "session:1", 30s, clock.env()).value());
  CHECK(take_lease(database, "session:2", 30s, clock.env()).value());
  give_back(database, *mine);
  CHECK(take_lease(database, "session:1", 30s, clock.env()).value());
}

TEST_CASE("a lease that ran out goes to another, and its old holder is told apart") {
  const TestDatabase test(VPLATFORM_BOTH_DATABASES);
  FakeClock clock;
  const auto store = test.open(clock.env());
  const Database& database = store->state().database;
  const auto old = take_lease(database, "session:1", 30s, clock.env()).value();
  REQUIRE(old);
  clock.advance(29s);
  CHECK(!take_lease(database, "session:1", 30s, clock.env()).value());
  clock.advance(1s);
  const auto mine = take_lease(database, "session:1", 30s, clock.env()).value();
  REQUIRE(mine);
  CHECK(mine->fence > old->fence);
  CHECK(!held(database, *old));
  give_back(database, *old);  // comes too late, and changes nothing
  CHECK(held(database, *mine));
  CHECK(!take_lease(database, "session:1", 30s, clock.env()).value());
}

TEST_CASE("a clock that was set back holds no lease for ever") {
  const TestDatabase test(VPLATFORM_BOTH_DATABASES);
  FakeClock clock;
  const auto store = test.open(clock.env());
  const Database& database = store->state().database;
  REQUIRE(take_lease(database, "session:1", 30s, clock.env()).value());
  clock.set(clock.now() - 1h);
  CHECK(take_lease(database, "session:1", 30s, clock.env()).value());
}

TEST_CASE("of many who want a lease at once one gets it") {
  const TestDatabase test(VPLATFORM_BOTH_DATABASES);
  const FakeClock clock;
  const auto store = test.open(clock.env());
  std::atomic<int> taken{0};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 8; ++thread) {
      threads.emplace_back([&] {
        if (take_lease(store->state().database, "session:1", 30s, clock.env()).value()) ++taken;
      });
    }
  }
  CHECK(taken == 1);
}
