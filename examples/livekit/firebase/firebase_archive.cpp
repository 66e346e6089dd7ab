#include "firebase/firebase_archive.hpp"

#include <chrono>
#include <filesystem>
#include <utility>

#include "record.hpp"

namespace controller::firebase {
namespace {

using vplatform::Failure;
using vplatform::Result;
using vplatform::TimePoint;

std::int64_t milliseconds_of(TimePoint at) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

std::string content_type_of(const std::filesystem::path& extension) {
  if (extension == ".mp4") return "video/mp4";
  if (extension == ".ogg") return "audio/ogg";
  if (extension == ".webm") return "video/webm";
  return "application/octet-stream";
}

}  // namespace

FirebaseArchive::FirebaseArchive(std::shared_ptr<Google> google, const FirebaseSettings& settings)
    : google_(std::move(google)),
      storage_(google_, settings.storage_url, settings.bucket),
      database_(google_, settings.database_url),
      bucket_(settings.bucket) {}

Result<std::unique_ptr<Archive>> FirebaseArchive::open(const FirebaseSettings& settings,
                                                       std::shared_ptr<vplatform::HttpTransport> transport,
                                                       const vplatform::RuntimeEnv& env) {
  auto account = ServiceAccount::open(settings.client_email, settings.private_key);
  if (!account) return Failure{account.error()};
  auto google =
      std::make_shared<Google>(*std::move(account), settings.token_url, std::move(transport), env.filled());
  return std::unique_ptr<Archive>(new FirebaseArchive(std::move(google), settings));
}

Result<std::string> FirebaseArchive::store(const ArchiveItem& item, const SharedFile& file,
                                           std::stop_token stop) {
  const auto extension = std::filesystem::path(file.name()).extension();
  // The same name each time, so that a repetition finds what is there.
  const auto name = "recordings/" + item.recording.id + extension.string();
  auto md5 = md5_of(file, stop);
  if (!md5) return Failure{md5.error()};
  const Upload upload{.name = name, .content_type = content_type_of(extension), .md5 = *std::move(md5)};
  if (auto done = storage_.upload(upload, file, stop); !done) return Failure{done.error()};

  const auto link = storage_.link(name, longest_link);
  if (!link) return Failure{link.error()};
  auto record = uploaded_record(item, file.size());
  record["storagePath"] = name;
  record["md5Hash"] = upload.md5;
  record["uploadedAt"] = milliseconds_of(google_->now());
  record["downloadUrl"] = link->reveal();
  record["downloadUrlExpiresAt"] = milliseconds_of(google_->now() + longest_link);
  if (auto done = database_.write_recording(item.room_url, item.recording.id, record, stop); !done)
    return Failure{done.error()};
  return "gs://" + bucket_ + "/" + name;
}

Result<void> FirebaseArchive::give_up(const ArchiveItem& item, const std::string& why) {
  return database_.write_recording(item.room_url, item.recording.id, failed_record(item, why), {});
}

}  // namespace controller::firebase
