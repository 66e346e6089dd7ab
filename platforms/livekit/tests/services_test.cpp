// What LiveKit can do and other platforms cannot.

#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

struct Called {
  explicit Called(EmulatorOptions options = test_server()) : world(std::move(options)) {
    REQUIRE(world.server->play("join", {R"({"room":")" + room.id + R"(","user_id":"alice"})"},
                               world.clock.now()));
    const auto published = world.server->play("publish", {R"({"participant":"alice"})"}, world.clock.now());
    REQUIRE(published);
    track = (*spi::Json::parse(published->text))["track"].text_or("");
  }
  World world;
  MeetingRef room = world.client.create_meeting({.key = "k"})->ref;
  std::string track{};
  const LiveKitPlatform& livekit = *world.platform;

  template <class T>
  Result<T> run(Step<T> step) {
    return world.client.run(std::move(step));
  }
  spi::Json person() {
    return *spi::Json::parse(
        run(livekit.raw("RoomService", "GetParticipant",
                        {R"({"room":")" + room.id + R"(","identity":"alice"})"}, {.admin_room = room.id}))
            ->text);
  }
};

const MeetingRef nowhere{.platform = "livekit", .id = "nope", .room = "nope"};

}  // namespace

TEST_CASE("data is sent to a room with a nonce of its own, and an absent room is unavailable") {
  Called call;
  CHECK(call.run(call.livekit.send_data(call.room, {.bytes = "\x01\xff", .topic = "t", .to = {"bob"}})));
  const auto body = *spi::Json::parse(call.world.network->faults().requests().back().body);
  CHECK(body["data"].text() == "Af8=");
  CHECK(body["topic"].text() == "t");
  CHECK(body["destinationIdentities"].dump() == R"(["bob"])");
  CHECK(spi::from_base64(body["nonce"].text_or(""))->size() == 16);
  CHECK_FALSE(body["kind"].is_present());
  CHECK(call.run(call.livekit.send_data(nowhere, {.bytes = "x", .reliable = false})).error().code ==
        ErrorCode::unavailable);
}

TEST_CASE("a track is muted; unmuting is refused where the server does not allow it") {
  Called call;
  const ParticipantId alice{"alice"};
  CHECK(call.run(call.livekit.mute_track(call.room, alice, call.track, true)));
  CHECK(call.person()["tracks"].items()[0]["muted"].boolean() == true);
  CHECK(call.run(call.livekit.mute_track(call.room, alice, call.track, false)).error().code ==
        ErrorCode::failed_precondition);
  CHECK(call.run(call.livekit.mute_track(call.room, alice, "TR_none", true)).error().code ==
        ErrorCode::not_found);
  CHECK(call.run(call.livekit.mute_track(nowhere, alice, "TR_none", true)).error().code ==
        ErrorCode::unavailable);
  auto options = test_server();
  options.remote_unmute = true;
  Called lenient(options);
  CHECK(lenient.run(lenient.livekit.mute_track(lenient.room, alice, lenient.track, false)));
}

TEST_CASE("attributes are merged, a permission replaces all, and taking publishing away ends tracks") {
  Called call;
  const ParticipantId alice{"alice"};
  CHECK(call.run(call.livekit.update_participant(
      call.room, alice, {.name = "Al", .metadata = "m", .attributes = {{"a", "1"}, {"b", "2"}}})));
  const auto changed =
      call.run(call.livekit.update_participant(call.room, alice, {.attributes = {{"a", ""}}}));
  REQUIRE(changed);
  CHECK(changed->name == "Al");
  CHECK(call.person()["attributes"].dump() == R"({"b":"2"})");
  CHECK(call.person()["metadata"].text() == "m");
  CHECK(call.run(call.livekit.update_participant(
      call.room, alice,
      {.permission = Permission{.can_publish = false, .can_publish_sources = {"CAMERA"}}})));
  CHECK(call.person()["tracks"].size() == 0);
  CHECK(call.person()["permission"]["can_publish"].boolean() == false);
  CHECK(call.person()["permission"]["can_publish_data"].boolean() == true);
  CHECK(call.run(call.livekit.update_participant(call.room, {"bob"}, {.name = "B"})).error().code ==
        ErrorCode::not_found);
}

TEST_CASE("subscriptions are changed by track") {
  Called call;
  CHECK(call.run(call.livekit.update_subscriptions(call.room, {"alice"}, {call.track}, false)));
  CHECK(call.world.network->faults().requests().back().body == R"({"room":")" + call.room.id +
                                                                   R"(","identity":"alice","trackSids":[")" +
                                                                   call.track + R"("],"subscribe":false})");
}

