#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vplatform/result.hpp>

namespace controller {

/// An open file or folder, closed when it goes.
class Handle {
 public:
  explicit Handle(int number = -1) noexcept : number_(number) {}
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&& other) noexcept;
  ~Handle();

  [[nodiscard]] int number() const noexcept { return number_; }
  [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }

 private:
  int number_;
};

/// A finished recording's file, open for reading.
class SharedFile {
 public:
  SharedFile(Handle handle, std::string name, std::uint64_t size)
      : handle_(std::move(handle)), name_(std::move(name)), size_(size) {}

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// How many bytes were read; 0 at the end. Errors: `unavailable`.
  [[nodiscard]] vplatform::Result<std::size_t> read(std::uint64_t from, std::span<char> into) const;

 private:
  Handle handle_;
  std::string name_;
  std::uint64_t size_;
};

/// The folder that the egress workers write to. A path that a worker tells is never followed out of the
/// recording's own folder in it: not by `..`, not by a link, and not by a link that is put there meanwhile.
class SharedFolder {
 public:
  explicit SharedFolder(std::string path);

  /// Where a worker is asked to put a recording.
  [[nodiscard]] std::string folder_of(std::string_view recording) const;
  /// Errors: `permission_denied` for a path that leads elsewhere, and for what is no plain file; `not_found`
  /// where there is nothing (yet), or an empty file; `unavailable`.
  [[nodiscard]] vplatform::Result<SharedFile> open(std::string_view path, std::string_view recording) const;
  /// Removes it, by the same rules. Gone already is success.
  [[nodiscard]] vplatform::Result<void> remove(std::string_view path, std::string_view recording) const;

 private:
  struct Place;
  [[nodiscard]] vplatform::Result<Place> find(std::string_view path, std::string_view recording) const;

  std::string path_;  // absolute, without a slash at its end
};

}  // namespace controller
