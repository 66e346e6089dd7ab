#include "vplatform/webhook.hpp"

#include <utility>

namespace vplatform {

WebhookVerdict WebhookVerdict::probe() {
  return {.outcome = WebhookOutcome::probe, .reply_status = 200};
}

WebhookVerdict WebhookVerdict::unreadable(const spi::Verified&, std::string why) {
  return {.outcome = WebhookOutcome::unreadable,
          .error = fail(ErrorCode::bad_response, std::move(why)).error,
          .reply_status = 200};
}

WebhookVerdict WebhookVerdict::refuse(std::string why) {
  // Filled in place: whoever sends garbage is not to cost more than a look at it.
  WebhookVerdict verdict;
  Error& error = verdict.error.emplace();
  error.code = ErrorCode::unauthenticated;
  error.message = std::move(why);
  return verdict;
}

WebhookVerdict WebhookVerdict::refuse(Error&& why) {
  return {.outcome = WebhookOutcome::refused, .error = std::move(why), .reply_status = 401};
}

WebhookVerdict WebhookVerdict::no_secret(std::string which_setting) {
  return {.outcome = WebhookOutcome::refused,
          .error = fail(ErrorCode::failed_precondition,
                        "there is no secret to tell genuine webhooks by: set '" + which_setting + "'")
                       .error,
          .reply_status = 503};
}

}  // namespace vplatform
