#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "vplatform/spi/transport.hpp"

namespace vplatform::testing::conformance {

/// What lies between a platform and its service: it keeps what was sent, and does what a network may do.
/// Thread-safe.
class Wire final : public HttpTransport {
 public:
  using Forward = std::function<Result<HttpResponse>()>;
  /// Answers the `number`th request since it was set, from 1 on, or lets `forward` do so.
  using Hook =
      std::function<Result<HttpResponse>(const HttpRequest& request, int number, const Forward& forward)>;

  explicit Wire(std::function<Result<HttpResponse>(const HttpRequest&, const AttemptOptions&)> service);

  Result<HttpResponse> send(const HttpRequest& request, const AttemptOptions& attempt) override;

  void set(Hook hook);
  void clear() { set({}); }
  /// Forgets what was sent.
  void forget();
  [[nodiscard]] std::vector<HttpRequest> sent() const;

 private:
  std::function<Result<HttpResponse>(const HttpRequest&, const AttemptOptions&)> service_;
  mutable std::mutex mutex_;
  std::shared_ptr<Hook> hook_{};   // guarded by mutex_
  int number_ = 0;                 // guarded by mutex_
  std::vector<HttpRequest> sent_;  // guarded by mutex_
};

/// The answer did not come back; the request may have landed.
[[nodiscard]] Failure lost();
/// Nothing of the request was sent.
[[nodiscard]] Failure unreachable();
/// Every request is answered like this.
[[nodiscard]] Wire::Hook always(HttpResponse answer);
/// Requests that change something are not reads.
[[nodiscard]] bool writes(const HttpRequest& request) noexcept;

}  // namespace vplatform::testing::conformance
