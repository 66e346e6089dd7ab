#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace campus {

/// A file on its way into an archive.
struct ArchiveFile {
  std::string path{};  ///< Where it is.
  std::string name{};  ///< In the archive.
};

/// A name that can do no harm where the archive is unpacked, whoever has chosen it: no folder, no letters but
/// ASCII's, digits, `.`, `_` and `-`, and a number in front, so that no two are the same.
[[nodiscard]] std::string safe_archive_name(int number, std::string_view name);

/// Takes bytes; false where nobody wants more.
using ArchiveSink = std::function<bool(const char* bytes, std::size_t size)>;

/// Writes a `.zip` of any size, file by file, with a few kilobytes of memory. The files are stored as they
/// are, since sound and pictures are compressed already. False where a file cannot be read, or the sink
/// ended.
[[nodiscard]] bool write_zip(const std::vector<ArchiveFile>& files, const ArchiveSink& sink);

}  // namespace campus
