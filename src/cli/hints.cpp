#include "cli/hints.hpp"

#include <chrono>

namespace vplatform::cli {
namespace {

std::string when_to_return(const Error& error) {
  if (!error.retry_after) return "try again in a while";
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(*error.retry_after);
  return "try again in " + std::to_string(seconds.count()) + " s";
}

}  // namespace

std::string hint_for(const Error& error, Exit exit) {
  if (exit == Exit::usage) return {};
  switch (error.code) {
    case ErrorCode::unauthenticated:
      return "'vplatform doctor' says which variable the key comes from";
    case ErrorCode::permission_denied:
      return "the key is good, but the account's plan or rights do not cover this";
    case ErrorCode::not_found:
      return "it may be over; 'vplatform list INSTANCE' shows what there is";
    case ErrorCode::unsupported:
      return "'vplatform platforms --config FILE' shows what each platform can do";
    case ErrorCode::rate_limited:
      return when_to_return(error);
    case ErrorCode::quota_exceeded:
      return "a limit of the account is used up";
    case ErrorCode::unavailable:
    case ErrorCode::deadline_exceeded:
      if (error.effect == Effect::none) return "nothing was changed; " + when_to_return(error);
      return "it may have been done all the same; look before you try again";
    case ErrorCode::invalid_argument:
    case ErrorCode::already_exists:
    case ErrorCode::failed_precondition:
    case ErrorCode::cancelled:
    case ErrorCode::bad_response:
    case ErrorCode::internal:
      return {};
  }
  return {};
}

std::string hint_for_create(const Error& error, Exit exit, const std::string& instance) {
  const bool may_have_landed = error.effect == Effect::unknown && !error.meeting_key.empty();
  if (!may_have_landed) return hint_for(error, exit);
  std::string hint = "try again with --key " + error.meeting_key;
  if (!instance.empty()) hint += " --on " + instance;
  return hint + ": that finds the meeting, if it was made";
}

}  // namespace vplatform::cli
