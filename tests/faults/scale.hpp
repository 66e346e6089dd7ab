#pragma once

#include <string>

namespace faults {

/// How much a test of this folder does. The short form is for every run of the tests; CTest's `faults_long`
/// kills more often, and loses the webhooks of more sessions.
struct Scale {
  int kills = 20;         ///< `VPLATFORM_FAULT_KILLS`, for each database.
  int sessions = 40;      ///< `VPLATFORM_FAULT_SESSIONS`, for each database.
  int seed = 20'260'102;  ///< `VPLATFORM_FAULT_SEED`, of what is luck.
};

[[nodiscard]] Scale scale();

/// Tells people what a fault has led to: a line on the standard output and in the file that
/// `VPLATFORM_FAULT_REPORT` names.
void report(const std::string& line);

}  // namespace faults
