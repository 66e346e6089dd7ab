// Reading a 900-byte webhook: verified and normalised, against HMAC and simdjson's own parse of the same
// bytes; and refusing one.

#include <array>
#include <chrono>

#include "floors/floors.hpp"
#include "jobs.hpp"
#include "jobs/setup.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/jwt.hpp"

namespace {

using namespace vplatform;

constexpr std::size_t body_size = 900;

const PlatformFactory& factory() {
  static const PlatformFactory made = bench::open_factory(
      R"({"version": 1, "default": "daily", "platforms": {)" + bench::three_platforms() + "}}");
  return made;
}

std::int64_t now_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Fills the one `*` of the text so that it is `body_size` long.
std::string filled(std::string text) {
  const auto at = text.find('*');
  return text.replace(at, 1, std::string(body_size - text.size() + 1, 'x'));
}

struct Sample {
  std::string instance{};
  WebhookRequest request{};
  std::string signed_text{};  // what the signature covers
  std::string second_text{};  // LiveKit: what is hashed beside it, the body
  std::string claims{};       // LiveKit: what is parsed beside the body
};

Sample daily() {
  Sample made{.instance = "daily"};
  made.request.body = filled(
      R"({"version":"1.0.0","type":"participant.joined","id":"ptcpt-join-0f6f2c1e-1760000000101","payload":{"room":"vp-standup-42","user_id":"0f6f2c1e-7a55-4a0e-9d1b-5b0a3f1c2d4e","user_name":"*","session_id":"7d2a9b64-1c3e-4f58-8a70-2b6c9d0e1f23","joined_at":1760000000.1,"will_eject_at":1760003600.5,"owner":true,"permissions":{"hasPresence":true,"canSend":true,"canReceive":{"base":true},"canAdmin":false}},"event_ts":1760000000.101})");
  const std::string at = std::to_string(now_seconds()) + "000";
  made.signed_text = at + "." + made.request.body;
  std::string key;
  for (char c = 0; c < 32; ++c) key += c;
  const auto mac = spi::HmacKey(key).sign(made.signed_text);
  made.request.headers = {{.name = "X-Webhook-Timestamp", .value = at},
                          {.name = "X-Webhook-Signature", .value = spi::to_base64(spi::as_text(mac))}};
  return made;
}

Sample whereby() {
  Sample made{.instance = "whereby"};
  made.request.body = filled(
      R"({"id":"5f0c1d2e3a4b5968778695a4b3c2d1e0f00112233445566778899aabbccddeef","apiVersion":"1.0","createdAt":"2026-01-01T00:00:00.250Z","type":"room.client.joined","data":{"roleName":"host","displayName":"*","meetingId":"90000001","roomName":"/vp-demo-0b8f6f0e-6f0a-4a53-9d51-3f6f2f1f7a01","roomSessionId":null,"subdomain":"vp-demo","participantId":"7d1f0c55-2b57-4c0b-8f14-5a4a0f3f9c11","metadata":"vp:tenant-7","externalId":"user-42","numClients":1,"numClientsByRoleName":{"host":1},"isDialIn":false}})");
  const std::string at = std::to_string(now_seconds());
  made.signed_text = at + "." + made.request.body;
  const auto mac = spi::HmacKey(bench::key).sign(made.signed_text);
  made.request.headers = {
      {.name = "Whereby-Signature", .value = "t=" + at + ",v1=" + spi::to_hex(spi::as_text(mac))}};
  return made;
}

Sample livekit() {
  Sample made{.instance = "livekit"};
  made.request.body = filled(
      R"({"event":"participant_joined","room":{"sid":"RM_8kQvT2mZ4yXw","name":"room-1","emptyTimeout":300,"creationTime":"1767225590","creationTimeMs":"1767225590123","enabledCodecs":[{"mime":"audio/opus"},{"mime":"video/VP8"}],"numParticipants":1,"departureTimeout":20},"participant":{"sid":"PA_Qf3bW9nLr7Ks","identity":"alice","state":"ACTIVE","joinedAt":"1767225600","joinedAtMs":"1767225600456","name":"*","version":2,"permission":{"canSubscribe":true,"canPublish":true,"canPublishData":true}},"id":"EV_hT5xC2pQ8vRn","createdAt":"1767225601"})");
  const auto now = now_seconds();
  const std::string claims = R"({"iss":")" + std::string(bench::key) + R"(","exp":)" +
                             std::to_string(now + 300) + R"(,"nbf":)" + std::to_string(now) + R"(,"iat":)" +
                             std::to_string(now) + R"(,"sha256":")" +
                             spi::to_base64(spi::as_text(spi::sha256(made.request.body))) + R"("})";
  const std::string token = spi::sign_hs256(spi::HmacKey(bench::key), claims);
  made.signed_text = token.substr(0, token.rfind('.'));
  made.second_text = made.request.body;
  made.claims = claims;
  made.request.headers = {{.name = "Authorization", .value = token}};
  return made;
}

