#pragma once

#include <memory>
#include <string>
#include <vector>

#include "vplatform/factory.hpp"
#include "vplatform/meeting.hpp"
#include "vplatform/spi/transport.hpp"

/// What the jobs about creates share: LiveKit's create, and the same request for bare libcurl.
namespace bench {

[[nodiscard]] vplatform::PlatformFactory livekit_at(const std::string& url,
                                                    std::shared_ptr<vplatform::HttpTransport> transport);
[[nodiscard]] vplatform::MeetingSpec wanted();

/// A request as bare libcurl takes it.
struct PlainRequest {
  std::string url{};
  std::vector<std::string> headers{};  ///< Whole lines.
  std::string body{};
};
/// What our client sends for a create. Ends the program where it sends nothing.
[[nodiscard]] PlainRequest create_request(const std::string& url);

}  // namespace bench
