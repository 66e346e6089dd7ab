// What livekit-server-sdk 2.19.2 for Node sends, and what LiveKit signs: the sheet's vectors, all of them.

#include <set>

#include "support/catch.hpp"
#include "vplatform/spi/naming.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

const MeetingRef r1{.platform = "livekit", .id = "r1", .room = "r1"};
const ParticipantId alice{"alice"};
const ApiGrant admin{.admin_room = "r1"};

std::string camel_case(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '_' && i + 1 < name.size()) {
      out += static_cast<char>(name[++i] - 'a' + 'A');
    } else {
      out += name[i];
    }
  }
  return out;
}

// Whether leaving it out says the same.
bool is_default(const spi::Json& json) {
  static const std::set<std::string> defaults{"null", "false", "0", "\"\"", "[]", "\"RELIABLE\""};
  return defaults.find(json.dump()) != defaults.end();
}

// One spelling for all that means the same. What is random is not compared.
std::string normal(const spi::Json& json, bool is_map = false) {
  spi::JsonWriter out;
  if (json.is_object()) {
    out.begin_object();
    for (const auto& [name, value] : json.members()) {
      if (!is_map && is_default(value)) continue;
      out.key(is_map ? name : camel_case(name));
      if (name == "nonce") {
        out.value(spi::from_base64(value.text_or(""))->size() == 16 ? "random" : "wrong");
      } else {
        out.raw(normal(value, name == "attributes" || name == "metadata"));
      }
    }
    out.end_object();
  } else if (json.is_array()) {
    out.begin_array();
    for (const auto& item : json.items()) out.raw(normal(item));
    out.end_array();
  } else {
    return json.dump();
  }
  return spi::Json::parse(out.text())->dump();
}

std::vector<spi::Json> sdk_requests() {
  return vectors()["node_sdk_2_19_2_requests"]["requests"].items();
}

std::string sdk_body(std::size_t nth) {
  const auto body = sdk_requests().at(nth)["body"].dump();
  const auto at = body.find("<base64 of 16 random bytes>");
  if (at == std::string::npos) return body;
  return std::string(body).replace(at, 27, spi::to_base64(std::string(16, 'x')));
}

// The request that comes after an answer.
template <class T>
HttpRequest second(Step<T> step, const char* answer) {
  step = advance(std::move(step), {.answer = HttpResponse{.status = 200, .body = answer}});
  return request_of(step);
}

void check_same(std::size_t nth, const HttpRequest& ours) {
  const auto theirs = sdk_requests().at(nth);
  INFO(nth << ' ' << ours.path_template);
  CHECK(ours.method == "POST");
  CHECK(ours.path_template == theirs["path"].text_or(""));
  CHECK(ours.url == "http://127.0.0.1:7880" + theirs["path"].text_or(""));
  CHECK(normal(*spi::Json::parse(ours.body)) == normal(*spi::Json::parse(sdk_body(nth))));
  const auto claims = claims_of(token_of(ours));
  CHECK(claims["video"].dump() == theirs["video_grant"].dump());
  CHECK_FALSE(claims["sip"].is_present());
  CHECK_FALSE(claims["sub"].is_present());
  // Ours is dated back by ten seconds, for servers whose clock is behind.
  CHECK(*claims["exp"].integer() - *claims["nbf"].integer() == *theirs["ttl_s"].integer() + 10);
  CHECK(find_header(ours.headers, "content-type") == "application/json");
}

// The body with another text in the place of one.
HttpRequest with(HttpRequest request, const std::string& from, const std::string& to) {
  const auto at = request.body.find(from);
  REQUIRE(at != std::string::npos);
  request.body.replace(at, from.size(), to);
  return request;
}

using Rows = std::vector<std::pair<std::size_t, HttpRequest>>;

Rows room_rows(const LiveKitPlatform& livekit) {
  const auto now = testing::FakeClock().now();
  const auto name = spi::room_name("r1");
  const MeetingSpec full{
      .key = "r1",
      .ends_at = now + 60s,
      .max_participants = 10,
      .metadata = R"({"a":1})",
      .extras = {
          {"livekit",
           {R"({"egress":{"tracks":{"filepath":"x/{track_id}","s3":{"accessKey":"AK","secret":"SK",)"
            R"("region":"us-east-1","bucket":"b"}}},"minPlayoutDelay":100,"maxPlayoutDelay":2000,)"
            R"("syncStreams":true,"departureTimeout":5,"agents":[{"agentName":"bot","metadata":"m"}]})"}}}};
  // Ours always says how long it waits.
  const auto plain = with(request_of(livekit.create_meeting({.key = "r1"})), R"(,"emptyTimeout":21600)", "");
  return {{0, with(request_of(livekit.create_meeting(full)), name, "r1")},
          {1, with(plain, name, "r1")},
          {2, request_of(livekit.list_meetings({}))},
          {3, with(request_of(livekit.find_meeting(r1)), R"(["r1"])", R"(["r1","r2"])")},
          {4, request_of(livekit.end_meeting(r1))},
          {5, request_of(livekit.update_meeting(r1, {.metadata = "md"}))}};
}

