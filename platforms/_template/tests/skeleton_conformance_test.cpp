#include "skeleton_service.hpp"
#include "support/catch.hpp"
#include "vplatform/testing/conformance_catch.hpp"

VPLATFORM_CONFORMANCE_TEST("skeleton", vplatform::platforms::skeleton::conformance_target())
