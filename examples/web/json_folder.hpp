#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>
#include <vplatform/result.hpp>

#include "web/answers.hpp"

namespace web {

/// What an application itself keeps of a thing, one JSON object in a file for each. Names become file names:
/// who takes them from a request has checked that they are letters, digits, `-` and `_`. Thread-safe; copies
/// share the folder.
class JsonFolder {
 public:
  /// Makes the folder. Errors: `invalid_argument` where that cannot be.
  [[nodiscard]] static vplatform::Result<JsonFolder> open(std::string path);

  [[nodiscard]] std::vector<std::string> names() const;
  /// What is there; an empty object where nothing is.
  [[nodiscard]] Json of(const std::string& name) const;
  /// Adds members, or replaces them. Errors: `unavailable`.
  [[nodiscard]] vplatform::Result<void> add(const std::string& name, const Json& members) const;
  void remove(const std::string& name) const;

 private:
  explicit JsonFolder(std::string path) : path_(std::move(path)) {}
  [[nodiscard]] std::string file_of(const std::string& name) const;

  std::string path_;
  std::shared_ptr<std::mutex> writing_ = std::make_shared<std::mutex>();  // one at a time: adding reads first
};

}  // namespace web
