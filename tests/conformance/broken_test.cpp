// The catalogue itself is tested: each check fails for a platform that is wrong in the way that it looks for,
// and for no good one.

#include <iostream>
#include <set>

#include "broken.hpp"
#include "daily/tests/conformance_target.hpp"
#include "livekit/tests/conformance_target.hpp"
#include "mock/tests/conformance_target.hpp"
#include "support/catch.hpp"
#include "vplatform/testing/conformance_catch.hpp"
#include "whereby/tests/conformance_target.hpp"

using namespace vplatform;
using namespace vplatform::conformance_test;
using testing::CheckOutcome;

testing::ConformanceTarget vplatform::conformance_test::broken(testing::ConformanceTarget target,
                                                               std::function<void(Broken&)> how) {
  target.platform = [good = std::move(target.platform), how = std::move(how)](
                        const PlatformEnv& env,
                        testing::WebhookKeys keys) -> Result<std::shared_ptr<const Platform>> {
    auto made = good(env, keys);
    if (!made) return made;
    auto platform = std::make_shared<Broken>(std::move(*made));
    how(*platform);
    return std::shared_ptr<const Platform>(std::move(platform));
  };
  return target;
}

namespace {

std::vector<Row> table() {
  const Good good{platforms::whereby::conformance_target(), platforms::daily::conformance_target(),
                  platforms::livekit::conformance_target(), platforms::mock::conformance_target()};
  std::vector<Row> all;
  for (const auto& some : {broken_meetings(good), broken_errors(good), broken_webhooks(good),
                           broken_people(good), broken_recordings(good)})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

}  // namespace

TEST_CASE("each check of the catalogue fails for a platform that is wrong") {
  for (const auto& row : table()) {
    INFO(row.check << ": " << row.wrong);
    const auto result = testing::run_check(row.target, row.check);
    CHECK(result.outcome == CheckOutcome::failed);
    CHECK(result.why.find("an exception") == std::string::npos);
  }
}

TEST_CASE("the table of broken platforms has every check, and no other") {
  std::set<std::string_view> rows;
  for (const auto& row : table()) CHECK(rows.insert(row.check).second);
  for (const auto& check : testing::conformance_checks()) {
    INFO(check.name);
    CHECK(rows.erase(check.name) == 1);
  }
  CHECK(rows.empty());
}

TEST_CASE("the catalogue's names are unique, and it shows every capability") {
  std::set<std::string_view> names;
  CapabilitySet shown;
  for (const auto& check : testing::conformance_checks()) {
    CHECK(names.insert(check.name).second);
    shown = shown | check.shows;
  }
  CHECK(names.size() >= 40);
  for (std::size_t i = 0; i < capability_count; ++i) {
    INFO(to_string(static_cast<Capability>(i)));
    CHECK(shown.has(static_cast<Capability>(i)));
  }
}

TEST_CASE("an excuse is for a check that fails, and for one that there is") {
  auto target = platforms::daily::conformance_target();
  target.excuses["says_401"] = "it was so once";
  CHECK(testing::run_check(target, "says_401").outcome == CheckOutcome::failed);
  target.excuses.clear();
  target.excuses["no_such_check"] = "nobody knows";
  CHECK(!testing::run_conformance(target).passed());
  CHECK(testing::run_check(target, "no_such_check").outcome == CheckOutcome::failed);
}

TEST_CASE("a platform that throws fails, and is not the end of the run") {
  const auto target = broken(platforms::daily::conformance_target(), [](Broken& p) {
    p.create_step = [](Step<Meeting>) -> Step<Meeting> { throw 7; };
    p.about.kind.clear();
  });
  const auto report = testing::run_conformance(target);
  CHECK(!report.passed());
  CHECK(report.results.size() == testing::conformance_checks().size());
}

TEST_CASE("a report tells people what failed, and why") {
  const auto target =
      broken(platforms::daily::conformance_target(), [](Broken& p) { p.about.instance = "another"; });
  const auto text = testing::to_text(testing::run_conformance(target));
  CHECK(text.find("says_who_it_is") != std::string::npos);
  CHECK(text.find("it does not bear the name that it was made with") != std::string::npos);
  const auto good = testing::run_conformance(platforms::daily::conformance_target());
  const auto table = testing::parity_table(std::vector{good});
  CHECK(table.find("| `presence` | yes |") != std::string::npos);
  CHECK(table.find("| `theme` |") == std::string::npos);
  CHECK(table.find("**broken**") == std::string::npos);
  const auto bad = testing::run_conformance(broken(platforms::daily::conformance_target(), [](Broken& p) {
    p.health_step = [](Step<Health>) -> Step<Health> { return fail(ErrorCode::unavailable, "not today"); };
  }));
  CHECK(testing::parity_table(std::vector{bad}).find("| `health` | **broken** |") != std::string::npos);
}
