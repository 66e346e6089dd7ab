#pragma once

#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

/// Answers each line on standard input with a line, as peer.mjs does: `check PEER JOB` with the token that is
/// made of the job's claims, `time PEER JOB` with the nanoseconds that it takes.
namespace peer {

using Json = nlohmann::json;

/// Prepares the minting of claims with a key.
using Prepare = std::function<std::function<std::string()>(const Json& claims, const std::string& key)>;

inline double seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

inline double nanoseconds(const std::function<std::string()>& once) {
  long times = 0;
  const double start = seconds();
  double passed = 0;
  for (; passed < 0.03; passed = seconds() - start) {
    for (int i = 0; i < 100; ++i) once();
    times += 100;
  }
  return passed * 1e9 / static_cast<double>(times);
}

inline int serve(const char* file, const Prepare& prepare) {
  std::ifstream stream(file);
  const Json input = Json::parse(stream);
  std::map<std::string, std::function<std::string()>> jobs;
  for (const auto& [job, claims] : input["tokens"].items())
    jobs[job] = prepare(claims, input["key"].get<std::string>());
  for (std::string line; std::getline(std::cin, line);) {
    const auto& once = jobs.at(line.substr(line.rfind(' ') + 1));
    const Json answer = line.starts_with("check") ? Json(once()) : Json{{"ns", nanoseconds(once)}};
    std::cout << answer.dump() << std::endl;
  }
  return 0;
}

}  // namespace peer
