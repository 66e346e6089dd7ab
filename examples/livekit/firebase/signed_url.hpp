#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vplatform/time.hpp>

#include "firebase/service_account.hpp"

namespace controller::firebase {

/// The longest that a V4 signature may be good for.
inline constexpr std::chrono::seconds longest_link = std::chrono::days{7};

/// An object in a bucket.
struct ObjectName {
  std::string bucket{};
  std::string name{};
};

/// The path of an object: each part of its name percent-encoded, the slashes kept.
[[nodiscard]] std::string path_of(const ObjectName& object);

/// A link with which anybody may download the object until it expires, signed by Cloud Storage's V4 scheme
/// (GOOG4-RSA-SHA256). `storage_url` is scheme and host. Errors: `invalid_argument` for a time that is not
/// between one second and seven days; `internal`.
[[nodiscard]] vplatform::Result<vplatform::Secret> sign_download(const ServiceAccount& account,
                                                                 const std::string& storage_url,
                                                                 const ObjectName& object,
                                                                 vplatform::TimePoint now,
                                                                 std::chrono::seconds valid_for);

}  // namespace controller::firebase
