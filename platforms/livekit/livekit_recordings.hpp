#pragma once

#include <functional>
#include <string>
#include <vector>

#include "livekit_egress.hpp"
#include "livekit_wire.hpp"
#include "vplatform/platforms/livekit.hpp"

namespace vplatform::platforms::livekit {

/// Every egress of a room, or the one of an id; empty selects nothing.
struct EgressQuery {
  std::string operation{};
  std::string room{};
  std::string id{};
};

using Egresses = std::vector<wire::Egress>;

/// Pages of ListEgress. Self-hosted servers give everything in one.
inline constexpr int most_pages = 100;

[[nodiscard]] HttpRequest list_request(const LiveKitPlatform& platform, const EgressQuery& query,
                                       const std::string& page_token);

/// Looks, page by page, and goes on with all egresses, or with why they could not be seen.
template <class T>
[[nodiscard]] Step<T> look(const LiveKitPlatform& platform, EgressQuery query,
                           std::function<Step<T>(Result<Egresses>)> then, Egresses seen = {},
                           const std::string& page_token = {}, int page = 1) {
  auto request = list_request(platform, query, page_token);
  const auto read = [&platform, query = std::move(query), then = std::move(then), seen = std::move(seen),
                     page_token, page](const Reply& reply) -> Step<T> {
    if (!reply.answer) return then(Failure{reply.answer.error()});
    // A server that knows nothing of an id says so with an error.
    if (!query.id.empty() && wire::says_not_found(*reply.answer)) return then(seen);
    const auto body = wire::read_egress_answer(*reply.answer, "livekit refused to list recordings");
    if (!body) return then(Failure{body.error()});
    const auto items = wire::field(*body, "items");
    if (!items.is_array() && !items.is_null())
      return then(fail(ErrorCode::bad_response, "livekit's answer lists no egresses"));
    auto all = seen;
    for (const auto& item : items.items()) all.push_back(wire::read_egress(item));
    const auto next = wire::text_of(wire::field(*body, "nextPageToken"), "token");
    if (next.empty()) return then(std::move(all));
    if (next == page_token || page >= most_pages)
      return then(fail(ErrorCode::bad_response, "livekit's list of recordings does not end"));
    return look<T>(platform, query, then, std::move(all), next, page + 1);
  };
  return exchange<T>(std::move(request), read);
}

}  // namespace vplatform::platforms::livekit
