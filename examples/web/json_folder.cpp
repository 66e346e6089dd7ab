#include "web/json_folder.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace web {

namespace fs = std::filesystem;
using vplatform::ErrorCode;
using vplatform::fail;

vplatform::Result<JsonFolder> JsonFolder::open(std::string path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) return JsonFolder(std::move(path));
  return fail(ErrorCode::invalid_argument, "the folder '" + path + "' cannot be made: " + error.message());
}

std::vector<std::string> JsonFolder::names() const {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(path_, error)) {
    if (file.path().extension() == ".json") names.push_back(file.path().stem().string());
  }
  return names;
}

Json JsonFolder::of(const std::string& name) const {
  std::ifstream file(file_of(name));
  auto json = file ? Json::parse(file, nullptr, false) : Json::object();
  return json.is_object() ? json : Json::object();
}

vplatform::Result<void> JsonFolder::add(const std::string& name, const Json& members) const {
  const std::lock_guard lock(*writing_);
  Json json = of(name);
  json.update(members);
  const std::string path = file_of(name);
  // Beside it and then in its place: a crash leaves the old one or the new one.
  std::ofstream file(path + ".new", std::ios::trunc);
  file << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  file.close();
  if (file && std::rename((path + ".new").c_str(), path.c_str()) == 0) return {};
  return fail(ErrorCode::unavailable, "what this server keeps cannot be written");
}

void JsonFolder::remove(const std::string& name) const {
  const std::lock_guard lock(*writing_);
  (void)std::remove(file_of(name).c_str());
}

std::string JsonFolder::file_of(const std::string& name) const {
  return path_ + "/" + name + ".json";
}

}  // namespace web
