#include "vplatform/error.hpp"

#include <string>

namespace vplatform {

std::string_view to_string(ErrorCode code) noexcept {
  using enum ErrorCode;
  switch (code) {
    case invalid_argument:
      return "invalid_argument";
    case unauthenticated:
      return "unauthenticated";
    case permission_denied:
      return "permission_denied";
    case not_found:
      return "not_found";
    case already_exists:
      return "already_exists";
    case failed_precondition:
      return "failed_precondition";
    case unsupported:
      return "unsupported";
    case rate_limited:
      return "rate_limited";
    case quota_exceeded:
      return "quota_exceeded";
    case unavailable:
      return "unavailable";
    case deadline_exceeded:
      return "deadline_exceeded";
    case cancelled:
      return "cancelled";
    case bad_response:
      return "bad_response";
    case internal:
      return "internal";
  }
  return "internal";
}

std::string_view to_string(Effect effect) noexcept {
  return effect == Effect::none ? "none" : "unknown";
}

std::string describe(const Error& error) {
  std::string line(to_string(error.code));
  line += ": ";
  line += error.message;
  line += " (";
  if (error.http_status != 0) line += "http " + std::to_string(error.http_status) + ", ";
  line += "effect ";
  line += to_string(error.effect);
  line += ')';
  return line;
}

}  // namespace vplatform
