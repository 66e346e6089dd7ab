// What the server says, kept as test data: our emulator is held against it, also where no server can run.

#include "live.hpp"
#include "live_people.hpp"
#include "recorded.hpp"
#include "tape.hpp"

namespace vplatform::live {

namespace {

namespace recorded = platforms::livekit::recorded;

const std::string rooms_path = "/twirp/livekit.RoomService/";
const std::string egress_path = "/twirp/livekit.Egress/";
const std::string create = R"({"video":{"roomCreate":true}})";
const std::string list = R"({"video":{"roomList":true}})";
const std::string record = R"({"video":{"roomRecord":true}})";

std::string admin_of(const std::string& room) {
  return R"({"video":{"roomAdmin":true,"room":")" + room + "\"}}";
}

// A room's people: they join by a token, as the emulator's will.
struct Scene {
  Tape& tape;
  People& people;
  std::string room{};

  [[nodiscard]] std::string in_room(const std::string& more = {}) const {
    return R"({"room":")" + room + "\"" + (more.empty() ? "" : "," + more) + "}";
  }
  [[nodiscard]] std::string about(const std::string& who, const std::string& more = {}) const {
    return in_room(R"("identity":")" + who + "\"" + (more.empty() ? "" : "," + more));
  }
  spi::Json ask(const std::string& method, const std::string& body) const {
    return tape.ask({.path = rooms_path + method, .body = body, .claims = admin_of(room)});
  }
  void join(const std::string& who, const std::string& more, std::size_t nth) const {
    const auto claims = R"({"sub":")" + who + R"(","video":{"roomJoin":true,"room":")" + room + "\"}" +
                        (more.empty() ? "" : "," + more) + "}";
    (void)people.join("tape-" + who, recorded::token(claims, std::chrono::system_clock::now()));
    tape.note("join", R"({"claims":)" + claims + "}");
    (void)tape.wait(room, "participant_joined", nth);
  }
  std::string publish(const std::string& who, const std::string& source, std::size_t nth) const {
    const auto track = people.publish("tape-" + who, source)["track"].text_or("");
    tape.note("publish", R"({"participant":")" + who + R"(","room":")" + room + R"(","source":")" + source +
                             R"(","track":")" + track + "\"}");
    (void)tape.wait(room, "track_published", nth);
    return track;
  }
};

void tape_rooms(Tape& tape, const std::string& room) {
  const auto ask = [&](const char* method, const std::string& body, const std::string& claims) {
    (void)tape.ask({.path = rooms_path + method, .body = body, .claims = claims});
  };
  const std::string wish =
      R"({"name":")" + room +
      R"(","emptyTimeout":60,"departureTimeout":30,"maxParticipants":7,"metadata":"md"})";
  ask("CreateRoom", wish, create);
  ask("CreateRoom", R"({"name":")" + room + R"(","empty_timeout":"90","metadata":"other","bogus":1})",
      create);
  ask("ListRooms", R"({"names":[")" + room + "\"]}", list);
  ask("ListRooms", R"({"names":["nope"]})", list);
  ask("UpdateRoomMetadata", R"({"room":")" + room + R"(","metadata":""})", admin_of(room));
  ask("UpdateRoomMetadata", R"({"room":")" + room + R"(","metadata":"new"})", admin_of(room));
  ask("UpdateRoomMetadata", R"({"room":"nope","metadata":"new"})", admin_of("nope"));
  ask("ListParticipants", R"({"room":")" + room + "\"}", admin_of(room));
  ask("ListParticipants", R"({"room":"nope"})", admin_of("nope"));
  ask("DeleteRoom", R"({"room":"nope"})", create);
  ask("CreateRoom", R"({"name":"<257 n>"})", create);
  ask("CreateRoom", R"({"name":"m","metadata":"<524289 m>"})", create);
  ask("UpdateRoomMetadata", R"({"room":")" + room + R"(","metadata":"<524289 m>"})", admin_of(room));
}

