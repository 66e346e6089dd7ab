#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "vplatform/factory.hpp"
#include "vplatform/sessions/backend.hpp"
#include "vplatform/sessions/store.hpp"

// A host on emulated accounts: what a parent and its children, or the threads of one test, have in common.

namespace faults {

/// Where the emulators are. Those that no transport leads to are simply not asked.
struct Addresses {
  std::string daily{"http://127.0.0.1:1"};
  std::string livekit{"http://127.0.0.1:2"};
};

/// Rooms are on Daily, and on LiveKit where their attribute `on` says so. The platforms' limits are left out:
/// to wait for them would only move the clock.
[[nodiscard]] vplatform::sessions::Backend emulated_backend(
    std::shared_ptr<vplatform::sessions::Store> store, const Addresses& addresses,
    std::shared_ptr<vplatform::HttpTransport> transport, const vplatform::RuntimeEnv& env);

/// The token of the host's own recorders.
inline constexpr std::string_view recorder_token = "recorder-token";

}  // namespace faults
