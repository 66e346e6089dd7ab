#include "shared_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>
#include <vector>

namespace controller {

using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Failure;
using vplatform::Result;

Handle::Handle(Handle&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
Handle& Handle::operator=(Handle&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}
Handle::~Handle() {
  if (number_ >= 0) (void)::close(number_);
}

Result<std::size_t> SharedFile::read(std::uint64_t from, std::span<char> into) const {
  const auto count = ::pread(handle_.number(), into.data(), into.size(), static_cast<off_t>(from));
  if (count < 0) return fail(ErrorCode::unavailable, "the recording's file cannot be read");
  return static_cast<std::size_t>(count);
}

/// A name, and the open folder that it is in.
struct SharedFolder::Place {
  Handle folder;
  std::string name{};
};

namespace {

constexpr int as_folder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

Failure elsewhere() {
  return fail(ErrorCode::permission_denied, "the recording's file is not told to be in its own folder");
}

Failure failure_of(int error) {
  if (error == ENOENT) return fail(ErrorCode::not_found, "the recording's file is not there");
  // A link on the way is one or the other, by the kernel's mood.
  if (error == ELOOP || error == ENOTDIR) return elsewhere();
  return fail(ErrorCode::unavailable, "the folder of the recordings cannot be read");
}

/// Nothing where it holds something but plain names.
std::vector<std::string> names_of(std::string_view path) {
  std::vector<std::string> names;
  while (true) {
    const auto slash = path.find('/');
    const auto name = path.substr(0, slash);
    if (name.empty() || name == "." || name == ".." || name.find('\0') != std::string_view::npos) return {};
    names.emplace_back(name);
    if (slash == std::string_view::npos) return names;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

SharedFolder::SharedFolder(std::string path)
    : path_(std::filesystem::absolute(std::move(path)).lexically_normal().string()) {
  while (path_.size() > 1 && path_.ends_with('/')) path_.pop_back();
}

std::string SharedFolder::folder_of(std::string_view recording) const {
  return path_ + "/" + std::string(recording);
}

Result<SharedFolder::Place> SharedFolder::find(std::string_view path, std::string_view recording) const {
  // Workers tell the path as they were asked for it, some without what it begins with.
  if (path.starts_with(path_ + "/")) path.remove_prefix(path_.size() + 1);
  auto names = names_of(path);
  if (names.size() < 2 || names.front() != recording) return elsewhere();
  Place place{.folder = Handle(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
              .name = std::move(names.back())};
  names.pop_back();
  if (!place.folder.is_open())
    return fail(ErrorCode::unavailable, "the folder of the recordings (RECORDING_OUTPUT_DIR) is not there");
  // Step by step from the open folder, so that nothing can be exchanged between a look and its use.
  for (const auto& name : names) {
    Handle next(::openat(place.folder.number(), name.c_str(), as_folder));
    if (!next.is_open()) return failure_of(errno);
    place.folder = std::move(next);
  }
  return place;
}

Result<SharedFile> SharedFolder::open(std::string_view path, std::string_view recording) const {
  const auto place = find(path, recording);
  if (!place) return Failure{place.error()};
  // Not blocking: a pipe has no place here either.
  Handle file(
      ::openat(place->folder.number(), place->name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.is_open()) return failure_of(errno);
  struct stat about {};
  if (::fstat(file.number(), &about) != 0) return failure_of(errno);
  if (!S_ISREG(about.st_mode)) return elsewhere();
  if (about.st_size == 0) return fail(ErrorCode::not_found, "the recording's file is empty");
  return SharedFile(std::move(file), place->name, static_cast<std::uint64_t>(about.st_size));
}

Result<void> SharedFolder::remove(std::string_view path, std::string_view recording) const {
  const auto place = find(path, recording);
  if (!place && place.error().code == ErrorCode::not_found) return {};
  if (!place) return Failure{place.error()};
  if (::unlinkat(place->folder.number(), place->name.c_str(), 0) == 0 || errno == ENOENT) return {};
  return fail(ErrorCode::unavailable, "the recording's file cannot be removed");
}

}  // namespace controller