void tape_doors(Tape& tape, const std::string& room) {
  const auto path = rooms_path + "ListRooms";
  for (const char* door : {"absent", "garbage", "without Bearer", "an unknown key", "a wrong secret",
                           "expired", "not yet valid"}) {
    (void)tape.ask({.path = path, .claims = list, .door = door});
  }
  (void)tape.ask({.path = rooms_path + "CreateRoom", .body = R"({"name":"x"})", .claims = list});
  (void)tape.ask({.path = path, .claims = create});
  (void)tape.ask({.path = rooms_path + "ListParticipants",
                  .body = R"({"room":")" + room + "\"}",
                  .claims = admin_of("y")});
  (void)tape.ask({.path = egress_path + "ListEgress", .claims = list});
  (void)tape.ask({.path = rooms_path + "Nothing", .claims = list});
  (void)tape.ask({.path = path, .claims = list, .method = "GET"});
  (void)tape.ask({.path = path, .claims = list, .type = "text/plain"});
  (void)tape.ask({.path = path,
                  .body = R"({"names":["nope"]})",
                  .claims = list,
                  .type = "application/json;charset=UTF-8"});
  for (const char* body : {"{bad", "", "[]", R"({"names":5})"}) {
    (void)tape.ask({.path = path, .body = body, .claims = list});
  }
  for (const char* claims :
       {R"({"sub":"al","video":{"roomJoin":true,"room":"r"}})", R"({"sub":"al","video":{"roomCreate":true}})",
        R"({"sub":"al"})", R"({"sub":"al","video":{"roomJoin":true}})",
        R"({"video":{"roomJoin":true,"room":"r"}})"}) {
    (void)tape.ask({.path = "/rtc/validate", .claims = claims, .door = "in the query", .method = "GET"});
  }
  (void)tape.ask({.path = "/rtc/validate", .door = "absent", .method = "GET"});
  (void)tape.ask({.path = "/", .door = "absent", .method = "GET"});
  (void)tape.ask({.path = "/nowhere", .door = "absent", .method = "GET"});
}

void tape_people(const Scene& scene) {
  for (const char* method :
       {"GetParticipant", "RemoveParticipant", "UpdateParticipant", "UpdateSubscriptions"})
    (void)scene.ask(method, scene.about("nobody"));
  (void)scene.ask("MutePublishedTrack", scene.about("nobody", R"("trackSid":"TR_none","muted":true)"));
  (void)scene.tape.ask({.path = rooms_path + "SendData",
                        .body = R"({"room":"nope","data":"AQ=="})",
                        .claims = admin_of("nope")});
  scene.join("alice", R"("name":"Alice Ünïcode","metadata":"md","attributes":{"team_id":"42"})", 1);
  (void)scene.ask("GetParticipant", scene.about("alice"));
  const auto track = scene.publish("alice", "MICROPHONE", 1);
  (void)scene.ask("ListParticipants", scene.in_room());
  (void)scene.ask("MutePublishedTrack",
                  scene.about("alice", R"("trackSid":")" + track + R"(","muted":true)"));
  (void)scene.ask("MutePublishedTrack", scene.about("alice", R"("trackSid":")" + track + "\""));
  (void)scene.ask("MutePublishedTrack", scene.about("alice", R"("trackSid":"TR_none","muted":true)"));
  (void)scene.ask("UpdateParticipant",
                  scene.about("alice", R"("name":"Al","metadata":"m2","attributes":{"k":"v","team_id":""})"));
  (void)scene.ask(
      "UpdateParticipant",
      scene.about("alice", R"("permission":{"canSubscribe":true,"canPublish":true,"canPublishData":true})"));
  (void)scene.ask("UpdateSubscriptions",
                  scene.about("alice", R"("trackSids":[")" + track + R"("],"subscribe":true)"));
  (void)scene.ask("SendData", scene.in_room(R"("data":"AQL/","kind":"LOSSY","topic":"t")"));
  (void)scene.ask("SendData", scene.in_room(R"("data":"AQL/","nonce":"AQIDBAU=")"));
  (void)scene.ask("UpdateParticipant", scene.about("alice", R"("metadata":"<524289 m>")"));
}

// Either spelling, numbers as text, enums as numbers, both kinds of base64; and what is none of it.
void tape_dialects(const Scene& scene) {
  for (const char* data : {R"("data":"AQL_")", R"("data":"AQL/","kind":1)", R"("data":"AQ","topic":"t")",
                           R"("data":"AQ==","destination_identities":["alice"])",
                           R"("data":"AQ==","nonce":"_-_-_-_-_-_-_-_-_-_-_w==")", R"("data":"A")",
                           R"("data":"%%")", R"("data":7)", R"("data":"AQ==","kind":"NEWS")"}) {
    (void)scene.ask("SendData", scene.in_room(data));
  }
  for (const char* wish :
       {R"({"name":"d1","empty_timeout":120,"max_participants":"3"})",
        R"({"name":"d2","emptyTimeout":"120"})", R"({"name":"d3","emptyTimeout":120.0,"metadata":null})",
        R"({"name":"d4","emptyTimeout":120.5})", R"({"name":"d5","emptyTimeout":-1})",
        R"({"name":"d6","emptyTimeout":4294967296})", R"({"name":"d7","emptyTimeout":"zz"})", R"({"name":7})",
        R"({"name":"d8","syncStreams":"yes"})"}) {
    (void)scene.tape.ask({.path = rooms_path + "CreateRoom", .body = wish, .claims = create});
  }
}

