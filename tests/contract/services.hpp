#pragma once

#include <memory>
#include <string>

#include "support/child_process.hpp"
#include "vplatform/client.hpp"
#include "vplatform/factory.hpp"
#include "vplatform/testing/emulator_server.hpp"

namespace contract {

/// A provider's emulator on loopback, and an independent validator of requests in front of it.
struct Service {
  std::string kind{};
  std::shared_ptr<vplatform::Emulator> emulator{};
  std::unique_ptr<vplatform::testing::EmulatorServer> server{};
  std::unique_ptr<vplatform::testing::ChildProcess>
      validator{};         ///< None for LiveKit, which publishes no OpenAPI.
  std::string settings{};  ///< For the configuration.
};

/// Where what is needed lies.
struct Places {
  std::string prism{};    ///< The program.
  std::string openapi{};  ///< The folder with daily.json and whereby.json.
  std::string work{};     ///< For logs.
};

[[nodiscard]] Service start_daily(const Places& places);
[[nodiscard]] Service start_whereby(const Places& places);
[[nodiscard]] Service start_livekit();

}  // namespace contract
