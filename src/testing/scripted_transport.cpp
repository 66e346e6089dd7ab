#include "vplatform/testing/scripted_transport.hpp"

#include <utility>

namespace vplatform::testing {

ScriptedTransport& ScriptedTransport::answer(int status, std::string body, std::vector<Header> headers) {
  return answer_with([answer = HttpResponse{status, std::move(headers), std::move(body)}](
                         const HttpRequest&) { return Result<HttpResponse>(answer); });
}

ScriptedTransport& ScriptedTransport::lose() {
  return answer_with([](const HttpRequest&) -> Result<HttpResponse> {
    Failure lost = fail(ErrorCode::unavailable, "the connection ended before an answer came");
    lost.error.effect = Effect::unknown;
    return lost;
  });
}

ScriptedTransport& ScriptedTransport::unreachable() {
  return answer_with([](const HttpRequest&) -> Result<HttpResponse> {
    return fail(ErrorCode::unavailable, "the host could not be reached");
  });
}

ScriptedTransport& ScriptedTransport::answer_with(Answer answer) {
  const std::lock_guard lock(mutex_);
  script_.push_back(std::move(answer));
  return *this;
}

Result<HttpResponse> ScriptedTransport::send(const HttpRequest& request, const AttemptOptions& attempt) {
  if (attempt.stop.stop_requested()) return fail(ErrorCode::cancelled, "the call was cancelled");
  Answer next;
  {
    // Not held while the answer is made: it is the test's own code.
    const std::lock_guard lock(mutex_);
    sent_.push_back(request);
    if (script_.empty())
      return fail(ErrorCode::internal, "the script has no answer to " + request.method + " " + request.url);
    next = std::move(script_.front());
    script_.pop_front();
  }
  return next(request);
}

std::vector<HttpRequest> ScriptedTransport::sent() const {
  const std::lock_guard lock(mutex_);
  return sent_;
}

}  // namespace vplatform::testing
