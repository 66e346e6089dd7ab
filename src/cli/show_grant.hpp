#pragma once

#include "cli/output.hpp"
#include "vplatform/join.hpp"

namespace vplatform::cli {

/// Shows people a grant, with the link or token itself: it was asked for, by role.
void show_grant(Output& out, const JoinGrant& grant);

}  // namespace vplatform::cli
