#include <algorithm>
#include <exception>
#include <optional>

#include "testing/conformance/context.hpp"

namespace vplatform::testing {

using conformance::Entry;

namespace {

const std::vector<Entry>& catalogue() {
  static const std::vector<Entry> all = [] {
    std::vector<Entry> made;
    conformance::add_identity(made);
    conformance::add_create(made);
    conformance::add_exactly_one(made);
    conformance::add_find_and_end(made);
    conformance::add_join(made);
    conformance::add_lists(made);
    conformance::add_errors(made);
    conformance::add_webhooks(made);
    conformance::add_people(made);
    conformance::add_recordings(made);
    conformance::add_recording_places(made);
    return made;
  }();
  return all;
}

CheckResult ran(const ConformanceTarget& target, const Entry& entry) {
  CheckResult result{.check = entry.check};
  std::optional<conformance::Context> context;
  try {
    context.emplace(target);
    const auto missing = entry.check.needs.without(context->info().capabilities);
    if (!missing.empty()) throw conformance::NotApplicable("it does not declare " + to_string(missing));
    entry.run(*context);
  } catch (const conformance::NotApplicable& why) {
    result.outcome = CheckOutcome::not_applicable;
    result.why = why.what();
  } catch (const conformance::Broken& why) {
    result.outcome = CheckOutcome::failed;
    result.why = why.what();
  } catch (const std::exception& thrown) {
    result.outcome = CheckOutcome::failed;
    result.why = std::string("an exception came out of it: ") + thrown.what();
  } catch (...) {
    result.outcome = CheckOutcome::failed;
    result.why = "something was thrown out of it";
  }
  if (context) result.left = context->clean_up();
  return result;
}

// An excuse that is no longer needed hides what it excuses the next time.
void excuse(const ConformanceTarget& target, CheckResult& result) {
  const auto reason = target.excuses.find(result.check.name);
  if (reason == target.excuses.end()) return;
  if (result.outcome == CheckOutcome::failed) {
    result.outcome = CheckOutcome::excused;
    result.why = reason->second;
  } else if (result.outcome == CheckOutcome::passed) {
    result.outcome = CheckOutcome::failed;
    result.why = "it passes, so the excuse is out of date: " + reason->second;
  }
}

}  // namespace

std::vector<ConformanceCheck> conformance_checks() {
  std::vector<ConformanceCheck> all;
  for (const auto& entry : catalogue()) all.push_back(entry.check);
  return all;
}

CheckResult run_check(const ConformanceTarget& target, std::string_view name) {
  const auto& all = catalogue();
  const auto entry =
      std::find_if(all.begin(), all.end(), [&](const Entry& one) { return one.check.name == name; });
  if (entry == all.end()) {
    return {
        .check = {.name = name}, .outcome = CheckOutcome::failed, .why = "the catalogue has no such check"};
  }
  auto result = ran(target, *entry);
  excuse(target, result);
  return result;
}

ConformanceReport run_conformance(const ConformanceTarget& target,
                                  const std::function<void(const CheckResult&)>& seen) {
  ConformanceReport report{.target = target.name};
  try {
    report.capabilities = conformance::Context(target).info().capabilities;
  } catch (const std::exception&) {
    // Every check says so.
  }
  for (const auto& entry : catalogue()) {
    report.results.push_back(run_check(target, entry.check.name));
    if (seen) seen(report.results.back());
  }
  for (const auto& excuse : target.excuses) {
    const std::string& name = excuse.first;
    const bool known = std::any_of(report.results.begin(), report.results.end(),
                                   [&](const CheckResult& one) { return one.check.name == name; });
    if (known) continue;
    report.results.push_back({.check = {.name = name},
                              .outcome = CheckOutcome::failed,
                              .why = "an excuse for a check that there is not: " + excuse.second});
  }
  return report;
}

}  // namespace vplatform::testing
