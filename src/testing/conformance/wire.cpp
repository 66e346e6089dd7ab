#include "testing/conformance/wire.hpp"

#include <utility>

namespace vplatform::testing::conformance {

Wire::Wire(std::function<Result<HttpResponse>(const HttpRequest&, const AttemptOptions&)> service)
    : service_(std::move(service)) {}

Result<HttpResponse> Wire::send(const HttpRequest& request, const AttemptOptions& attempt) {
  std::shared_ptr<Hook> hook;  // not a copy: it may count
  int number = 0;
  {
    const std::lock_guard lock(mutex_);
    sent_.push_back(request);
    number = ++number_;
    hook = hook_;
  }
  const auto forward = [&] { return service_(request, attempt); };
  return hook ? (*hook)(request, number, forward) : forward();
}

void Wire::set(Hook hook) {
  const std::lock_guard lock(mutex_);
  hook_ = hook ? std::make_shared<Hook>(std::move(hook)) : nullptr;
  number_ = 0;
}

void Wire::forget() {
  const std::lock_guard lock(mutex_);
  sent_.clear();
}

std::vector<HttpRequest> Wire::sent() const {
  const std::lock_guard lock(mutex_);
  return sent_;
}

Failure lost() {
  Failure failure = fail(ErrorCode::unavailable, "the connection ended before an answer came");
  failure.error.effect = Effect::unknown;
  return failure;
}

Failure unreachable() {
  return fail(ErrorCode::unavailable, "the host could not be reached");
}

Wire::Hook always(HttpResponse answer) {
  return [answer = std::move(answer)](const HttpRequest&, int, const Wire::Forward&) -> Result<HttpResponse> {
    return answer;
  };
}

bool writes(const HttpRequest& request) noexcept {
  return request.repeat != Repeat::read;
}

}  // namespace vplatform::testing::conformance
