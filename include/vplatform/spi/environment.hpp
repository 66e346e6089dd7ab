#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "vplatform/result.hpp"

namespace vplatform {

/// Where variables and secret files come from. The edge hands it in, so that nothing below calls `getenv`.
struct Environment {
  std::function<std::optional<std::string>(const std::string& name)> variable{};
  std::function<Result<std::string>(const std::string& path)> file{};

  /// The process's own variables, and files on disk.
  [[nodiscard]] static Environment of_process();
  /// Just these variables and files: for tests.
  [[nodiscard]] static Environment of(std::map<std::string, std::string> variables,
                                      std::map<std::string, std::string> files = {});
};

}  // namespace vplatform
