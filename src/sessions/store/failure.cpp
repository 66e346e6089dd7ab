#include "sessions/store/failure.hpp"

namespace vplatform::sessions {
namespace {

ErrorCode code_of(FailureKind kind) {
  switch (kind) {
    case FailureKind::again:
    case FailureKind::lost:
    case FailureKind::full:
      return ErrorCode::unavailable;
    case FailureKind::constraint:
      return ErrorCode::already_exists;
    case FailureKind::defect:
      return ErrorCode::internal;
  }
  return ErrorCode::internal;
}

}  // namespace

DatabaseFailure::DatabaseFailure(FailureKind kind, std::string what, std::string code, std::string details)
    : kind_(kind) {
  error_.code = code_of(kind);
  error_.message = std::move(what);
  error_.provider_code = std::move(code);
  error_.provider_message = std::move(details);
}

}  // namespace vplatform::sessions
