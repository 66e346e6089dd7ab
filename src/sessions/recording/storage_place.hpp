#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "vplatform/recording.hpp"
#include "vplatform/sessions/recordings.hpp"

namespace vplatform::sessions {

/// Where a recording goes, as the ledger keeps it: `provider`, `s3_keys`, `s3_role`, `gcs`, `azure`, `file`.
[[nodiscard]] std::string storage_of(const RecordingTarget& target);
/// Bucket, region and the rest as JSON, without keys.
[[nodiscard]] std::string place_of(const RecordingTarget& target);

/// The target again, where no secret is needed for it.
[[nodiscard]] std::optional<RecordingTarget> target_from(std::string_view storage, std::string_view place);

/// Whether it lies in a bucket of the S3 kind, or nobody has said where.
[[nodiscard]] bool may_be_in_bucket(const RecordingEntry& entry);
/// The keys for where a recording lies: those of its bucket, or, where nobody has said which, the only ones.
[[nodiscard]] const S3Keys* keys_for(const RecordingEntry& entry, std::span<const S3Keys> buckets);

/// How own recorders keep their places: a URL that says where a file can be fetched.
inline constexpr std::string_view own_recorder_storage = "own_recorder";
[[nodiscard]] std::string place_of_url(std::string_view url);
[[nodiscard]] std::string url_of_place(std::string_view place);

}  // namespace vplatform::sessions
