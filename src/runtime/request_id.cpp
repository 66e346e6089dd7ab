#include "runtime/request_id.hpp"

#include <algorithm>
#include <string_view>

namespace vplatform::detail {

namespace {

// It comes from outside and goes to logs.
bool is_plain(std::string_view text) noexcept {
  constexpr std::size_t longest = 128;
  return text.size() <= longest &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

std::string request_id_of(std::span<const Header> headers) {
  for (const std::string_view name :
       {"x-request-id", "request-id", "x-livekit-request-id", "x-amzn-requestid", "cf-ray"}) {
    const auto id = find_header(headers, name);
    if (id && !id->empty() && is_plain(*id)) return std::string(*id);
  }
  return {};
}

}  // namespace vplatform::detail
