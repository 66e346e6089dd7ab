#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "tool.hpp"
#include "vplatform/sessions/store.hpp"

namespace cli_test {

/// A temporary folder that goes with the test.
class Folder {
 public:
  Folder() {
    path_ = (std::filesystem::temp_directory_path() / "vplatform-tool-XXXXXX").string();
    if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

/// Emulators, and the tool with a configuration for them and a store of its own.
struct StoreWorld {
  World world{};
  Folder folder{};
  std::string store = "sqlite:" + folder.path() + "/store.db";

  /// With `--store`, `--config` and `--json`.
  [[nodiscard]] Run call(Arguments arguments) const {
    arguments.insert(arguments.end(), {"--store", store});
    return world.call(std::move(arguments));
  }
  /// As people do.
  [[nodiscard]] Run show(Arguments arguments) const {
    arguments.insert(arguments.end(), {"--store", store});
    return world.show(std::move(arguments));
  }
  /// A session of Ada's, made by the tool.
  [[nodiscard]] vplatform::spi::Json session(Arguments more = {}) const {
    Arguments arguments{"session", "create", "--owner", "ada", "--room", "board"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto made = call(arguments);
    if (made.exit_code != 0) throw std::runtime_error("no session: " + made.err);
    return made.json();
  }
  /// The same store in this process.
  [[nodiscard]] std::shared_ptr<vplatform::sessions::Store> open() const {
    return vplatform::sessions::Store::open(store).value();
  }
};

}  // namespace cli_test
