#include "sessions/recording/storage_place.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "vplatform/spi/json.hpp"

namespace vplatform::sessions {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

/// An object of those members that have a value.
std::string object_of(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  spi::JsonWriter json;
  json.begin_object();
  for (const auto& [name, value] : members) {
    if (!value.empty()) json.member(name, value);
  }
  json.end_object();
  return std::move(json).text();
}

std::string text_of(const spi::Json& json, std::string_view name) {
  return json[name].text_or("");
}

}  // namespace

std::string storage_of(const RecordingTarget& target) {
  return std::visit(
      Overloaded{[](const ProviderStorage&) { return "provider"; }, [](const S3Keys&) { return "s3_keys"; },
                 [](const S3Role&) { return "s3_role"; }, [](const GoogleStorage&) { return "gcs"; },
                 [](const AzureStorage&) { return "azure"; }, [](const FileTarget&) { return "file"; }},
      target);
}

std::string place_of(const RecordingTarget& target) {
  return std::visit(Overloaded{[](const ProviderStorage&) { return object_of({}); },
                               [](const S3Keys& s3) {
                                 return object_of({{"bucket", s3.bucket},
                                                   {"region", s3.region},
                                                   {"endpoint", s3.endpoint},
                                                   {"prefix", s3.prefix}});
                               },
                               [](const S3Role& s3) {
                                 return object_of({{"bucket", s3.bucket},
                                                   {"region", s3.region},
                                                   {"role_arn", s3.role_arn},
                                                   {"prefix", s3.prefix}});
                               },
                               [](const GoogleStorage& google) {
                                 return object_of({{"bucket", google.bucket}, {"prefix", google.prefix}});
                               },
                               [](const AzureStorage& azure) {
                                 return object_of({{"account", azure.account},
                                                   {"container", azure.container},
                                                   {"prefix", azure.prefix}});
                               },
                               [](const FileTarget& file) {
                                 return object_of({{"path", file.path}});
                               }},
                    target);
}

std::optional<RecordingTarget> target_from(std::string_view storage, std::string_view place) {
  const auto json = spi::Json::parse(place).value_or(spi::Json());
  if (storage == "provider") return RecordingTarget(ProviderStorage{});
  if (storage == "file") return RecordingTarget(FileTarget{.path = text_of(json, "path")});
  if (storage == "s3_role") {
    return RecordingTarget(S3Role{.bucket = text_of(json, "bucket"),
                                  .region = text_of(json, "region"),
                                  .role_arn = text_of(json, "role_arn"),
                                  .prefix = text_of(json, "prefix")});
  }
  return std::nullopt;
}

bool may_be_in_bucket(const RecordingEntry& entry) {
  return entry.storage.empty() || entry.storage == "s3_keys" || entry.storage == "s3_role";
}

const S3Keys* keys_for(const RecordingEntry& entry, std::span<const S3Keys> buckets) {
  if (!may_be_in_bucket(entry)) return nullptr;
  const auto json = spi::Json::parse(entry.storage_place).value_or(spi::Json());
  const std::string bucket = text_of(json, "bucket");
  const std::string endpoint = text_of(json, "endpoint");
  if (bucket.empty()) return buckets.size() == 1 ? &buckets.front() : nullptr;
  // A role names no endpoint: the platform writes to Amazon, and how we get there is our own affair.
  const bool any_endpoint = entry.storage == "s3_role";
  const auto found = std::find_if(buckets.begin(), buckets.end(), [&](const S3Keys& keys) {
    return keys.bucket == bucket && (any_endpoint || keys.endpoint == endpoint);
  });
  return found == buckets.end() ? nullptr : &*found;
}

std::string place_of_url(std::string_view url) {
  return object_of({{"url", url}});
}

std::string url_of_place(std::string_view place) {
  const auto json = spi::Json::parse(place);
  return json ? text_of(*json, "url") : std::string();
}

}  // namespace vplatform::sessions
