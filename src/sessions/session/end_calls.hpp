#pragma once

#include <optional>

#include "sessions/session/context.hpp"
#include "sessions/session/session_row.hpp"

namespace vplatform::sessions {

/// What a step of the end came to.
struct StepOutcome {
  EndStepReport report{};
  std::optional<Error> error{};  ///< With `failing`.
};

/// Calls the platform for one step. What is gone already is done.
[[nodiscard]] StepOutcome do_end_step(const SessionsContext& context, const SessionRow& row, EndStep step,
                                      const CallOptions& call);

/// The crash point behind the write of a step.
void after_end_step_written(EndStep step);

}  // namespace vplatform::sessions
