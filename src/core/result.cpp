#include "vplatform/result.hpp"

namespace vplatform {

Failure fail(ErrorCode code, std::string message) {
  return Failure{Error{.code = code, .message = std::move(message)}};
}

BadResult::BadResult(Error error) : error_(std::move(error)), text_(describe(error_)) {}

const char* BadResult::what() const noexcept {
  return text_.c_str();
}

}  // namespace vplatform
