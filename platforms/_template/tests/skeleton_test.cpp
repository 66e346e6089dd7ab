#include "vplatform/platforms/skeleton.hpp"

#include "support/catch.hpp"
#include "vplatform/client.hpp"
#include "vplatform/instance_runtime.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/naming.hpp"
#include "vplatform/testing/fake_clock.hpp"
#include "vplatform/testing/scripted_transport.hpp"

using namespace vplatform;
using namespace vplatform::platforms::skeleton;

namespace {

struct World {
  testing::FakeClock clock{};
  std::shared_ptr<testing::ScriptedTransport> transport = std::make_shared<testing::ScriptedTransport>();

  [[nodiscard]] Client client() const {
    Settings settings;
    settings.api_key = Secret("key-of-the-account");
    settings.webhook_secrets = {Secret("secret-of-the-webhook")};
    const auto env = clock.env();
    auto platform = std::make_shared<const SkeletonPlatform>(
        settings, PlatformEnv{.instance = "skeleton", .now = env.now, .new_id = env.new_id});
    return Client(std::make_shared<const InstanceRuntime>(platform, transport, env));
  }

  // As Skeleton would sign it now.
  [[nodiscard]] WebhookRequest webhook(const std::string& body) const {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(clock.now().time_since_epoch()).count();
    const std::string at = std::to_string(seconds);
    const auto mac = spi::HmacKey("secret-of-the-webhook").sign(at + "." + body);
    return {.headers = {{.name = "skeleton-timestamp", .value = at},
                        {.name = "skeleton-signature", .value = spi::to_hex(spi::as_text(mac))}},
            .body = body};
  }
};

const std::string room = spi::room_name("board.1");
const std::string answer =
    R"({"name":")" + room + R"(","url":"https://skeleton.invalid/)" + room + R"(","ends_at":1767229200})";

}  // namespace

TEST_CASE("skeleton makes the room that the key names") {
  const World world;
  world.transport->answer(200, answer);
  MeetingSpec spec;
  spec.key = "board.1";
  const auto meeting = world.client().create_meeting(spec);
  REQUIRE(meeting);
  CHECK(meeting->ref == MeetingRef{.platform = "skeleton", .id = room, .room = room});
  const auto sent = world.transport->sent();
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].method == "PUT");
  CHECK(sent[0].url == "https://api.skeleton.invalid/v1/rooms/" + room);
  CHECK(sent[0].body == R"({"ends_at":1767247200})");  // six hours from now
}

TEST_CASE("skeleton's room of an earlier create keeps its end, and the meeting says so") {
  const World world;
  world.transport->answer(200, answer);
  MeetingSpec spec;
  spec.key = "board.1";
  spec.ends_at = world.clock.now() + std::chrono::hours{2};
  const auto meeting = world.client().create_meeting(spec);
  REQUIRE(meeting);
  CHECK(meeting->differs == std::vector<std::string>{"ends_at"});
}

TEST_CASE("skeleton's refusal is an error of its kind, with its words and without the key") {
  const World world;
  world.transport->answer(404, R"({"error":"no room for key-of-the-account"})");
  const auto meeting = world.client().find_meeting({.platform = "skeleton", .id = "gone", .room = "gone"});
  REQUIRE_FALSE(meeting);
  CHECK(meeting.error().code == ErrorCode::not_found);
  CHECK(meeting.error().provider_message.find("no room for") != std::string::npos);
  CHECK(meeting.error().provider_message.find("key-of-the-account") == std::string::npos);
}

TEST_CASE("skeleton's answers that cannot be read are bad responses") {
  for (const auto* body : {"", "<html>", "{}", R"({"name":7,"url":8})"}) {
    CAPTURE(body);
    const World world;
    world.transport->answer(200, body);
    const auto meeting = world.client().find_meeting({.platform = "skeleton", .id = "x", .room = "x"});
    REQUIRE_FALSE(meeting);
    CHECK(meeting.error().code == ErrorCode::bad_response);
  }
}

TEST_CASE("skeleton's webhooks are read when they are genuine") {
  const World world;
  const auto verdict =
      world.client().read_webhook(world.webhook(R"({"id":"e1","type":"room.opened","room":"board"})"));
  REQUIRE(verdict.outcome == WebhookOutcome::event);
  CHECK((*verdict.event)->kind == EventKind::meeting_started);
  CHECK((*verdict.event)->room == "board");
  CHECK(world.client().read_webhook(world.webhook("not JSON")).outcome == WebhookOutcome::unreadable);
}

TEST_CASE("skeleton's webhooks are refused when a byte, the time or a header is wrong") {
  World world;
  const auto good = world.webhook(R"({"id":"e1","type":"room.opened"})");
  auto changed = good;
  changed.body[8] = '2';
  CHECK(world.client().read_webhook(changed).reply_status == 401);
  auto bare = good;
  bare.headers.clear();
  CHECK(world.client().read_webhook(bare).reply_status == 401);
  world.clock.advance(std::chrono::minutes{6});
  CHECK(world.client().read_webhook(good).reply_status == 401);
}
