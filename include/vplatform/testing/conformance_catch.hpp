#pragma once

#include <string>

#include "vplatform/testing/conformance.hpp"

/// The catalogue as a test case of Catch2, version 2 or 3, whose header is to be included before this one:
/// `VPLATFORM_CONFORMANCE_TEST("zoom", zoom_target())`. Each check is a section of its own.
#define VPLATFORM_CONFORMANCE_TEST(title, make_target)                           \
  TEST_CASE(title " conforms") {                                                 \
    const ::vplatform::testing::ConformanceTarget target = (make_target);        \
    for (const auto& check : ::vplatform::testing::conformance_checks()) {       \
      DYNAMIC_SECTION(check.area << ": " << check.name) {                        \
        const auto result = ::vplatform::testing::run_check(target, check.name); \
        INFO(check.says);                                                        \
        INFO(result.why);                                                        \
        CHECK(result.outcome != ::vplatform::testing::CheckOutcome::failed);     \
      }                                                                          \
    }                                                                            \
  }
