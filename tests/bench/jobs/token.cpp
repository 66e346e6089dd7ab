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

/// With its key prepared.
class LiveKitMint {
 public:
  std::string operator()(const JoinSpec& spec, TimePoint now) const {
    using namespace platforms::livekit;
    const auto claims = join_claims(api_key, room, spec, spec.user_id, now, now + std::chrono::hours{1});
    return signer_.sign(write_claims(*claims).view());
  }

 private:
  static constexpr const char* api_key = "APItestkey01";
  spi::JwtSigner signer_ = platforms::livekit::signer_of(spi::HmacKey(bench::key), api_key);
};

class DailyMint {
 public:
  std::string operator()(const JoinSpec& spec, TimePoint now) const {
    using namespace platforms::daily;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    Token token;
    token.room = room;
    token.issued_at = seconds;
    token.expires_at = seconds + 3600;
    token.user_id = spec.user_id;
    token.user_name = spec.name;
    token.owner = true;
    return spi::sign_hs256(key_, token_claims(token, "30000000-aaaa-4bbb-8ccc-000000000001").view());
  }

 private:
  spi::HmacKey key_{bench::key};
};

template <class Mint>
std::string mint_once() {
  return Mint()(somebody(), std::chrono::system_clock::now());
}

template <class Mint>
bench::Loop mint() {
  return bench::each(
      [mint = Mint(), spec = somebody(), now = std::chrono::system_clock::now()] { return mint(spec, now); });
}

template <class Mint>
bench::Loop mint_floor() {
  const std::string token = mint_once<Mint>();
  return bench::each(
      [bytes = token.substr(0, token.rfind('.')), hmac = floors::PreparedHmac(bench::key)]() mutable {
        std::array<unsigned char, 32> mac{};
        hmac.sign(bytes, mac);
        return mac;
      });
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
    bench::Add({.name = "token_mint_livekit", .prepare = mint<LiveKitMint>}),
    bench::Add({.name = "token_mint_livekit/floor", .prepare = mint_floor<LiveKitMint>}),
    bench::Add({.name = "token_mint_daily", .prepare = mint<DailyMint>}),
    bench::Add({.name = "token_mint_daily/floor", .prepare = mint_floor<DailyMint>}),
    bench::Add(join_job("join_livekit", "livekit")),
    bench::Add({.name = "join_livekit/floor", .prepare = mint_floor<LiveKitMint>}),
    bench::Add(join_job("join_daily", "daily")),
    bench::Add({.name = "join_daily/floor", .prepare = mint_floor<DailyMint>}),
};

// What peers sign: a token's claims, and the token itself.
const bench::Show shown[] = {
    {"token_mint_livekit", mint_once<LiveKitMint>},
    {"token_mint_daily", mint_once<DailyMint>},
};

}  // namespace
