#include "local_archive.hpp"

#include <filesystem>
#include <utility>
#include <vector>

#include "record.hpp"
#include "whole_file.hpp"

namespace controller {

using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Failure;
using vplatform::Result;

namespace {

constexpr std::size_t chunk = std::size_t{1} << 20U;

Result<void> copy(const SharedFile& from, const std::string& to, const std::stop_token& stop) {
  auto file = WholeFile::begin(to);
  if (!file) return Failure{file.error()};
  std::vector<char> buffer(chunk);
  std::uint64_t copied = 0;
  while (copied < from.size()) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "the controller is being stopped");
    const auto count = from.read(copied, buffer);
    if (!count) return Failure{count.error()};
    if (*count == 0) return fail(ErrorCode::unavailable, "the recording's file has become shorter");
    if (auto done = file->add({buffer.data(), *count}); !done) return done;
    copied += *count;
  }
  return file->finish();
}

}  // namespace

Result<std::unique_ptr<Archive>> LocalArchive::open(std::string folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return fail(ErrorCode::unavailable, "the folder " + folder + " (ARCHIVE_DIR) cannot be made");
  return std::unique_ptr<Archive>(new LocalArchive(std::move(folder)));
}

Result<std::string> LocalArchive::store(const ArchiveItem& item, const SharedFile& file,
                                        std::stop_token stop) {
  const auto path = folder_ + "/" + item.recording.id;
  const auto to = path + std::filesystem::path(file.name()).extension().string();
  if (auto done = copy(file, to, stop); !done) return Failure{done.error()};
  auto record = uploaded_record(item, file.size());
  record["path"] = to;
  if (auto done = write_whole_file(path + ".json", record.dump(2)); !done) return Failure{done.error()};
  return to;
}

Result<void> LocalArchive::give_up(const ArchiveItem& item, const std::string& why) {
  return write_whole_file(folder_ + "/" + item.recording.id + ".json", failed_record(item, why).dump(2));
}

}  // namespace controller
