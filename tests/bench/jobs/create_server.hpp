#pragma once

#include <memory>
#include <string>

namespace bench {

/// Answers every POST with the same room, as LiveKit does a create; on one thread, over keep-alive.
class CreateServer {
 public:
  CreateServer();
  CreateServer(const CreateServer&) = delete;
  CreateServer& operator=(const CreateServer&) = delete;
  ~CreateServer();

  [[nodiscard]] const std::string& url() const noexcept { return url_; }

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::string url_;
};

}  // namespace bench
