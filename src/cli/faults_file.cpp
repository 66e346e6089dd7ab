#include "cli/faults_file.hpp"

namespace vplatform::cli {
namespace {

Failure wrong(const std::string& path, const std::string& what) {
  return fail(ErrorCode::invalid_argument, "--faults '" + path + "': " + what);
}

}  // namespace

Result<std::vector<testing::Fault>> read_faults(const std::string& path, const Environment& environment) {
  const auto text = environment.file(path);
  if (!text) return wrong(path, "the file cannot be read");
  const auto json = spi::Json::parse(*text);
  if (!json || !json->is_array()) return wrong(path, "that is not a JSON array of faults");
  std::vector<testing::Fault> faults;
  for (const auto& entry : json->items()) {
    auto fault = testing::read_fault(entry);
    if (!fault)
      return wrong(path, "entry " + std::to_string(faults.size() + 1) + ": " + fault.error().message);
    faults.push_back(*std::move(fault));
  }
  return faults;
}

}  // namespace vplatform::cli
