#include "choices_file.hpp"

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

namespace meeting_server {

using nlohmann::json;
using vplatform::ErrorCode;
using vplatform::Result;

Result<Choices> read_choices(const std::string& path) {
  Choices choices;
  std::ifstream file(path);
  if (!file) return choices;
  try {
    const json text = json::parse(file);
    choices.changes = text.at("changes");
    choices.rooms = text.at("rooms").get<std::map<std::string, std::string>>();
    for (const auto& [instance, name] : text.at("states").items()) {
      const auto state = vplatform::instance_state_from(name.get<std::string>());
      if (!state) return vplatform::fail(ErrorCode::invalid_argument, path + " has a state that is none");
      choices.states.emplace(instance, *state);
    }
  } catch (const json::exception&) {
    return vplatform::fail(ErrorCode::invalid_argument,
                           path + " does not hold what the admin view has written");
  }
  return choices;
}

Result<void> write_choices(const std::string& path, const Choices& choices) {
  json states = json::object();
  for (const auto& [instance, state] : choices.states) states[instance] = to_string(state);
  const json text{{"changes", choices.changes}, {"rooms", choices.rooms}, {"states", states}};
  const std::string draft = path + ".new";
  std::ofstream file(draft, std::ios::trunc);
  file << text.dump(2) << '\n';
  file.close();
  if (!file || std::rename(draft.c_str(), path.c_str()) != 0) {
    return vplatform::fail(ErrorCode::unavailable, "the choices cannot be written to " + path);
  }
  return {};
}

}  // namespace meeting_server