Rows people_rows(const LiveKitPlatform& livekit) {
  const auto raw = [&](const char* method, std::size_t nth, const ApiGrant& grant) {
    return request_of(livekit.raw("RoomService", method, {sdk_body(nth)}, grant));
  };
  const ApiGrant moving{.admin_room = "r1", .destination_room = "r2"};
  const ParticipantUpdate update{
      .name = "Al",
      .metadata = "m",
      .attributes = {{"k", "v"}, {"my_key", ""}},
      .permission = Permission{.can_publish = false, .can_publish_sources = {"CAMERA", "MICROPHONE"}}};
  return {{6, request_of(livekit.presence(r1))},
          {7, raw("GetParticipant", 7, admin)},
          {8, request_of(livekit.remove_participant(r1, alice))},
          {9, raw("RemoveParticipant", 9, admin)},
          {10, request_of(livekit.mute_track(r1, alice, "TR_x", true))},
          {11, request_of(livekit.mute_track(r1, alice, "TR_x", false))},
          {12, request_of(livekit.update_participant(r1, alice, update))},
          {13, request_of(livekit.update_subscriptions(r1, alice, {"TR_a", "TR_b"}, true))},
          {14, request_of(livekit.send_data(r1, {.bytes = "\x01\x02\xff", .topic = "t", .to = {"bob"}}))},
          {15, request_of(livekit.send_data(r1, {.bytes = "\x01\x02\xff", .reliable = false}))},
          {16, raw("ForwardParticipant", 16, moving)},
          {17, raw("MoveParticipant", 17, moving)}};
}

Rows egress_rows(const LiveKitPlatform& livekit) {
  using enum EgressCall;
  const auto egress = [&](EgressCall call, std::size_t nth) {
    return request_of(livekit.egress(call, {sdk_body(nth)}));
  };
  const auto dispatch = [&](DispatchCall call, const char* body) {
    return request_of(livekit.dispatch(r1, call, {body}));
  };
  const RecordingRef eg_1{.meeting = r1, .id = "EG_1"};
  return {{18, egress(start_room_composite, 18)},
          {19, egress(start_room_composite, 19)},
          {20, egress(start_web, 20)},
          {21, egress(start_participant, 21)},
          {22, egress(start_track_composite, 22)},
          {23, egress(start_track, 23)},
          {24, egress(start_track, 24)},
          {25, egress(update_layout, 25)},
          {26, egress(update_stream, 26)},
          {27, with(request_of(livekit.list_recordings(r1, {})), "}", R"(,"active":true})")},
          {28, request_of(livekit.find_recording(eg_1))},
          {29, egress(list, 29)},
          {30, second(livekit.stop_recording(eg_1), R"({"items":[{"egressId":"EG_1","roomName":"r1"}]})")},
          {31, dispatch(DispatchCall::create, R"({"agent_name":"bot","metadata":"m"})")},
          {32, dispatch(DispatchCall::list, "{}")},
          {33, dispatch(DispatchCall::remove, R"({"dispatch_id":"AD_1"})")}};
}

}  // namespace

TEST_CASE("each of the official SDK's requests is ours, in body, path and rights") {
  const auto livekit = platform_on(testing::FakeClock());
  std::set<std::size_t> seen;
  for (const auto& rows : {room_rows(*livekit), people_rows(*livekit), egress_rows(*livekit)}) {
    for (const auto& [nth, request] : rows) {
      check_same(nth, request);
      seen.insert(nth);
    }
  }
  CHECK(seen.size() == sdk_requests().size());
  CHECK(seen.size() == 34);
}

TEST_CASE("a recording is asked for as the official SDK does, but for the file's name") {
  const auto livekit = platform_on(testing::FakeClock());
  const RecordingSpec spec{.target = S3Keys{.bucket = "b",
                                            .region = "us-east-1",
                                            .endpoint = "https://minio:9000",
                                            .access_key_id = Secret("AK"),
                                            .secret_access_key = Secret("SK")},
                           .instance_key = "k"};
  const auto ours = *spi::Json::parse(second(livekit->start_recording(r1, spec), R"({"items":[]})").body);
  const auto theirs = *spi::Json::parse(sdk_body(18));
  CHECK(ours["roomName"].dump() == theirs["roomName"].dump());
  const auto mine = ours["fileOutputs"].items().at(0);
  const auto other = theirs["fileOutputs"].items().at(0);
  CHECK(mine["fileType"].dump() == other["fileType"].dump());
  CHECK(mine["s3"].size() == 6);
  for (const auto& [name, value] : mine["s3"].members()) CHECK(value.dump() == other["s3"][name].dump());
}

TEST_CASE("the vectors' webhooks are as long, as digested and as signed as they say") {
  int digests = 0;
  for (const auto& one : vectors()["webhooks"].items()) {
    INFO(one["id"].text_or(""));
    const auto body = one["body"].text_or("");
    const auto bytes = spi::sha256(body);
    const auto digest = spi::as_text(bytes);
    const auto authorization = one["authorization"].text_or("");
    const auto parts = spi::split_jwt(authorization);
    REQUIRE(parts);
    const auto claimed = (*spi::Json::parse(parts->claims))["sha256"].text_or("");
    // Genuine is what its own digest stands for; W2 and W4 have the token of another body.
    CHECK((claimed == spi::to_base64(digest)) == one["valid"].boolean());
    if (one["body_bytes"].is_present())
      CHECK(static_cast<std::int64_t>(body.size()) == *one["body_bytes"].integer());
    if (one["sha256_base64"].is_present()) {
      CHECK(spi::to_base64(digest) == one["sha256_base64"].text_or(""));
      ++digests;
    }
    if (one["sha256_hex"].is_present()) CHECK(spi::to_hex(digest) == one["sha256_hex"].text_or(""));
    if (!one["claims_json"].is_present()) continue;
    const auto claims = one["claims_json"].text_or("");
    CHECK(parts->claims == claims);
    CHECK(spi::sign_hs256(spi::HmacKey(test_secret), claims) == authorization);
  }
  CHECK(digests == 3);
}
