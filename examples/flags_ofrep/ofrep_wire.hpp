#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <vplatform/flag_source.hpp>
#include <vplatform/spi/http.hpp>
#include <vplatform/time.hpp>

// The OpenFeature Remote Evaluation Protocol, as far as a server needs it: one flag in one context at a time.
// https://github.com/open-feature/protocol, read in November 2026.

namespace flags {

/// Where flags are evaluated, and with what credentials.
struct OfrepService {
  std::string endpoint{};                    ///< What comes before `/ofrep`.
  std::vector<vplatform::Header> headers{};  ///< Sent with every request: `Authorization`, `X-API-Key`.
  bool allow_http = false;                   ///< Plain http to a host that is not loopback.
};

/// The context of a room: its id is the targeting key, its attributes are as they are.
[[nodiscard]] std::string context_of(const vplatform::RoomContext& room);

[[nodiscard]] vplatform::HttpRequest evaluation_of(std::string_view flag, std::string context,
                                                   const OfrepService& service);

/// What the service says of the flag, or that it has no opinion: it knows no such flag, or leaves the value
/// to us. Errors: `invalid_argument` where this flag cannot be evaluated for this room, or is no text; every
/// other code concerns the service.
[[nodiscard]] vplatform::Result<std::optional<vplatform::FlagAnswer>> read_evaluation(
    const vplatform::HttpResponse& answer, vplatform::TimePoint now);

}  // namespace flags
