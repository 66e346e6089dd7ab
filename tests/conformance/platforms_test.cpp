// The platforms that are built in, against the catalogue.

#include "daily/tests/conformance_target.hpp"
#include "livekit/tests/conformance_target.hpp"
#include "mock/tests/conformance_target.hpp"
#include "support/catch.hpp"
#include "vplatform/testing/conformance_catch.hpp"
#include "whereby/tests/conformance_target.hpp"

VPLATFORM_CONFORMANCE_TEST("whereby", vplatform::platforms::whereby::conformance_target())
VPLATFORM_CONFORMANCE_TEST("daily", vplatform::platforms::daily::conformance_target())
VPLATFORM_CONFORMANCE_TEST("livekit", vplatform::platforms::livekit::conformance_target())
VPLATFORM_CONFORMANCE_TEST("mock", vplatform::platforms::mock::conformance_target())
