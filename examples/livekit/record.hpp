#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vplatform/result.hpp>

#include "archive.hpp"

namespace controller {

/// What pages read of a recording: `status` is `uploaded` or `failed`, times are milliseconds since 1970.
[[nodiscard]] nlohmann::json uploaded_record(const ArchiveItem& item, std::uint64_t bytes);
[[nodiscard]] nlohmann::json failed_record(const ArchiveItem& item, const std::string& why);

/// Whether the Realtime Database would take it, so that a page hears of it before there is a recording:
/// names without `. $ # [ ] /` or control characters, at most 768 bytes long and 30 deep. Errors:
/// `invalid_argument`.
[[nodiscard]] vplatform::Result<void> check_details(const nlohmann::json& details);

}  // namespace controller
