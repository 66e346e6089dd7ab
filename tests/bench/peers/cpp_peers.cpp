// cpp-jwt and libjwt, as Debian has them: answers each line on standard input with a line, as peer.mjs does.

#include <jwt/jwt.hpp>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

/// In a file of its own: both libraries have something that is called `jwt`.
std::string with_libjwt(const std::string& claims, const std::string& key);

namespace {

using Json = nlohmann::json;

double seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::string with_cpp_jwt(const Json& claims, const std::string& key) {
  jwt::jwt_object token{jwt::params::algorithm("HS256"), jwt::params::secret(key)};
  for (const auto& [name, value] : claims.items()) token.payload().add_claim(name, value);
  return token.signature();
}

}  // namespace

int main(int, char** argv) {
  std::ifstream file(argv[1]);
  const Json input = Json::parse(file);
  const auto key = input["key"].get<std::string>();
  std::map<std::string, std::function<std::string()>> jobs;
  for (const auto& [job, claims] : input["tokens"].items()) {
    jobs["cpp-jwt " + job] = [claims = claims, key] { return with_cpp_jwt(claims, key); };
    jobs["libjwt " + job] = [text = claims.dump(), key] { return with_libjwt(text, key); };
  }
  for (std::string line; std::getline(std::cin, line);) {
    const auto blank = line.find(' ');
    const auto& job = jobs.at(line.substr(blank + 1));
    if (line.starts_with("check")) {
      std::cout << Json(job()).dump() << std::endl;
      continue;
    }
    long times = 0;
    const double start = seconds();
    double passed = 0;
    for (; passed < 0.03; passed = seconds() - start) {
      for (int i = 0; i < 100; ++i) job();
      times += 100;
    }
    std::cout << "{\"ns\": " << passed * 1e9 / static_cast<double>(times) << "}" << std::endl;
  }
}
