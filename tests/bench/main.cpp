// Runs every job and its floor interleaved, several times over, and prints the medians as ratios.

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace {

struct Figure {
  double ns = 0;
  double allocations = 0;
};

/// Keeps the medians, and says which job is running.
class Medians final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const auto& run : runs) {
      if (run.aggregate_name != "median") continue;
      // Wall time where the job waits for somebody else, processor time elsewhere: other tenants of the
      // machine do not count.
      const std::string name = run.run_name.function_name;
      const bool waits = run.run_name.time_type == "real_time";
      const auto counter = run.counters.find("allocations");
      figures[name] = {.ns = waits ? run.GetAdjustedRealTime() : run.GetAdjustedCPUTime(),
                       .allocations = counter == run.counters.end() ? 0 : counter->second.value};
      order.push_back(name);
    }
  }

  std::map<std::string, Figure> figures;
  std::vector<std::string> order;
};

// Some jobs are shown beside another one's floor.
std::string floor_of(const std::string& name) {
  if (name == "select_10_rooms") return "select/floor";
  if (name.starts_with("join_")) return "token_mint_" + name.substr(5) + "/floor";
  return name + "/floor";
}

}  // namespace

int main(int argc, char** argv) {
  std::string file;
  std::vector<char*> arguments{argv[0]};
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0 && i + 1 < argc) {
      file = argv[++i];
    } else {
      arguments.push_back(argv[i]);
    }
  }
  std::string repetitions = "--benchmark_repetitions=9";
  std::string interleave = "--benchmark_enable_random_interleaving=true";
  std::string least = "--benchmark_min_time=0.1";
  for (auto* option : {&repetitions, &interleave, &least})
    arguments.insert(arguments.begin() + 1, option->data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;

  Medians medians;
  benchmark::RunSpecifiedBenchmarks(&medians);

  std::printf("%-22s %12s %12s %8s %12s\n", "job", "ns", "floor ns", "ratio", "allocations");
  nlohmann::ordered_json jobs = nlohmann::ordered_json::array();
  for (const auto& name : medians.order) {
    if (name.ends_with("/floor")) continue;
    const auto& job = medians.figures[name];
    const auto floor = medians.figures[floor_of(name)].ns;
    const double ratio = floor > 0 ? job.ns / floor : 0;
    std::printf("%-22s %12.0f %12.0f %8.2f %12.1f\n", name.c_str(), job.ns, floor, ratio, job.allocations);
    jobs.push_back({{"name", name},
                    {"ns", job.ns},
                    {"allocations", job.allocations},
                    {"floor_ns", floor},
                    {"ratio_to_floor", ratio}});
  }
  if (!file.empty()) std::ofstream(file) << jobs.dump(2) << '\n';
  return 0;
}
