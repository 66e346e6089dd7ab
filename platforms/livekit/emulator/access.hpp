#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/spi/http.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/verify.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::livekit::emulation {

/// Who asks: the claims of a token that passed, or the answer that the server's door gives.
struct Caller {
  spi::Json claims{};  // absent where there was no token
  std::optional<HttpResponse> refusal{};

  [[nodiscard]] bool may(std::string_view grant) const;
  [[nodiscard]] bool runs(std::string_view room) const;
};

/// A request's path without its host, and its query.
struct Target {
  std::string path{};
  std::string query{};
};
[[nodiscard]] Target target_of(const HttpRequest& request);

/// Checks a token as server 1.13.5 does: HS256, a known key, times with a minute of leeway; `exp` may be
/// missing.
[[nodiscard]] Caller check_token(const std::vector<spi::TokenKey>& keys, std::string_view token,
                                 TimePoint now);
/// The same for the token of a request: in `Authorization`, else in the query.
[[nodiscard]] Caller check_request(const std::vector<spi::TokenKey>& keys, const HttpRequest& request,
                                   const Target& target, TimePoint now);

/// What a client that wants to join is told, if it is not let in.
struct JoinRefusal {
  int status = 401;
  std::string text{};
};
/// Checks what the token says, without the room.
[[nodiscard]] std::optional<JoinRefusal> check_join(const Caller& caller);

}  // namespace vplatform::platforms::livekit::emulation
