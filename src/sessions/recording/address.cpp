#include "sessions/recording/address.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace vplatform::sessions {
namespace {

struct Network {
  std::uint32_t prefix;
  int bits;
  AddressKind kind;
};

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c = 0) {
  return (a << 24U) | (b << 16U) | (c << 8U);
}

// IANA's special-purpose addresses, the more particular ones first.
constexpr std::array networks4{
    Network{ip(0, 0), 8, AddressKind::refused},          // this network
    Network{ip(10, 0), 8, AddressKind::own},             // private
    Network{ip(100, 64), 10, AddressKind::own},          // shared by carriers, and by overlay networks
    Network{ip(127, 0), 8, AddressKind::own},            // loopback
    Network{ip(169, 254), 16, AddressKind::refused},     // link-local
    Network{ip(172, 16), 12, AddressKind::own},          // private
    Network{ip(192, 0, 0), 24, AddressKind::refused},    // protocol assignments
    Network{ip(192, 0, 2), 24, AddressKind::refused},    // documentation
    Network{ip(192, 88, 99), 24, AddressKind::refused},  // 6to4 relays
    Network{ip(192, 168), 16, AddressKind::own},         // private
    Network{ip(198, 18), 15, AddressKind::refused},      // benchmarks
    Network{ip(198, 51, 100), 24, AddressKind::refused},
    Network{ip(203, 0, 113), 24, AddressKind::refused},
    Network{ip(224, 0), 4, AddressKind::refused},  // multicast
    Network{ip(240, 0), 4, AddressKind::refused},  // reserved, broadcast
};

AddressKind kind_of_4(std::uint32_t address) noexcept {
  const auto found = std::find_if(networks4.begin(), networks4.end(), [&](const Network& network) {
    return ((address ^ network.prefix) >> (32 - network.bits)) == 0;
  });
  return found == networks4.end() ? AddressKind::open : found->kind;
}

std::uint32_t four_bytes(std::span<const std::uint8_t> bytes) noexcept {
  return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) |
         (std::uint32_t{bytes[2]} << 8U) | std::uint32_t{bytes[3]};
}

template <std::size_t N>
bool begins(std::span<const std::uint8_t> bytes, const std::array<std::uint8_t, N>& prefix) noexcept {
  return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

AddressKind kind_of_6(std::span<const std::uint8_t> bytes) noexcept {
  constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  constexpr std::array<std::uint8_t, 12> translated{0, 0x64, 0xFF, 0x9B};
  constexpr std::array<std::uint8_t, 15> loopback{};
  if (begins(bytes, mapped) || begins(bytes, translated)) return kind_of_4(four_bytes(bytes.subspan(12)));
  if (begins(bytes, std::array<std::uint8_t, 2>{0x20, 0x02}))  // 6to4
    return kind_of_4(four_bytes(bytes.subspan(2)));
  if (begins(bytes, loopback) && bytes[15] == 1) return AddressKind::own;
  if ((bytes[0] & 0xFEU) == 0xFC) return AddressKind::own;  // unique local
  // Only 2000::/3 is given out; of that, Teredo and its neighbours, and what is for documentation, lead
  // nowhere.
  if ((bytes[0] & 0xE0U) != 0x20) return AddressKind::refused;
  if (begins(bytes, std::array<std::uint8_t, 2>{0x20, 0x01}) && (bytes[2] & 0xFEU) == 0)
    return AddressKind::refused;
  if (begins(bytes, std::array<std::uint8_t, 4>{0x20, 0x01, 0x0D, 0xB8})) return AddressKind::refused;
  return AddressKind::open;
}

}  // namespace

AddressKind kind_of_address(const sockaddr& address) noexcept {
  if (address.sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, &address, sizeof four);
    return kind_of_4(ntohl(four.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 six{};
    std::memcpy(&six, &address, sizeof six);
    return kind_of_6(six.sin6_addr.s6_addr);
  }
  return AddressKind::refused;
}

}  // namespace vplatform::sessions
