#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "vplatform/spi/transport.hpp"

namespace contract {

/// A request that went out, and what the validator in its way said of it.
struct Sent {
  std::string operation{};
  std::string endpoint{};  ///< `POST /rooms/{name}`
  std::string url{};
  std::string body{};
  int status = 0;  ///< 0: no answer.
  std::vector<std::string> violations{};
};

/// The network, written down. Thread-safe.
class Recorder final : public vplatform::HttpTransport {
 public:
  Recorder();
  vplatform::Result<vplatform::HttpResponse> send(const vplatform::HttpRequest& request,
                                                  const vplatform::AttemptOptions& attempt) override;
  [[nodiscard]] std::vector<Sent> sent() const;

 private:
  std::shared_ptr<vplatform::HttpTransport> network_;
  mutable std::mutex mutex_;
  std::vector<Sent> sent_;  // guarded by mutex_
};

}  // namespace contract
