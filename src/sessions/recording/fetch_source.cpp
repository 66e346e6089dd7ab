#include "sessions/recording/fetch_source.hpp"

#include <algorithm>
#include <utility>

#include "sessions/recording/bucket.hpp"
#include "sessions/recording/storage_place.hpp"

namespace vplatform::sessions {
namespace {

// Long enough for a slow line, and short for who finds it; it is asked for anew where it has run out.
constexpr std::chrono::seconds link_lifetime{3600};
// What the platform gives in one piece, whatever parts it lists.
constexpr std::string_view whole = "recording";

std::vector<FetchItem> without_those_here(std::vector<FetchItem> items, const RecordingEntry& entry) {
  std::erase_if(items, [&](const FetchItem& item) {
    return std::any_of(entry.files.begin(), entry.files.end(), [&](const LedgerFile& file) {
      return file.remote.path == item.file.path && !file.local_path.empty();
    });
  });
  return items;
}

/// By a link there is one file, by whatever name.
FetchItem item_by_link(const RecordingEntry& entry) {
  if (entry.files.size() == 1) return {.file = entry.files.front().remote};
  return {.file = {.path = std::string(whole)}};
}

Result<std::vector<FetchItem>> items_in_bucket(const RecordingEntry& entry, std::span<const S3Keys> buckets) {
  const S3Keys* keys = keys_for(entry, buckets);
  if (keys == nullptr) {
    return fail(ErrorCode::failed_precondition,
                "the recording is in a bucket of the host's, and 'buckets' has no keys for it");
  }
  if (entry.files.empty())
    return fail(ErrorCode::failed_precondition, "the platform has not said which files the recording has");
  std::vector<FetchItem> items;
  for (const auto& file : entry.files) {
    items.push_back({.file = file.remote, .url = Secret(object_url(*keys, file.remote.path)), .keys = keys});
  }
  return items;
}

}  // namespace

Result<std::vector<FetchItem>> items_of(const RecordingEntry& entry, const Client& client,
                                        std::span<const S3Keys> buckets) {
  std::vector<FetchItem> items;
  if (entry.storage == own_recorder_storage) {
    const std::string url = url_of_place(entry.storage_place);
    if (url.empty())
      return fail(ErrorCode::failed_precondition, "the recorder has not uploaded its file yet");
    items.push_back({.file = {.path = std::string(whole)}, .url = Secret(url)});
    return without_those_here(std::move(items), entry);
  }
  const bool gives_links = client.info().capabilities.has(Capability::recording_links);
  if (entry.storage == "provider" || (entry.storage.empty() && gives_links)) {
    items.push_back(item_by_link(entry));
    return without_those_here(std::move(items), entry);
  }
  if (!may_be_in_bucket(entry)) {
    return fail(ErrorCode::unsupported,
                "the recording is in storage of the kind '" + entry.storage + "', which is not fetched from");
  }
  auto found = items_in_bucket(entry, buckets);
  if (!found) return found;
  return without_those_here(*std::move(found), entry);
}

Result<Secret> url_of(const FetchItem& item, const RecordingEntry& entry, const Client& client,
                      const CallOptions& call) {
  if (!item.url.empty()) return item.url;
  auto link = client.recording_link(entry.ref, link_lifetime, call);
  if (!link) return Failure{std::move(link.error())};
  return std::move(link->url);
}

}  // namespace vplatform::sessions
