#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "vplatform/result.hpp"
#include "vplatform/spi/crypto.hpp"

namespace vplatform::sessions {

/// A file that is being written, hashed as it grows, and visible under its name only when it is whole and on
/// the disk. For its owner alone. Confined to one thread. All errors: `quota_exceeded` where the disk, or
/// what the system lets a file be, is full; else `unavailable`.
class PartFile {
 public:
  /// Opens or makes the file, keeps its first bytes, which are read into the hash again, and drops the rest.
  /// Where it has fewer, it begins at nothing.
  [[nodiscard]] static Result<PartFile> open(std::string path, std::uint64_t keep);
  PartFile(PartFile&& other) noexcept;
  PartFile(const PartFile&) = delete;
  PartFile& operator=(PartFile&&) = delete;
  ~PartFile();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

  [[nodiscard]] Result<void> write(std::string_view bytes);
  /// Begins at nothing again.
  [[nodiscard]] Result<void> restart();
  /// All that was written is on the disk.
  [[nodiscard]] Result<void> sync();
  /// The SHA-256 of all bytes, hexadecimal. Nothing is written after it.
  [[nodiscard]] std::string finish();
  /// Removes it.
  void discard() noexcept;

 private:
  PartFile(std::string path, int file) : path_(std::move(path)), file_(file) {}
  [[nodiscard]] Result<void> hash_again(std::uint64_t keep);

  std::string path_;
  int file_;
  std::uint64_t bytes_ = 0;
  spi::Sha256 hash_{};
};

/// Gives a file its name, in one step, and sees to it that the name survives a crash too.
[[nodiscard]] Result<void> rename_whole(const std::string& from, const std::string& to);

/// The SHA-256 of a file, hexadecimal. Errors: `not_found`, `unavailable`.
[[nodiscard]] Result<std::string> sha256_of_file(const std::string& path);

/// A folder for its owner alone; one that is there is fine.
[[nodiscard]] Result<void> make_folder(const std::string& path);

/// The name of a recording's file here: safe whatever the platform calls it, telling for people, and another
/// for every path.
[[nodiscard]] std::string file_name_for(std::string_view path);

}  // namespace vplatform::sessions
