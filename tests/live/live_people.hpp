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
  spi::Json publish(const std::string& name, const std::string& source = "MICROPHONE") {
    return tell("publish", {.name = name, .source = source});
  }
  spi::Json state(const std::string& name) { return tell("state", {.name = name}); }
  spi::Json leave(const std::string& name) { return tell("leave", {.name = name}); }

 private:
  struct Order {
    std::string name{};
    std::string token{};
    std::string source{};
  };
  spi::Json tell(std::string_view command, const Order& order);

  const Stage& stage_;
  std::string port_file_;
  testing::ChildProcess node_;
  std::string url_;
};

}  // namespace vplatform::live
