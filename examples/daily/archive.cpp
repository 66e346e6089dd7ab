#include "archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

namespace campus {
namespace {

struct CloseArchive {
  void operator()(archive* one) const noexcept { (void)archive_write_free(one); }
};
struct FreeEntry {
  void operator()(archive_entry* one) const noexcept { archive_entry_free(one); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

la_ssize_t pass_on(archive*, void* sink, const void* bytes, std::size_t size) {
  const bool wants_more = (*static_cast<const ArchiveSink*>(sink))(static_cast<const char*>(bytes), size);
  return wants_more ? static_cast<la_ssize_t>(size) : la_ssize_t{-1};
}

Archive open_zip(const ArchiveSink& sink) {
  Archive zip(archive_write_new());
  if (!zip || archive_write_set_format_zip(zip.get()) != ARCHIVE_OK) return nullptr;
  if (archive_write_zip_set_compression_store(zip.get()) != ARCHIVE_OK) return nullptr;
  (void)archive_write_set_bytes_in_last_block(zip.get(), 1);  // no padding, which is for tapes
  auto* context = const_cast<ArchiveSink*>(&sink);
  if (archive_write_open(zip.get(), context, nullptr, pass_on, nullptr) != ARCHIVE_OK) return nullptr;
  return zip;
}

bool add_file(archive* zip, const ArchiveFile& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file.path, error);
  std::ifstream bytes(file.path, std::ios::binary);
  if (error || !bytes) return false;
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), file.name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  if (archive_write_header(zip, entry.get()) != ARCHIVE_OK) return false;
  std::array<char, 65536> block{};
  for (auto left = size; left > 0;) {
    bytes.read(block.data(), block.size());
    const auto read = bytes.gcount();
    if (read <= 0 || archive_write_data(zip, block.data(), static_cast<std::size_t>(read)) != read)
      return false;
    left -= static_cast<std::uintmax_t>(read);
  }
  return true;
}

}  // namespace

std::string safe_archive_name(int number, std::string_view name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  constexpr std::size_t longest = 120;
  name = name.substr(name.find_last_of("/\\") + 1);
  std::string safe = (number < 10 ? "0" : "") + std::to_string(number) + "-";
  for (const char letter : name.substr(0, longest)) {
    safe += allowed.find(letter) == std::string_view::npos ? '_' : letter;
  }
  return safe;
}

bool write_zip(const std::vector<ArchiveFile>& files, const ArchiveSink& sink) {
  const Archive zip = open_zip(sink);
  if (!zip) return false;
  for (const auto& file : files) {
    if (add_file(zip.get(), file)) continue;
    (void)archive_write_fail(zip.get());  // no directory at the end: what is there is not taken for whole
    return false;
  }
  return archive_write_close(zip.get()) == ARCHIVE_OK;
}

}  // namespace campus
