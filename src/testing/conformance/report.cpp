#include <algorithm>
#include <string>
#include <vector>

#include "vplatform/testing/conformance.hpp"

namespace vplatform::testing {

namespace {

std::string padded(std::string_view text, std::size_t width) {
  std::string all(text);
  if (all.size() < width) all.append(width - all.size(), ' ');
  return all;
}

// What a platform declares is shown where every check that shows it passed, and there was one that it could
// fail.
std::string cell(const ConformanceReport& report, Capability capability) {
  if (!report.capabilities.has(capability)) return "–";
  bool shown = false;
  for (const auto& result : report.results) {
    if (!result.check.shows.has(capability)) continue;
    if (result.outcome == CheckOutcome::failed) return "**broken**";
    shown = shown || result.outcome == CheckOutcome::passed;
  }
  return shown ? "yes" : "declared";
}

std::vector<std::string_view> areas() {
  std::vector<std::string_view> all;
  for (const auto& check : conformance_checks()) {
    if (std::find(all.begin(), all.end(), check.area) == all.end()) all.push_back(check.area);
  }
  return all;
}

std::string score(const ConformanceReport& report, std::string_view area) {
  int passed = 0;
  int failed = 0;
  int excused = 0;
  for (const auto& result : report.results) {
    if (result.check.area != area) continue;
    if (result.outcome == CheckOutcome::passed) ++passed;
    if (result.outcome == CheckOutcome::failed) ++failed;
    if (result.outcome == CheckOutcome::excused) ++excused;
  }
  if (passed + failed + excused == 0) return "–";
  std::string text = std::to_string(passed) + " of " + std::to_string(passed + failed + excused);
  if (excused > 0) text += ", " + std::to_string(excused) + " excused";
  return text;
}

void add_head(std::string& out, std::string_view first, std::span<const ConformanceReport> reports) {
  out.append("| ").append(first).append(" |");
  for (const auto& report : reports) out.append(" ").append(report.target).append(" |");
  out += "\n| --- |";
  for (std::size_t i = 0; i < reports.size(); ++i) out += " --- |";
  out += '\n';
}

}  // namespace

std::string_view to_string(CheckOutcome outcome) noexcept {
  switch (outcome) {
    case CheckOutcome::passed:
      return "passed";
    case CheckOutcome::failed:
      return "failed";
    case CheckOutcome::not_applicable:
      return "not_applicable";
    case CheckOutcome::excused:
      return "excused";
  }
  return "failed";
}

bool ConformanceReport::passed() const noexcept {
  return !results.empty() && count(CheckOutcome::failed) == 0;
}

int ConformanceReport::count(CheckOutcome outcome) const noexcept {
  return static_cast<int>(std::count_if(results.begin(), results.end(),
                                        [&](const CheckResult& one) { return one.outcome == outcome; }));
}

std::string to_text(const ConformanceReport& report) {
  std::string out;
  for (const auto& result : report.results) {
    if (result.outcome == CheckOutcome::passed) continue;
    out += padded(to_string(result.outcome), 15) + padded(result.check.area, 13) +
           padded(result.check.name, 34) + result.why + '\n';
  }
  for (const auto& result : report.results) {
    for (const auto& ref : result.left) out += "left behind: " + to_string(ref) + '\n';
  }
  out += report.target + ": " + std::to_string(report.count(CheckOutcome::passed)) + " passed, " +
         std::to_string(report.count(CheckOutcome::failed)) + " failed, " +
         std::to_string(report.count(CheckOutcome::excused)) + " excused, " +
         std::to_string(report.count(CheckOutcome::not_applicable)) + " not applicable\n";
  return out;
}

std::string parity_table(std::span<const ConformanceReport> reports) {
  std::string out;
  add_head(out, "capability", reports);
  for (std::size_t i = 0; i < capability_count; ++i) {
    const auto capability = static_cast<Capability>(i);
    const bool anywhere = std::any_of(reports.begin(), reports.end(), [&](const ConformanceReport& one) {
      return one.capabilities.has(capability);
    });
    if (!anywhere) continue;
    out.append("| `").append(to_string(capability)).append("` |");
    for (const auto& report : reports) out += " " + cell(report, capability) + " |";
    out += '\n';
  }
  out += '\n';
  add_head(out, "checks passed", reports);
  for (const auto area : areas()) {
    out.append("| ").append(area).append(" |");
    for (const auto& report : reports) out += " " + score(report, area) + " |";
    out += '\n';
  }
  return out;
}

}  // namespace vplatform::testing
