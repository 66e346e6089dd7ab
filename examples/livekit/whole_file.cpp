#include "whole_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

namespace controller {
namespace {

using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Failure;
using vplatform::Result;

Failure not_written() {
  return fail(ErrorCode::unavailable, "a file cannot be written; is the disk full?");
}

std::string part_of(const std::string& path) {
  return path + ".part";
}

/// A name counts as written only when its folder is.
bool sync_folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  const int handle = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return false;
  const bool done = ::fsync(handle) == 0;
  (void)::close(handle);
  return done;
}

}  // namespace

WholeFile::WholeFile(std::string path, int file) : path_(std::move(path)), file_(file) {}
WholeFile::WholeFile(WholeFile&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}

WholeFile::~WholeFile() {
  if (file_ < 0) return;
  (void)::close(file_);
  (void)::unlink(part_of(path_).c_str());
}

Result<WholeFile> WholeFile::begin(std::string path) {
  const int file = ::open(part_of(path).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return not_written();
  return WholeFile(std::move(path), file);
}

Result<void> WholeFile::add(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(file_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return not_written();
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> WholeFile::finish() {
  if (::fsync(file_) != 0) return not_written();
  if (std::rename(part_of(path_).c_str(), path_.c_str()) != 0) return not_written();
  (void)::close(std::exchange(file_, -1));
  if (!sync_folder_of(path_)) return not_written();
  return {};
}

Result<void> write_whole_file(const std::string& path, std::string_view text) {
  auto file = WholeFile::begin(path);
  if (!file) return Failure{file.error()};
  if (auto done = file->add(text); !done) return done;
  return file->finish();
}

}  // namespace controller
