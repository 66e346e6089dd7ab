#include "sessions/session/join_code.hpp"

#include <cctype>

#include "vplatform/spi/crypto.hpp"

namespace vplatform::sessions {
namespace {

// Without 0 and O, 1 and I and L, and without U, so that few codes are words.
constexpr std::string_view letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
static_assert(letters.size() == 30);

// The largest multiple of 30 that a byte holds: what is above would make some letters likelier.
constexpr unsigned fair_below = 240;

}  // namespace

std::string make_join_code(int length, std::string_view random) {
  const auto wanted = static_cast<std::size_t>(length);
  std::string code;
  for (int round = 0; code.size() < wanted; ++round) {
    const auto digest = spi::sha256(std::string(random) + "#" + std::to_string(round));
    for (const std::uint8_t byte : digest) {
      if (byte < fair_below && code.size() < wanted) code += letters[byte % letters.size()];
    }
  }
  return code;
}

std::string normalized_join_code(std::string_view typed) {
  std::string code;
  for (const char c : typed) {
    if (c == ' ' || c == '-') continue;
    const char letter = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (letters.find(letter) == std::string_view::npos) return {};
    if (code.size() == static_cast<std::size_t>(longest_join_code)) return {};
    code += letter;
  }
  return code;
}

std::string join_code_digest(std::string_view code) {
  return spi::to_hex(spi::as_text(spi::sha256(code)));
}

}  // namespace vplatform::sessions
