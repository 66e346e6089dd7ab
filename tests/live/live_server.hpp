#pragma once

#include <memory>
#include <string>

#include "support/child_process.hpp"

namespace vplatform::live {

/// How the server is started.
struct ServerOptions {
  std::string binary{};
  std::string folder{};  ///< For its configuration and its log.
  std::string name{};
  std::string webhook_url{};
  bool auto_create = true;
  std::string redis{};  ///< Its address; empty: none.
};

/// A livekit-server on free loopback ports. It ends with this object. Throws where it does not start.
class Server {
 public:
  explicit Server(const ServerOptions& options);

  [[nodiscard]] const std::string& url() const noexcept { return url_; }

 private:
  std::string url_;
  std::unique_ptr<testing::ChildProcess> process_;
};

}  // namespace vplatform::live