// What the cloud alone can do.
void tape_cloud(const Scene& scene) {
  const std::string claims =
      R"({"video":{"roomAdmin":true,"room":")" + scene.room + R"(","destinationRoom":"other"}})";
  for (const char* method : {"ForwardParticipant", "MoveParticipant"}) {
    const auto to = [&](const std::string& room) {
      (void)scene.tape.ask({.path = rooms_path + method,
                            .body = scene.about("alice", R"("destinationRoom":")" + room + "\""),
                            .claims = claims});
    };
    to("other");
    to("elsewhere");
    (void)scene.ask(method, scene.about("alice", R"("destinationRoom":"other")"));
  }
  (void)scene.tape.ask({.path = rooms_path + "MoveParticipant",
                        .body = scene.about("alice", R"("destinationRoom":")" + scene.room + "\""),
                        .claims = R"({"video":{"roomAdmin":true,"room":")" + scene.room +
                                  R"(","destinationRoom":")" + scene.room + "\"}}"});
  (void)scene.ask("PerformRpc", scene.in_room(R"("method":"m")"));
}

void tape_dispatches(const Scene& scene) {
  const std::string path = "/twirp/livekit.AgentDispatchService/";
  const auto ask = [&](const char* method, const std::string& body) {
    return scene.tape.ask({.path = path + method, .body = body, .claims = admin_of(scene.room)});
  };
  (void)ask("ListDispatch", scene.in_room());
  const auto made = ask("CreateDispatch", scene.in_room(R"("agentName":"bot","metadata":"m")"));
  const auto id = R"("dispatchId":")" + made["id"].text_or("") + "\"";
  (void)ask("ListDispatch", scene.in_room(id));
  (void)ask("DeleteDispatch", scene.in_room(id));
  (void)ask("ListDispatch", scene.in_room());
  (void)ask("DeleteDispatch", scene.in_room(R"("dispatchId":"AD_none")"));
  (void)scene.tape.ask(
      {.path = path + "ListDispatch", .body = R"({"room":"nope"})", .claims = admin_of("nope")});
  (void)scene.tape.ask(
      {.path = "/twirp/livekit.Ingress/ListIngress", .claims = R"({"video":{"ingressAdmin":true}})"});
  (void)scene.tape.ask(
      {.path = "/twirp/livekit.SIP/ListSIPInboundTrunk", .claims = R"({"sip":{"admin":true}})"});
}

void tape_no_redis(const Scene& scene) {
  const auto ask = [&](const char* method, const std::string& body) {
    (void)scene.tape.ask({.path = egress_path + method, .body = body, .claims = record});
  };
  ask("ListEgress", "{}");
  ask("StopEgress", R"({"egressId":"EG_none"})");
  ask("UpdateLayout", R"({"egressId":"EG_none","layout":"grid"})");
  ask("StartRoomCompositeEgress", R"({"roomName":"nope","fileOutputs":[{"filepath":"x"}]})");
  ask("StartTrackEgress",
      R"({"roomName":")" + scene.room + R"(","trackId":"TR_none","file":{"filepath":"x"}})");
}

void tape_ends(const Scene& scene) {
  (void)scene.ask("RemoveParticipant", scene.about("alice"));
  (void)scene.tape.wait(scene.room, "participant_left", 1);
  scene.join("bob", {}, 2);
  (void)scene.publish("bob", "CAMERA", 2);
  (void)scene.ask("GetParticipant", scene.about("bob"));
  const auto remove = [&] {
    (void)scene.tape.ask({.path = rooms_path + "DeleteRoom", .body = scene.in_room(), .claims = create});
  };
  remove();
  (void)scene.tape.wait(scene.room, "room_finished");
  remove();
}

}  // namespace

void run_tape(Stage& stage) {
  stage.report.section("what the server says, kept for the tests");
  Tape tape(stage, "one node", R"({"egress":"no_redis"})");
  const std::string room = "taped";
  tape_rooms(tape, room);
  tape_doors(tape, room);
  People people(stage);
  const Scene scene{.tape = tape, .people = people, .room = room};
  tape_people(scene);
  tape_dialects(scene);
  tape_cloud(scene);
  tape_dispatches(scene);
  tape_no_redis(scene);
  tape_ends(scene);
  stage.tapes.push_back(tape.finish({room, "d1", "d2", "d3"}));
}

}  // namespace vplatform::live