bench::Job read_job(const char* name, Sample (*make)()) {
  return {.name = name, .prepare = [make] {
            const Sample sample = make();
            const auto client = factory().client(sample.instance);
            if (client->read_webhook(sample.request).outcome != WebhookOutcome::event)
              bench::give_up(sample.instance + ": the sample webhook is not accepted");
            return bench::each([client, request = sample.request] { return client->read_webhook(request); });
          }};
}

bench::Job read_floor(const char* name, Sample (*make)()) {
  return {.name = name, .prepare = [make] {
            return bench::each([sample = make(), hmac = floors::PreparedHmac(bench::key)]() mutable {
              std::array<unsigned char, 32> mac{};
              hmac.sign(sample.signed_text, mac);
              if (!sample.second_text.empty()) floors::sha256(sample.second_text, mac);
              if (!sample.claims.empty()) bench::keep(floors::parse(sample.claims));
              bench::keep(floors::parse(sample.request.body));
              return mac;
            });
          }};
}

/// A header of the right name and shape that nobody has signed.
Sample forged() {
  Sample made = whereby();
  made.request.headers = {{.name = "Host", .value = "video.example"},
                          {.name = "Content-Type", .value = "application/json"},
                          {.name = "Whereby-Signature", .value = "t=now,v1=none"}};
  return made;
}

bench::Job refuse_job() {
  return {.name = "webhook_refuse", .prepare = [] {
            const auto client = factory().client("whereby");
            const auto request = forged().request;
            if (client->read_webhook(request).outcome != WebhookOutcome::refused)
              bench::give_up("a forged webhook is accepted");
            return bench::each([client, request] { return client->read_webhook(request); });
          }};
}

bench::Job refuse_floor() {
  return {.name = "webhook_refuse/floor", .prepare = [] {
            return bench::each([request = forged().request, good = std::string(64, '0')] {
              for (const auto& header : request.headers) {
                if (floors::same_name(header.name, "whereby-signature")) return header.value == good;
              }
              return false;
            });
          }};
}

const bench::Add jobs[] = {
    bench::Add(read_job("webhook_daily", daily)),
    bench::Add(read_floor("webhook_daily/floor", daily)),
    bench::Add(read_job("webhook_whereby", whereby)),
    bench::Add(read_floor("webhook_whereby/floor", whereby)),
    bench::Add(read_job("webhook_livekit", livekit)),
    bench::Add(read_floor("webhook_livekit/floor", livekit)),
    bench::Add(refuse_job()),
    bench::Add(refuse_floor()),
};

// The request, and what was read of it, for the peers.
std::string shown(Sample (*make)()) {
  const Sample sample = make();
  const auto verdict = factory().client(sample.instance)->read_webhook(sample.request);
  if (!verdict.event) bench::give_up(sample.instance + ": the sample webhook is not accepted");
  spi::JsonWriter out;
  out.begin_object().member("body", sample.request.body).key("headers").begin_object();
  for (const auto& header : sample.request.headers) out.member(header.name, header.value);
  out.end_object().member("signed", sample.signed_text).member("id", (*verdict.event)->id);
  out.member("type", (*verdict.event)->type).end_object();
  return std::move(out).text();
}

const bench::Show shows[] = {
    {"webhook_daily", [] { return shown(daily); }},
    {"webhook_whereby", [] { return shown(whereby); }},
    {"webhook_livekit", [] { return shown(livekit); }},
};

}  // namespace
