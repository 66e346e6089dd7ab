#include "sessions/recording/part_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

namespace vplatform::sessions {
namespace {

constexpr std::size_t longest_name = 100;

Failure cannot(const char* what, int fault) {
  if (fault == ENOSPC || fault == EDQUOT || fault == EFBIG)
    return fail(ErrorCode::quota_exceeded, "the disk for recordings is full");
  return fail(ErrorCode::unavailable, std::string("the folder for recordings does not let a file be ") +
                                          what + " (errno " + std::to_string(fault) + ")");
}

/// What was made or named in a folder survives a crash.
Result<void> sync_folder(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return cannot("named", errno);
  const bool is_kept = ::fsync(file) == 0;
  const int fault = errno;
  ::close(file);
  if (!is_kept) return cannot("named", fault);
  return {};
}

/// Reads at most `most` bytes into a hash; returns how many there were.
Result<std::uint64_t> hash_bytes(int file, std::uint64_t most, spi::Sha256& hash) {
  std::array<char, 65536> buffer{};
  std::uint64_t done = 0;
  while (done < most) {
    const auto size = ::read(file, buffer.data(), std::min<std::uint64_t>(buffer.size(), most - done));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return cannot("read", errno);
    if (size == 0) break;
    hash.add({buffer.data(), static_cast<std::size_t>(size)});
    done += static_cast<std::uint64_t>(size);
  }
  return done;
}

}  // namespace

Result<PartFile> PartFile::open(std::string path, std::uint64_t keep) {
  // What is not ours, a link above all, is not written through.
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return cannot("made", errno);
  PartFile part(std::move(path), file);
  if (auto hashed = part.hash_again(keep); !hashed) return Failure{std::move(hashed.error())};
  return part;
}

PartFile::PartFile(PartFile&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      bytes_(other.bytes_),
      hash_(std::move(other.hash_)) {}

PartFile::~PartFile() {
  if (file_ >= 0) ::close(file_);
}

Result<void> PartFile::hash_again(std::uint64_t keep) {
  const auto there = hash_bytes(file_, keep, hash_);
  if (!there) return Failure{there.error()};
  if (*there < keep) return restart();
  bytes_ = keep;
  if (::ftruncate(file_, static_cast<off_t>(keep)) != 0) return cannot("cut", errno);
  return {};
}

Result<void> PartFile::restart() {
  if (::ftruncate(file_, 0) != 0 || ::lseek(file_, 0, SEEK_SET) != 0) return cannot("cut", errno);
  bytes_ = 0;
  (void)hash_.finish();
  return {};
}

Result<void> PartFile::write(std::string_view bytes) {
  hash_.add(bytes);
  bytes_ += bytes.size();
  while (!bytes.empty()) {
    const auto size = ::write(file_, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return cannot("written", errno);
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return {};
}

Result<void> PartFile::sync() {
  if (::fsync(file_) != 0) return cannot("written", errno);
  return {};
}

std::string PartFile::finish() {
  return spi::to_hex(spi::as_text(hash_.finish()));
}

void PartFile::discard() noexcept {
  (void)::unlink(path_.c_str());
}

Result<void> rename_whole(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return cannot("named", errno);
  return sync_folder(std::filesystem::path(to).parent_path());
}

Result<std::string> sha256_of_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return fail(ErrorCode::not_found, "the recording's file is not there");
  spi::Sha256 hash;
  const auto done = hash_bytes(file, UINT64_MAX, hash);
  ::close(file);
  if (!done) return Failure{done.error()};
  return spi::to_hex(spi::as_text(hash.finish()));
}

Result<void> make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0) return sync_folder(std::filesystem::path(path).parent_path());
  if (errno != EEXIST) return cannot("made", errno);
  return {};
}

std::string file_name_for(std::string_view path) {
  const std::string mark = spi::to_hex(spi::as_text(spi::sha256(path))).substr(0, 8);
  std::string name(path.substr(path.rfind('/') + 1));
  if (name.size() > longest_name) name.erase(0, name.size() - longest_name);  // its ending matters most
  for (char& c : name) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          c == '.' || c == '-' || c == '_';
    if (!is_plain) c = '_';
  }
  return name.empty() ? mark : mark + "-" + name;
}

}  // namespace vplatform::sessions
