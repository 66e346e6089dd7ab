#include "faults/scale.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>

namespace faults {
namespace {

int number_from(const char* variable, int usual) {
  const char* text = std::getenv(variable);
  const int number = text == nullptr ? 0 : std::atoi(text);
  return number > 0 ? number : usual;
}

}  // namespace

Scale scale() {
  const Scale usual;
  return {.kills = number_from("VPLATFORM_FAULT_KILLS", usual.kills),
          .sessions = number_from("VPLATFORM_FAULT_SESSIONS", usual.sessions),
          .seed = number_from("VPLATFORM_FAULT_SEED", usual.seed)};
}

void report(const std::string& line) {
  std::cout << line << std::endl;
  const char* file = std::getenv("VPLATFORM_FAULT_REPORT");
  if (file == nullptr) return;
  static std::ofstream out(file);  // what an earlier run has left there goes
  out << line << std::endl;
}

}  // namespace faults
