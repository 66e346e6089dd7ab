// Minting: from who somebody is to a signed token, as the platforms do it, against two SHA-256 passes over as
// many bytes. And the whole of Client::join around it, with its checks, its observer and the grant.

#include <benchmark/benchmark.h>

#include "allocations.hpp"
#include "daily_token.hpp"
#include "floors.hpp"
#include "livekit_token.hpp"
#include "setup.hpp"
#include "vplatform/spi/jwt.hpp"

namespace {

using namespace vplatform;

constexpr const char* room = "standup-abcdefghijklmnop";
constexpr const char* person = "0f6f2c1e-7a55-4a0e-9d1b-5b0a3f1c2d4e";

JoinSpec somebody() {
  JoinSpec spec;
  spec.name = "Ada Example";
  spec.user_id = person;
  return spec;
}

std::string mint_livekit(const spi::HmacKey& key, const JoinSpec& spec, TimePoint now) {
  using namespace platforms::livekit;
  const auto claims = join_claims("APItestkey01", room, spec, spec.user_id, now, now + std::chrono::hours{1});
  return spi::sign_hs256(key, write_claims(*claims));
}

std::string mint_daily(const spi::HmacKey& key, const JoinSpec& spec, TimePoint now) {
  using namespace platforms::daily;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  Token token;
  token.room = room;
  token.issued_at = seconds;
  token.expires_at = seconds + 3600;
  token.user_id = spec.user_id;
  token.user_name = spec.name;
  token.owner = true;
  return spi::sign_hs256(key, token_claims(token, "30000000-aaaa-4bbb-8ccc-000000000001"));
}

using Mint = std::string (*)(const spi::HmacKey&, const JoinSpec&, TimePoint);

void count_allocations(benchmark::State& state, std::int64_t before) {
  state.counters["allocations"] = benchmark::Counter(static_cast<double>(bench::allocations() - before) /
                                                     static_cast<double>(state.iterations()));
}

void mint(benchmark::State& state, Mint make) {
  const spi::HmacKey key(bench::key);
  const JoinSpec spec = somebody();
  const auto now = std::chrono::system_clock::now();
  const auto before = bench::allocations();
  for (auto _ : state) {
    auto token = make(key, spec, now);
    benchmark::DoNotOptimize(token);
  }
  count_allocations(state, before);
}

void mint_floor(benchmark::State& state, Mint make) {
  const std::string token = make(spi::HmacKey(bench::key), somebody(), std::chrono::system_clock::now());
  const std::string bytes = token.substr(0, token.rfind('.'));
  floors::PreparedHmac hmac(bench::key);
  unsigned char mac[32];
  for (auto _ : state) {
    hmac.sign(bytes, mac);
    benchmark::DoNotOptimize(mac);
  }
}

void join(benchmark::State& state, const std::string& instance) {
  const auto factory = bench::open_factory(R"({"version": 1, "default": "daily", "platforms": {)" +
                                           bench::three_platforms() + "}}");
  const auto client = factory.client(instance);
  const MeetingRef ref{.platform = instance, .id = room, .room = room};
  const JoinSpec spec = somebody();
  const auto before = bench::allocations();
  for (auto _ : state) {
    auto grant = client->join(ref, spec);
    if (!grant) bench::give_up("join: " + grant.error().message);
    benchmark::DoNotOptimize(grant);
  }
  count_allocations(state, before);
}

}  // namespace

BENCHMARK_CAPTURE(mint, livekit, mint_livekit)->Name("token_mint_livekit");
BENCHMARK_CAPTURE(mint_floor, livekit, mint_livekit)->Name("token_mint_livekit/floor");
BENCHMARK_CAPTURE(mint, daily, mint_daily)->Name("token_mint_daily");
BENCHMARK_CAPTURE(mint_floor, daily, mint_daily)->Name("token_mint_daily/floor");
BENCHMARK_CAPTURE(join, livekit, std::string("livekit"))->Name("join_livekit");
BENCHMARK_CAPTURE(join, daily, std::string("daily"))->Name("join_daily");
