// Minting: what Client::join does for a host who joins, against two SHA-256 passes over as many bytes.

#include <benchmark/benchmark.h>

#include "allocations.hpp"
#include "floors.hpp"
#include "setup.hpp"
#include "vplatform/spi/platform.hpp"

namespace {

using namespace vplatform;

const PlatformFactory& factory() {
  static const PlatformFactory made = bench::open_factory(
      R"({"version": 1, "default": "daily", "platforms": {)" + bench::three_platforms() + "}}");
  return made;
}

JoinSpec somebody() {
  JoinSpec spec;
  spec.role = Role::participant;
  spec.name = "Ada Example";
  spec.user_id = "0f6f2c1e-7a55-4a0e-9d1b-5b0a3f1c2d4e";
  return spec;
}

std::string signed_part(const std::string& instance, const MeetingRef& ref) {
  const auto client = factory().client(instance);
  const auto grant = client->join(ref, somebody());
  if (!grant) bench::give_up(instance + ": " + grant.error().message);
  const std::string& token = grant->token.reveal();
  return token.substr(0, token.rfind('.'));
}

void count_allocations(benchmark::State& state, std::int64_t before) {
  state.counters["allocations"] = benchmark::Counter(static_cast<double>(bench::allocations() - before) /
                                                     static_cast<double>(state.iterations()));
}

void mint(benchmark::State& state, const std::string& instance) {
  const MeetingRef ref{
      .platform = instance, .id = "standup-abcdefghijklmnop", .room = "standup-abcdefghijklmnop"};
  const auto client = factory().client(instance);
  const JoinSpec spec = somebody();
  const auto before = bench::allocations();
  for (auto _ : state) {
    auto grant = client->join(ref, spec);
    benchmark::DoNotOptimize(grant);
  }
  count_allocations(state, before);
}

void mint_floor(benchmark::State& state, const std::string& instance) {
  const MeetingRef ref{
      .platform = instance, .id = "standup-abcdefghijklmnop", .room = "standup-abcdefghijklmnop"};
  const std::string bytes = signed_part(instance, ref);
  floors::PreparedHmac hmac(bench::key);
  unsigned char mac[32];
  for (auto _ : state) {
    hmac.sign(bytes, mac);
    benchmark::DoNotOptimize(mac);
  }
}

}  // namespace

BENCHMARK_CAPTURE(mint, livekit, std::string("livekit"))->Name("token_mint_livekit");
BENCHMARK_CAPTURE(mint_floor, livekit, std::string("livekit"))->Name("token_mint_livekit/floor");
BENCHMARK_CAPTURE(mint, daily, std::string("daily"))->Name("token_mint_daily");
BENCHMARK_CAPTURE(mint_floor, daily, std::string("daily"))->Name("token_mint_daily/floor");
