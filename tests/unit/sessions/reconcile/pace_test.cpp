#include "sessions/reconcile/pace.hpp"
#include "support/catch.hpp"

using namespace vplatform;
using namespace vplatform::sessions;
using namespace std::chrono_literals;

namespace {

const ReconcilerOptions options{.pace = 30s, .widest_pace = 300s, .empty_grace = 120s};
const TimePoint now{std::chrono::hours(24 * 365)};

PaceFacts flowing(std::chrono::seconds since_last) {
  return {.now = now, .webhooks_flow = true, .is_known = true, .last_look = now - since_last};
}

}  // namespace

TEST_CASE("without webhooks a session is looked at at the pace") {
  CHECK(next_look_in(options, {.now = now, .is_known = true, .last_look = now - 300s}) == 30s);
  CHECK(next_look_in(options, {.now = now}) == 30s);
}

TEST_CASE("while webhooks flow the looks widen, up to the widest") {
  CHECK(next_look_in(options, {.now = now, .webhooks_flow = true, .is_known = true}) == 30s);
  CHECK(next_look_in(options, flowing(30s)) == 60s);
  CHECK(next_look_in(options, flowing(60s)) == 120s);
  CHECK(next_look_in(options, flowing(200s)) == 300s);
  CHECK(next_look_in(options, flowing(1s)) == 30s);
  CHECK(next_look_in(options, flowing(-3600s)) == 30s);
}

TEST_CASE("where asking tells nothing, and webhooks flow, it is asked seldom") {
  PaceFacts facts = flowing(30s);
  facts.is_known = false;
  CHECK(next_look_in(options, facts) == 300s);
}

TEST_CASE("an empty session is looked at when it can be concluded") {
  PaceFacts facts = flowing(150s);
  facts.empty_for = 0s;
  CHECK(next_look_in(options, facts) == 120s);
  facts.empty_for = 119500ms;
  CHECK(next_look_in(options, facts) == 1s);
  facts.empty_for = 500s;
  CHECK(next_look_in(options, facts) == 1s);
}

TEST_CASE("a platform that asks to wait is left alone so long") {
  CHECK(next_look_in(options, {.now = now, .asked_to_wait = 90s}) == 90s);
  CHECK(next_look_in(options, {.now = now, .asked_to_wait = 5s}) == 30s);
}

TEST_CASE("where somebody is to be put out, the next look does not widen") {
  PaceFacts facts = flowing(200s);
  facts.is_urgent = true;
  CHECK(next_look_in(options, facts) == 30s);
}
