#pragma once

#include <span>
#include <string>
#include <vector>

#include "vplatform/client.hpp"
#include "vplatform/sessions/recordings.hpp"

namespace vplatform::sessions {

/// A file that is to be fetched, and from where.
struct FetchItem {
  RecordingFile file{};
  Secret url{};                  ///< Empty: the platform is asked for a link.
  const S3Keys* keys = nullptr;  ///< Of the bucket, where it lies in one.
};

/// What of a recording is to be fetched, files that are here left out. Errors: `unsupported` where it lies in
/// storage that is not fetched from; `failed_precondition` where its files are not known, or the keys of its
/// bucket.
[[nodiscard]] Result<std::vector<FetchItem>> items_of(const RecordingEntry& entry, const Client& client,
                                                      std::span<const S3Keys> buckets);

/// The URL to fetch it by, asked of the platform where that takes it. Errors: the platform's.
[[nodiscard]] Result<Secret> url_of(const FetchItem& item, const RecordingEntry& entry, const Client& client,
                                    const CallOptions& call);

}  // namespace vplatform::sessions
