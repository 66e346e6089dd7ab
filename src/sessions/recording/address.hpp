#pragma once

#include <sys/socket.h>

#include <cstdint>

namespace vplatform::sessions {

/// Where an address leads.
enum class AddressKind : std::uint8_t {
  open,     ///< The internet.
  own,      ///< This machine, or a private network.
  refused,  ///< Nowhere that a recording can be: link-local (where clouds keep their metadata), multicast,
            ///< reserved, and what is no internet address.
};

/// Of IPv6 addresses that stand for IPv4 ones, what these are.
[[nodiscard]] AddressKind kind_of_address(const sockaddr& address) noexcept;

}  // namespace vplatform::sessions
