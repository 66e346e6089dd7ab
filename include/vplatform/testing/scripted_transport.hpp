#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "vplatform/spi/transport.hpp"

namespace vplatform::testing {

/// Answers requests by a script and keeps what was sent. Thread-safe.
class ScriptedTransport final : public HttpTransport {
 public:
  using Answer = std::function<Result<HttpResponse>(const HttpRequest& request)>;

  /// The next answers, in this order; once they are used up a request is `internal`.
  ScriptedTransport& answer(int status, std::string body = {}, std::vector<Header> headers = {});
  /// The answer was lost: the request may have landed.
  ScriptedTransport& lose();
  /// Nothing was sent.
  ScriptedTransport& unreachable();
  ScriptedTransport& answer_with(Answer answer);

  Result<HttpResponse> send(const HttpRequest& request, const AttemptOptions& attempt) override;

  [[nodiscard]] std::vector<HttpRequest> sent() const;

 private:
  mutable std::mutex mutex_;
  std::deque<Answer> script_;      // guarded by mutex_
  std::vector<HttpRequest> sent_;  // guarded by mutex_
};

}  // namespace vplatform::testing
