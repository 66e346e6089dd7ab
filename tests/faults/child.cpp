// A host that kills itself: it works on a database and an emulator by commands from its standard input, one
// JSON object a line, each with the time that it is. `child STORE EMULATOR FOLDER [POINT HIT]`: with the last
// two it is killed at that crash point, the HIT-th time that it comes there.

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "faults/commands.hpp"
#include "faults/emulated_host.hpp"
#include "sessions/crash_point.hpp"
#include "vplatform/curl_transport.hpp"
#include "vplatform/testing/fake_clock.hpp"

namespace {

/// Where the process dies, and how often it came by where. Thread-safe.
class CrashPlan {
 public:
  void set(std::string point, int hit) {
    point_ = std::move(point);
    hit_ = hit;
  }
  void pass(std::string_view point) {
    const std::lock_guard lock(mutex_);
    const int times = ++hits_[std::string(point)];
    if (point == point_ && times == hit_) ::kill(::getpid(), SIGKILL);
  }
  [[nodiscard]] std::string hits() {
    const std::lock_guard lock(mutex_);
    vplatform::spi::JsonWriter json;
    json.begin_object().member("ok", true).key("said").begin_object();
    for (const auto& [point, times] : hits_) json.member(point, times);
    json.end_object().end_object();
    return std::move(json).text();
  }

 private:
  std::string point_;
  int hit_ = 0;
  std::mutex mutex_;
  std::map<std::string, int> hits_;  // guarded by mutex_
};

// The component calls a plain function, which leaves no other place for it.
CrashPlan& crash_plan() {
  static CrashPlan plan;
  return plan;
}

vplatform::TimePoint time_of(const vplatform::spi::Json& command) {
  return vplatform::TimePoint(std::chrono::microseconds(command["now"].integer().value_or(0)));
}

void serve(const std::string& where, const std::string& emulator, const std::string& folder) {
  using namespace vplatform;
  testing::FakeClock clock;
  RuntimeEnv env = clock.env();
  env.new_id = {};  // a clock numbers them, and every child would begin anew
  const auto store = sessions::Store::open(where, {}, env).value();
  const faults::Commands commands(
      faults::emulated_backend(store, {.daily = emulator}, make_curl_transport(), env), folder);
  for (std::string line; std::getline(std::cin, line);) {
    const auto command = spi::Json::parse(line).value();
    clock.set(time_of(command));
    const bool asks_hits = command["do"].text() == "hits";
    std::cout << (asks_hits ? crash_plan().hits() : commands.perform(command)) << std::endl;
  }
}

}  // namespace

void vplatform::sessions::crash_point(CrashPoint where) {
  crash_plan().pass(where.name());
}

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() != 3 && words.size() != 5) return 2;
  if (words.size() == 5) crash_plan().set(words[3], std::atoi(words[4].c_str()));
  serve(words[0], words[1], words[2]);
  return 0;
}
