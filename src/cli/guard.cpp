#include "cli/guard.hpp"

#include "cli/output.hpp"

namespace vplatform::cli {

Exit guarded(bool json, const std::function<Exit()>& run) {
  try {
    return run();
  } catch (...) {
    const Error defect{.code = ErrorCode::internal, .message = "the tool itself failed; this is a defect"};
    return Output::of_process(json).failed(defect);
  }
}

}  // namespace vplatform::cli
