// Runs the catalogue on every platform and says what came of it. With --parity it prints the table of the
// README alone.

#include <cstring>
#include <iostream>
#include <vector>

#include "daily/tests/conformance_target.hpp"
#include "livekit/tests/conformance_target.hpp"
#include "mock/tests/conformance_target.hpp"
#include "whereby/tests/conformance_target.hpp"

using namespace vplatform;
using namespace vplatform::testing;

int main(int count, char** arguments) {
  const bool parity_alone = count > 1 && std::strcmp(arguments[1], "--parity") == 0;
  std::vector<ConformanceReport> reports;
  bool passed = true;
  for (const auto& target :
       {platforms::whereby::conformance_target(), platforms::daily::conformance_target(),
        platforms::livekit::conformance_target(), platforms::mock::conformance_target()}) {
    reports.push_back(run_conformance(target));
    passed = passed && reports.back().passed();
    (parity_alone ? std::cerr : std::cout) << to_text(reports.back());
  }
  std::cout << parity_table(reports);
  return passed ? 0 : 1;
}
