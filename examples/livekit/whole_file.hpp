#pragma once

#include <string>
#include <string_view>
#include <vplatform/result.hpp>

namespace controller {

/// A file in the making, which gets its name when it is whole and on the disk: after a crash it is there as
/// it should be, or not at all. Only the controller's user may read it. Confined to one thread.
class WholeFile {
 public:
  /// Errors of all: `unavailable`.
  [[nodiscard]] static vplatform::Result<WholeFile> begin(std::string path);
  WholeFile(WholeFile&& other) noexcept;
  WholeFile& operator=(WholeFile&&) = delete;
  ~WholeFile();

  [[nodiscard]] vplatform::Result<void> add(std::string_view bytes);
  [[nodiscard]] vplatform::Result<void> finish();

 private:
  WholeFile(std::string path, int file);

  std::string path_;
  int file_;  // -1: nothing is open
};

/// The same in one go.
[[nodiscard]] vplatform::Result<void> write_whole_file(const std::string& path, std::string_view text);

}  // namespace controller
