#include "vplatform/testing/emulated_transport.hpp"

#include <utility>

namespace vplatform::testing {
namespace {

Failure failure(ErrorCode code, std::string message, Effect effect) {
  Failure failure = fail(code, std::move(message));
  failure.error.effect = effect;
  return failure;
}

}  // namespace

EmulatedTransport::EmulatedTransport(std::shared_ptr<Emulator> emulator, std::function<TimePoint()> now)
    : faults_(std::move(emulator)), now_(std::move(now)) {}

Result<HttpResponse> EmulatedTransport::send(const HttpRequest& request, const AttemptOptions& attempt) {
  if (attempt.stop.stop_requested()) return fail(ErrorCode::cancelled, "the call was cancelled");

  Delivery delivery = faults_.deliver(request, now_());
  const Effect effect = delivery.acted ? Effect::unknown : Effect::none;
  if (delivery.delay > attempt.timeout)
    return failure(ErrorCode::deadline_exceeded, "no answer came in time", effect);
  if (!delivery.answer) {
    return failure(ErrorCode::unavailable, "the connection ended before an answer came", effect);
  }
  if (delivery.cut) return failure(ErrorCode::unavailable, "the connection ended within the answer", effect);
  if (delivery.answer->body.size() > attempt.max_response) {
    return failure(ErrorCode::bad_response, "the answer is too large", effect);
  }
  return std::move(*delivery.answer);
}

}  // namespace vplatform::testing