TEST_CASE("each call of another service has its method and the one grant that it needs") {
  Called call;
  const auto& livekit = call.livekit;
  const std::tuple<HttpRequest, const char*, const char*> rows[] = {
      {request_of(livekit.egress(EgressCall::start_web, {})), "Egress/StartWebEgress",
       R"({"video":{"roomRecord":true}})"},
      {request_of(livekit.egress(EgressCall::start_track_composite, {})), "Egress/StartTrackCompositeEgress",
       R"({"video":{"roomRecord":true}})"},
      {request_of(livekit.ingress(IngressCall::remove, {})), "Ingress/DeleteIngress",
       R"({"video":{"ingressAdmin":true}})"},
      {request_of(livekit.sip(SipCall::list_inbound_trunks, {})), "SIP/ListSIPInboundTrunk",
       R"({"sip":{"admin":true},"video":{}})"},
      {request_of(livekit.sip(SipCall::create_participant, {})), "SIP/CreateSIPParticipant",
       R"({"sip":{"call":true},"video":{}})"},
      {request_of(livekit.sip(SipCall::transfer_participant, {R"({"roomName":"r"})"})),
       "SIP/TransferSIPParticipant", R"({"sip":{"call":true},"video":{"room":"r","roomAdmin":true}})"},
      {request_of(livekit.dispatch(nowhere, DispatchCall::remove, {})), "AgentDispatchService/DeleteDispatch",
       R"({"video":{"room":"nope","roomAdmin":true}})"}};
  for (const auto& [request, path, grants] : rows) {
    INFO(path);
    CHECK(request.path_template == std::string("/twirp/livekit.") + path);
    const auto claims = claims_of(token_of(request));
    spi::JsonWriter out;
    out.begin_object();
    if (claims["sip"].is_present()) out.key("sip").raw(claims["sip"].dump());
    out.key("video").raw(claims["video"].dump()).end_object();
    CHECK(out.text() == grants);
  }
  CHECK(request_of(livekit.egress(EgressCall::list, {})).repeat == Repeat::read);
  CHECK(request_of(livekit.egress(EgressCall::stop, {})).repeat == Repeat::never);
}

TEST_CASE("agents are dispatched, listed and taken back") {
  Called call;
  const auto made =
      call.run(call.livekit.dispatch(call.room, DispatchCall::create, {R"({"agentName":"bot"})"}));
  REQUIRE(made);
  const auto id = (*spi::Json::parse(made->text))["id"].text_or("");
  const auto listed = [&] {
    const auto list = call.run(call.livekit.dispatch(call.room, DispatchCall::list, {}));
    return (*spi::Json::parse(list->text))["agent_dispatches"].size();
  };
  // A room has one from its start, for agents without a name.
  CHECK(listed() == 2);
  CHECK(call.run(
      call.livekit.dispatch(call.room, DispatchCall::remove, {R"({"dispatchId":")" + id + R"("})"})));
  CHECK(listed() == 1);
  CHECK(call.run(call.livekit.dispatch(nowhere, DispatchCall::list, {})).error().code ==
        ErrorCode::unavailable);
  CHECK(call.run(call.livekit.ingress(IngressCall::list, {})).error().provider_code == "internal");
  CHECK(call.run(call.livekit.sip(SipCall::list_inbound_trunks, {})).error().provider_code == "internal");
}

TEST_CASE("a raw call sends what it is given, if that is a JSON object, and never leaves its path") {
  Called call;
  CHECK(call.run(call.livekit.raw("RoomService", "ListRooms", {}, {.room_list = true})));
  CHECK(call.run(call.livekit.raw("RoomService", "ListRooms", {"[]"}, {.room_list = true})).error().code ==
        ErrorCode::invalid_argument);
  CHECK(call.run(call.livekit.raw("../x", "ListRooms", {}, {})).error().code == ErrorCode::invalid_argument);
  CHECK(call.run(call.livekit.raw("RoomService", "", {}, {})).error().code == ErrorCode::invalid_argument);
  CHECK(call.run(call.livekit.raw("RoomService", "Nothing", {}, {})).error().provider_code == "bad_route");
}

TEST_CASE("whoever wants webhooks is told what to put into the server's configuration") {
  const World world;
  const auto& advice = world.client.info().webhook_advice;
  CHECK(advice.find("webhook:") != std::string::npos);
  CHECK(advice.find("api_key") != std::string::npos);
  CHECK(advice.find("urls") != std::string::npos);
  CHECK(world.client.info().rates.empty());
}
