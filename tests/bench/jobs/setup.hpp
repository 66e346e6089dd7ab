#pragma once

#include <memory>
#include <string>

#include "vplatform/factory.hpp"
#include "vplatform/spi/transport.hpp"

namespace bench {

/// The configuration, with secrets where it names `SETUP_KEY` and `SETUP_B64`. Ends the program where it is
/// none.
[[nodiscard]] vplatform::Config read_config(const std::string& json);

/// A factory over it. Ends the program where that fails, since nothing could be measured.
[[nodiscard]] vplatform::PlatformFactory open_factory(
    const vplatform::Config& config, std::shared_ptr<vplatform::HttpTransport> transport = nullptr);

/// A factory over this configuration's text.
[[nodiscard]] vplatform::PlatformFactory open_factory(
    const std::string& json, std::shared_ptr<vplatform::HttpTransport> transport = nullptr);

/// daily, whereby and livekit, with nobody at the other end.
[[nodiscard]] std::string three_platforms();

inline constexpr const char* key = "0123456789abcdef0123456789abcdef";

/// Ends the program with these words.
[[noreturn]] void give_up(const std::string& why);

}  // namespace bench
