#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/spi/emulator.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/transport.hpp"

namespace vplatform::testing {

/// What may go wrong between us and a provider.
enum class FaultKind : std::uint8_t {
  rate_limited,   ///< 429 with a Retry-After of 1 s; the provider does nothing.
  unavailable,    ///< 503 without a body; the provider does nothing.
  delay,          ///< The answer comes after `Fault::delay`.
  lost_before,    ///< The connection ends before the provider has acted.
  lost_after,     ///< The provider has acted, and its answer is lost.
  applied_late,   ///< The answer is lost, and the request acts only after the next `Fault::late_by` requests.
  cut_body,       ///< 200 with the first half of the body, as if it were whole.
  cut_transport,  ///< The body breaks off with the connection.
  html,           ///< 502 with a page of HTML.
};

/// The name of a kind: `applied_late`.
[[nodiscard]] std::string_view to_string(FaultKind kind) noexcept;

/// The kind of that name, if there is one.
[[nodiscard]] std::optional<FaultKind> fault_kind_from(std::string_view name) noexcept;

/// One fault to come.
struct Fault {
  FaultKind kind = FaultKind::unavailable;
  std::string method{};                ///< Only requests with this method; empty: any.
  std::string path{};                  ///< Only requests whose path holds this; empty: any.
  int times = 1;                       ///< How many such requests it hits.
  int skip = 0;                        ///< How many such requests it lets pass first.
  int late_by = 1;                     ///< For `applied_late`.
  std::chrono::milliseconds delay{0};  ///< For `delay`.
};

/// Reads `{"kind": "lost_after", "method"?, "path"?, "times"?, "skip"?, "late_by"?, "delay_ms"?}`. Errors:
/// `invalid_argument` with what is wrong and, for a kind, those that there are.
[[nodiscard]] Result<Fault> read_fault(const spi::Json& json);

/// What reaches the caller of a request.
struct Delivery {
  std::optional<HttpResponse> answer{};  ///< Nothing: the connection ended without one.
  bool cut = false;                      ///< The body breaks off before its end.
  bool acted = true;                     ///< The provider has acted, as far as the caller can know.
  std::chrono::milliseconds delay{0};
};

/// An emulator behind an unreliable network. Deterministic; thread-safe.
class FaultInjector {
 public:
  explicit FaultInjector(std::shared_ptr<Emulator> emulator);

  void add(Fault fault);
  void clear();
  /// Faults that have not hit yet.
  [[nodiscard]] std::size_t pending() const;

  [[nodiscard]] Delivery deliver(const HttpRequest& request, TimePoint now);
  [[nodiscard]] Emulator& emulator() const noexcept { return *emulator_; }
  /// Every request that was sent, lost ones included.
  [[nodiscard]] std::vector<HttpRequest> requests() const;

 private:
  struct Late {
    HttpRequest request{};
    int after = 0;
  };
  std::shared_ptr<Emulator> emulator_;
  mutable std::mutex mutex_;
  std::deque<Fault> faults_;           // guarded by mutex_
  std::vector<Late> late_;             // guarded by mutex_
  std::vector<HttpRequest> requests_;  // guarded by mutex_
};

}  // namespace vplatform::testing
