#pragma once

#include <string>
#include <string_view>

#include "live.hpp"

namespace vplatform::live {

/// Real participants: LiveKit's client SDK in a process of its own.
class People {
 public:
  explicit People(const Stage& stage);

  spi::Json join(const std::string& name, const std::string& token);
  spi::Json publish(const std::string& name) { return tell("publish", name, {}); }
  spi::Json state(const std::string& name) { return tell("state", name, {}); }
  spi::Json leave(const std::string& name) { return tell("leave", name, {}); }

 private:
  spi::Json tell(std::string_view command, const std::string& name, const std::string& token);

  const Stage& stage_;
  std::string port_file_;
  testing::ChildProcess node_;
  std::string url_;
};

}  // namespace vplatform::live
