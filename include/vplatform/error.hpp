#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vplatform {

/// What kind of failure an operation ended with. The list only grows; treat an unknown value as `internal`.
enum class ErrorCode : std::uint8_t {
  invalid_argument,     ///< The call itself is wrong; repeating it unchanged cannot help.
  unauthenticated,      ///< The platform does not accept our credentials.
  permission_denied,    ///< The credentials are fine, the action is not allowed (a plan, a right).
  not_found,            ///< The platform has no such thing.
  already_exists,       ///< Something else holds that name.
  failed_precondition,  ///< Not in this state: disabled, cordoned, or not ready yet.
  unsupported,          ///< This configured platform cannot do it; no request was sent.
  rate_limited,         ///< Too many requests; `Error::retry_after` says when, if the platform did.
  quota_exceeded,       ///< A limit of the account is used up.
  unavailable,          ///< The platform could not be reached or failed on its side.
  deadline_exceeded,    ///< The call's budget or an attempt's timeout ran out.
  cancelled,            ///< The caller's stop token fired.
  bad_response,         ///< The platform answered something that cannot be understood.
  internal,             ///< A defect on our side, or an exception from a host's callback.
};

/// The name of a code as used in logs and by the tool: `not_found`.
[[nodiscard]] std::string_view to_string(ErrorCode code) noexcept;

/// Did the failed call change anything on the platform's side?
enum class Effect : std::uint8_t {
  none,     ///< Nothing was changed: repeating the call is harmless.
  unknown,  ///< Something may have been changed.
};

/// The name of an effect: `none` or `unknown`.
[[nodiscard]] std::string_view to_string(Effect effect) noexcept;

/// Why an operation failed, whether it may be repeated, and whether it may have had an effect. A plain value.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message{};         ///< Ours: safe to log, holds no secret and no text of the platform.
  Effect effect = Effect::none;  ///< Over all attempts and all exchanges of the operation.
  std::optional<std::chrono::milliseconds> retry_after{};  ///< How long the platform asks us to wait.
  int http_status = 0;             ///< Of the answer that decided; 0 where there was none.
  std::string provider_code{};     ///< Theirs, verbatim.
  std::string provider_message{};  ///< Theirs, with the request's secret values blanked; may hold user input,
                                   ///< so it is never logged by default.
  std::string request_id{};        ///< The platform's id of the request, where it sends one.
  std::string meeting_key{};       ///< On a failed create: the key to try again with.
  int attempts = 0;                ///< Requests sent over all exchanges.
};

/// One line for a log: `not_found: daily has no room 'x' (http 404, effect none)`. Leaves provider text out.
[[nodiscard]] std::string describe(const Error& error);

}  // namespace vplatform
