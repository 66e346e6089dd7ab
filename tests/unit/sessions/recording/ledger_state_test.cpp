#include "sessions/recording/ledger_state.hpp"

#include <vector>

#include "sessions/recording/deadlines.hpp"
#include "support/catch.hpp"

using namespace vplatform;
using namespace vplatform::sessions;
using namespace std::chrono_literals;

namespace {

using enum LedgerState;
const std::vector<LedgerState> all_states{requested, starting, active, stopping,  processing,
                                          ready,     fetched,  failed, cancelled, deleted};

}  // namespace

TEST_CASE("every state of the ledger has a name that leads back to it") {
  for (const auto state : all_states) CHECK(ledger_state_from(to_string(state)) == state);
  CHECK(!ledger_state_from("gone"));
  CHECK(to_string(RecordingMatch::heuristic) == "heuristic");
}

TEST_CASE("a recording never goes backwards") {
  for (const auto from : all_states) {
    CHECK(!may_follow(from, from));
    for (const auto to : all_states) {
      if (to < from && to < failed) CHECK(!may_follow(from, to));
    }
  }
  CHECK(may_follow(requested, ready));
  CHECK(may_follow(stopping, processing));
}

TEST_CASE("nothing leads out of deleted, and everything into it") {
  for (const auto state : all_states) {
    CHECK(!may_follow(deleted, state));
    CHECK(may_follow(state, deleted) == (state != deleted));
  }
}

TEST_CASE("what is ready or over fails no more") {
  for (const auto state : {ready, fetched, failed, cancelled}) {
    CHECK(!may_follow(state, failed));
    CHECK(!may_follow(state, cancelled));
  }
  for (const auto state : {requested, starting, active, stopping, processing})
    CHECK(may_follow(state, failed));
  CHECK(!may_follow(failed, ready));
}

TEST_CASE("each state under way has a deadline, and what is over has none") {
  const RecordingDeadlines deadlines;
  for (const auto state : all_states)
    CHECK(longest_in(state, deadlines, {}).has_value() == is_under_way(state));
  CHECK(longest_in(active, deadlines, 3600s) == 4200s);
}

TEST_CASE("deadlines survive being stored") {
  const RecordingDeadlines odd{
      .requested = 1s, .starting = 2s, .active = 3s, .stopping = 4s, .processing = 5s};
  const auto again = deadlines_from(to_text(odd));
  CHECK(again.requested == 1s);
  CHECK(again.starting == 2s);
  CHECK(again.active == 3s);
  CHECK(again.stopping == 4s);
  CHECK(again.processing == 5s);
  CHECK(deadlines_from("not JSON").starting == RecordingDeadlines{}.starting);
  CHECK(deadlines_from(R"({"starting": -1})").starting == RecordingDeadlines{}.starting);
}

TEST_CASE("the platform is asked soon at first, and ever more seldom") {
  const TimePoint since{};
  CHECK(pause_before_asking(since, since, 300s) == 15s);
  CHECK(pause_before_asking(since, since + 400s, 300s) == 100s);
  CHECK(pause_before_asking(since, since + 24h, 300s) == 300s);
  CHECK(pause_before_asking(since, since - 24h, 300s) == 15s);
  CHECK(pause_before_asking(since, since, 5s) == 5s);
}
