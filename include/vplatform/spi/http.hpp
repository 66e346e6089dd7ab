#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "vplatform/header.hpp"
#include "vplatform/result.hpp"
#include "vplatform/secret.hpp"

namespace vplatform {

/// What a request does to the platform. The method does not tell: LiveKit reads with POST.
enum class Repeat : std::uint8_t {
  read,        ///< Changes nothing.
  idempotent,  ///< Twice equals once.
  never,       ///< Twice would do it twice: it goes out once at most, unless the platform said "not now".
};

/// An answer of any status.
struct HttpResponse {
  int status = 0;
  std::vector<Header> headers{};
  std::string body{};
};

/// A request as a platform builds it. A plain message; the runtime adds nothing but its own headers.
struct HttpRequest {
  std::string operation{};      ///< The operation it belongs to, for observers: `create_meeting`.
  std::string path_template{};  ///< What observers see in place of the path: `/rooms/{name}`.
  std::string method{"GET"};
  std::string url{};
  std::vector<Header> headers{};
  std::string body{};
  Repeat repeat = Repeat::never;
  std::string rate_class{};  ///< One of `PlatformInfo::rates`; empty: none is known.
  int rate_cost = 1;         ///< How much of it the request takes.
  bool partial = false;      ///< A 5xx may concern one recorder or one person, and not the platform.
  bool allow_http =
      false;  ///< The setting `allow_http`: plain http is fine for hosts that are not loopback too.
  std::vector<Secret>
      secrets{};  ///< What the body or the URL holds that must be blanked, beside secret headers.
  /// Where the platform says when to come back other than by Retry-After (Whereby's `msLeft`), what it says.
  std::function<std::optional<std::chrono::milliseconds>(const HttpResponse& answer)> retry_after{};
};

/// How an exchange ended: with an answer of any status, or with a transport error.
struct Reply {
  Result<HttpResponse> answer;
  Effect before = Effect::none;  ///< `unknown`: an earlier attempt of this request may have landed.
  int attempts = 1;
};

/// What an exchange may have changed: nothing for reads, for refusals (4xx but 408, 503 with Retry-After) and
/// for what was never sent; `unknown` for everything else, a success included, since what comes after it may
/// fail.
[[nodiscard]] Effect effect_of(const HttpRequest& request, const Reply& reply) noexcept;

/// Whether the answer means "not now, come back": 429, or 503 with a Retry-After.
[[nodiscard]] bool is_not_now(const HttpResponse& answer) noexcept;

}  // namespace vplatform
