#pragma once

#include <chrono>
#include <cstdint>
#include <regex>
#include <string>
#include <string_view>

#include "vplatform/spi/json.hpp"
#include "vplatform/spi/jwt.hpp"
#include "vplatform/time.hpp"

// What is said alike to the real server, when it is recorded, and to the emulator, when it is compared.

namespace vplatform::platforms::livekit::recorded {

inline constexpr const char* key = "APItestkey01";
inline constexpr const char* secret = "0123456789abcdef0123456789abcdef";

/// `<5 x>` stands for xxxxx, so that the data stays readable.
inline std::string expanded(const std::string& text) {
  static const std::regex padding("<([0-9]+) (.)>");
  std::smatch found;
  if (!std::regex_search(text, found, padding)) return text;
  return found.prefix().str() + std::string(std::stoul(found[1]), found[2].str()[0]) +
         expanded(found.suffix().str());
}

/// A token that is good for ten minutes, with these claims beside its key and times.
inline std::string token(const std::string& claims, TimePoint now, const std::string& issuer = key,
                         const std::string& signer = secret) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  spi::JsonWriter times;
  times.begin_object().member("iss", issuer).member("nbf", static_cast<std::int64_t>(seconds) - 10);
  times.member("exp", static_cast<std::int64_t>(seconds) + 600).end_object();
  return spi::sign_hs256(spi::HmacKey(signer), spi::merge_patch(times.text(), claims).value_or("{}"));
}

/// The header `Authorization` of a request: a good one, or one that the server's door knows to refuse.
inline std::string authorization(std::string_view door, const std::string& claims, TimePoint now) {
  if (door == "absent") return {};
  if (door == "garbage") return "Bearer x";
  if (door == "without Bearer") return token(claims, now);
  if (door == "an unknown key") return "Bearer " + token(claims, now, "APIunknown");
  if (door == "a wrong secret") return "Bearer " + token(claims, now, key, "wrong");
  if (door == "expired") return "Bearer " + token(claims, now - std::chrono::hours{1});
  if (door == "not yet valid") return "Bearer " + token(claims, now + std::chrono::hours{1});
  return "Bearer " + token(claims, now);
}

/// Whether a difference is one that the server has from itself, from one run to the next: it counts late.
inline bool varies(const std::string& difference) {
  const auto path = difference.substr(0, difference.find(' '));
  for (const char* end : {".numParticipants", ".numPublishers", ".participant.version",
                          ".participants[].version", ".answer.version"}) {
    if (path.ends_with(end)) return true;
  }
  return false;
}

}  // namespace vplatform::platforms::livekit::recorded
