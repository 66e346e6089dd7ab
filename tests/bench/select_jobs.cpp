// Choosing a platform, with rules, a percentage and so many listed rooms, against a murmur3 and the read of a
// shared pointer.

#include <benchmark/benchmark.h>

#include <memory>
#include <mutex>

#include "allocations.hpp"
#include "floors.hpp"
#include "setup.hpp"

namespace {

using namespace vplatform;

PlatformFactory with_rooms(std::int64_t count) {
  std::string rooms;
  for (std::int64_t i = 0; i < count; ++i) {
    rooms += (i == 0 ? "\"listed-" : ",\"listed-") + std::to_string(i) + R"(":"whereby")";
  }
  return bench::open_factory(R"({"version": 1, "default": "whereby", "rooms": {)" + rooms + R"(},
    "rules": [{"id": "acme", "to": "livekit", "when": {"tenant": ["acme", "globex"]}},
              {"id": "big", "to": "livekit", "when": {"plan": "large", "tenant": "initech"}},
              {"id": "ramp", "to": "daily", "percent": 25}],
    "platforms": {)" + bench::three_platforms() +
                             "}}");
}

RoomContext room() {
  return {.id = "board-room-2026", .attributes = {{"tenant", "umbrella"}, {"plan", "small"}}, .needs = {}};
}

void select(benchmark::State& state) {
  const auto factory = with_rooms(state.range(0));
  const auto context = room();
  const auto before = bench::allocations();
  for (auto _ : state) {
    auto decision = factory.select(context);
    benchmark::DoNotOptimize(decision);
  }
  state.counters["allocations"] = benchmark::Counter(static_cast<double>(bench::allocations() - before) /
                                                     static_cast<double>(state.iterations()));
}

void select_floor(benchmark::State& state) {
  const auto snapshot = std::make_shared<const int>(7);
  const std::string bytes = "rampboard-room-2026";
  for (auto _ : state) {
    const auto read = snapshot;  // one count up, one down
    benchmark::DoNotOptimize(read);
    benchmark::DoNotOptimize(floors::murmur3(bytes));
  }
}

}  // namespace

BENCHMARK(select)->Name("select")->Arg(100000);
BENCHMARK(select_floor)->Name("select/floor");
BENCHMARK(select)->Name("select_10_rooms")->Arg(10);
