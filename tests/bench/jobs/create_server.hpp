#pragma once

#include <memory>
#include <string>

struct MHD_Daemon;

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
  struct Stop {
    void operator()(MHD_Daemon* daemon) const noexcept;
  };
  std::unique_ptr<MHD_Daemon, Stop> daemon_;
  std::string url_;
};

}  // namespace bench
