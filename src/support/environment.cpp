#include <array>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "vplatform/spi/environment.hpp"

namespace vplatform {

namespace {

std::optional<std::string> process_variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

Result<std::string> read_from_disk(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return fail(ErrorCode::not_found, "there is no file '" + path + "'");
  }
  std::ifstream in(path, std::ios::binary);
  std::string content;
  std::array<char, 4096> piece{};
  while (in.read(piece.data(), piece.size()), in.gcount() > 0) {
    content.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  // A directory opens, and only reading from it fails.
  if (!in.is_open() || in.bad())
    return fail(ErrorCode::permission_denied, "the file '" + path + "' cannot be read");
  return content;
}

}  // namespace

Environment Environment::of_process() {
  return {.variable = process_variable, .file = read_from_disk};
}

Environment Environment::of(std::map<std::string, std::string> variables,
                            std::map<std::string, std::string> files) {
  Environment environment;
  environment.variable = [variables =
                              std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
  environment.file = [files = std::move(files)](const std::string& path) -> Result<std::string> {
    const auto found = files.find(path);
    if (found == files.end()) return fail(ErrorCode::not_found, "there is no file '" + path + "'");
    return found->second;
  };
  return environment;
}

}  // namespace vplatform
