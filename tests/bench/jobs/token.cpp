// Minting: from who somebody is to a signed token, as the platforms do it, against two SHA-256 passes over as
// many bytes. And the whole of Client::join around it, with its checks, its observer and the grant.

#include <array>
#include <memory>

#include "daily_token.hpp"
#include "floors/floors.hpp"
#include "jobs.hpp"
#include "jobs/setup.hpp"
#include "livekit_token.hpp"
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
  return spi::sign_hs256(key, write_claims(*claims).view());
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
  return spi::sign_hs256(key, token_claims(token, "30000000-aaaa-4bbb-8ccc-000000000001").view());
}

using Mint = std::string (*)(const spi::HmacKey&, const JoinSpec&, TimePoint);

bench::Job mint_job(const char* name, Mint make) {
  return {.name = name, .prepare = [make] {
            return bench::each([make, key = spi::HmacKey(bench::key), spec = somebody(),
                                now = std::chrono::system_clock::now()] { return make(key, spec, now); });
          }};
}

bench::Job mint_floor(const char* name, Mint make) {
  return {.name = name, .prepare = [make] {
            const std::string token =
                make(spi::HmacKey(bench::key), somebody(), std::chrono::system_clock::now());
            return bench::each([bytes = token.substr(0, token.rfind('.')),
                                hmac = floors::PreparedHmac(bench::key)]() mutable {
              std::array<unsigned char, 32> mac{};
              hmac.sign(bytes, mac);
              return mac;
            });
          }};
}

bench::Job join_job(const char* name, const std::string& instance) {
  return {.name = name, .prepare = [instance] {
            const auto factory = std::make_shared<PlatformFactory>(bench::open_factory(
                R"({"version": 1, "default": "daily", "platforms": {)" + bench::three_platforms() + "}}"));
            const MeetingRef ref{.platform = instance, .id = room, .room = room};
            return bench::each([factory, client = factory->client(instance), ref, spec = somebody()] {
              auto grant = client->join(ref, spec);
              if (!grant) bench::give_up("join: " + grant.error().message);
              return grant;
            });
          }};
}

const bench::Add jobs[] = {
    bench::Add(mint_job("token_mint_livekit", mint_livekit)),
    bench::Add(mint_floor("token_mint_livekit/floor", mint_livekit)),
    bench::Add(mint_job("token_mint_daily", mint_daily)),
    bench::Add(mint_floor("token_mint_daily/floor", mint_daily)),
    bench::Add(join_job("join_livekit", "livekit")),
    bench::Add(mint_floor("join_livekit/floor", mint_livekit)),
    bench::Add(join_job("join_daily", "daily")),
    bench::Add(mint_floor("join_daily/floor", mint_daily)),
};

// What peers sign: a token's claims, and the token itself.
const bench::Show shown[] = {
    {"token_mint_livekit",
     [] { return mint_livekit(spi::HmacKey(bench::key), somebody(), std::chrono::system_clock::now()); }},
    {"token_mint_daily",
     [] { return mint_daily(spi::HmacKey(bench::key), somebody(), std::chrono::system_clock::now()); }},
};

}  // namespace
