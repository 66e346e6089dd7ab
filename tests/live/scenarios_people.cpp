// People with real clients: who is in, what they may do, and what puts them out.

#include <algorithm>

#include "live.hpp"
#include "live_people.hpp"

namespace vplatform::live {

namespace {

bool ok(const spi::Json& answer) {
  return answer["ok"].boolean().value_or(false);
}

Token admin_of(const std::string& room) {
  return {.video = R"({"roomAdmin":true,"room":")" + room + "\"}"};
}

std::string code_of(const HttpResponse& answer) {
  return std::to_string(answer.status) + ' ' + parsed(answer.body)["code"].text_or("");
}

void check_absent(Stage& stage) {
  auto& report = stage.report;
  const auto admin = admin_of("nope");
  const auto asked = std::chrono::steady_clock::now();
  const auto data = stage.post("SendData", R"({"room":"nope","data":"AQ=="})", admin);
  const auto took = std::chrono::steady_clock::now() - asked;
  report.check("14", "data for an absent room is 503 after some seconds",
               code_of(data) == "503 unavailable" && took > 2s, data.body);
  const auto mute = stage.post("MutePublishedTrack",
                               R"({"room":"nope","identity":"x","trackSid":"TR_x","muted":true})", admin);
  report.check("14", "muting somebody absent is 503", code_of(mute) == "503 unavailable", mute.body);
  const auto removed = stage.post("RemoveParticipant", R"({"room":"nope","identity":"x"})", admin);
  report.check("14", "removing somebody absent is 404", code_of(removed) == "404 not_found", removed.body);

  const std::string large(512UL * 1024 + 1, 'x');
  const Token create{.video = R"({"roomCreate":true})"};
  const auto metadata = stage.post("CreateRoom", R"({"name":"m","metadata":")" + large + "\"}", create);
  report.check("15", "512 KiB of metadata and one byte is 400", code_of(metadata) == "400 invalid_argument",
               metadata.body);
  const auto name = stage.post("CreateRoom", R"({"name":")" + std::string(257, 'n') + "\"}", create);
  report.check("15", "a room's name of 257 is 400", code_of(name) == "400 invalid_argument", name.body);
  const auto nonce = stage.post("SendData", R"({"room":"nope","data":"AQ==","nonce":"AQIDBAU="})", admin);
  report.check("15", "a nonce of 5 bytes is 400", code_of(nonce) == "400 invalid_argument", nonce.body);
}

struct Call {
  Stage& stage;
  People& people;
  MeetingRef room{};
};

std::string token_for(const Call& call, const JoinSpec& spec) {
  const auto grant = call.stage.client.join(call.room, spec);
  return grant ? grant->token.reveal() : std::string{};
}

// Whether the events of a type came for the room, and our reader takes the last of them.
std::optional<EventFields> told(const Call& call, std::string_view type, std::size_t count = 1) {
  const auto came = call.stage.receiver.wait_for(call.room.id, type, count, patience);
  if (came.size() < count) return std::nullopt;
  const auto verdict = call.stage.client.read_webhook(came.back().request);
  if (!verdict.event) return std::nullopt;
  return **verdict.event;
}

void check_join(const Call& call) {
  auto& report = call.stage.report;
  const auto viewer =
      token_for(call, {.role = Role::viewer,
                       .name = "Vera",
                       .user_id = "vera",
                       .extras = {{"livekit", {R"({"metadata":"md","attributes":{"team_id":"42"}})"}}}});
  const auto joined = call.people.join("vera", viewer);
  report.check("17", "a real client joins with our token", ok(joined), joined.dump());
  const auto event = told(call, "participant_joined");
  report.check("17", "participant_joined names them as presence does",
               event && event->participant && event->participant->id.value == "vera");
  const auto presence = call.stage.client.presence(call.room);
  report.check("17", "presence: one person, complete, by identity and name",
               presence && presence->complete && presence->state == PresenceState::occupied &&
                   presence->people.size() == 1 && presence->people[0].id.value == "vera" &&
                   presence->people[0].name == "Vera" && presence->people[0].joined_at,
               presence ? "" : describe(presence.error()));
  const auto person = call.stage.post(
      "GetParticipant", R"({"room":")" + call.room.id + R"(","identity":"vera"})", admin_of(call.room.id));
  const auto json = parsed(person.body);
  report.check("17", "with the metadata, attributes and rights of the token",
               json["metadata"].text() == "md" && json["attributes"]["team_id"].text() == "42" &&
                   json["permission"]["can_publish"].boolean() == false,
               person.body);
  report.check("17", "a viewer cannot publish", !ok(call.people.publish("vera")));
}

void check_tracks(const Call& call) {
  auto& report = call.stage.report;
  const auto& livekit = *call.stage.platform;
  const auto& client = call.stage.client;
  (void)call.people.join("alice", token_for(call, {.name = "Alice", .user_id = "alice"}));
  const auto published = call.people.publish("alice");
  const auto track = published["track"].text_or("");
  report.check("18", "a participant publishes", ok(published), published.dump());
  const auto event = told(call, "track_published");
  report.check("18", "track_published comes, with who it is",
               event && event->kind == EventKind::track_published && event->participant &&
                   event->participant->identity == "alice");
  const auto muted = client.run(livekit.mute_track(call.room, {"alice"}, track, true));
  report.check("18", "we mute the track", muted.has_value(), muted ? "" : describe(muted.error()));
  const auto unmuted = client.run(livekit.mute_track(call.room, {"alice"}, track, false));
  report.check("18", "unmuting is refused with failed_precondition",
               !unmuted && unmuted.error().code == ErrorCode::failed_precondition &&
                   unmuted.error().http_status == 412);
  const auto unknown = client.run(livekit.mute_track(call.room, {"alice"}, "TR_none", true));
  report.check("18", "a track that nobody has is not_found",
               !unknown && unknown.error().code == ErrorCode::not_found);
  const auto sent =
      client.run(livekit.send_data(call.room, {.bytes = "hello", .topic = "t", .to = {"alice"}}));
  report.check("18", "our data reaches its client",
               sent.has_value() && soon([&] {
                 return call.people.state("alice")["data"].dump() == R"([{"text":"hello","topic":"t"}])";
               }),
               call.people.state("alice").dump());
}

void check_update(const Call& call) {
  auto& report = call.stage.report;
  const auto& livekit = *call.stage.platform;
  const auto& client = call.stage.client;
  const auto update = [&](const platforms::livekit::ParticipantUpdate& change) {
    return client.run(livekit.update_participant(call.room, {"vera"}, change)).has_value();
  };
  report.check("19", "an attribute is added, and the client sees it",
               update({.attributes = {{"hand", "up"}}}) &&
                   soon([&] { return call.people.state("vera")["attributes"]["hand"].text() == "up"; }),
               call.people.state("vera").dump());
  report.check("19", "an empty value removes it",
               update({.attributes = {{"hand", ""}}}) &&
                   soon([&] { return !call.people.state("vera")["attributes"]["hand"].is_present(); }),
               call.people.state("vera").dump());
  report.check("19", "a permission lets a viewer publish",
               update({.permission = platforms::livekit::Permission{}}) &&
                   soon([&] { return ok(call.people.publish("vera")); }));
}

void check_removal(const Call& call) {
  auto& report = call.stage.report;
  const auto token = token_for(call, {.name = "Vera", .user_id = "vera"});
  const auto removed = call.stage.client.remove_participant(call.room, {"vera"});
  report.check("20", "remove_participant puts a client out with PARTICIPANT_REMOVED (4)",
               removed.has_value() && soon([&] { return call.people.state("vera")["left"].integer() == 4; }),
               call.people.state("vera").dump());
  report.check("20", "and again is success",
               call.stage.client.remove_participant(call.room, {"vera"}).has_value());
  const auto event = told(call, "participant_left");
  report.check("20", "participant_left comes",
               event && event->participant && event->participant->id.value == "vera");
  report.check("20", "the same person comes back: removing bars nobody", ok(call.people.join("vera", token)));
  const auto all = call.stage.client.remove_all(call.room);
  report.check("20", "remove_all empties the room",
               all.has_value() && soon([&] {
                 const auto presence = call.stage.client.presence(call.room);
                 return presence && presence->state == PresenceState::empty && presence->complete;
               }),
               all ? "" : describe(all.error()));
}

void check_end(const Call& call) {
  auto& report = call.stage.report;
  const auto token = token_for(call, {.name = "Bob", .user_id = "bob"});
  (void)call.people.join("bob", token);
  report.check("21", "end_meeting puts people out with ROOM_DELETED (5)",
               call.stage.client.end_meeting(call.room).has_value() &&
                   soon([&] { return call.people.state("bob")["left"].integer() == 5; }),
               call.people.state("bob").dump());
  const auto left = told(call, "participant_left", 4);
  report.check("21", "participant_left comes for them",
               left && left->participant && left->participant->id.value == "bob");
  const auto ended = told(call, "room_finished");
  report.check("21", "room_finished comes", ended && ended->kind == EventKind::meeting_ended);
  const auto back = call.people.join("bob", token);
  const auto again = told(call, "room_started", 2);
  report.check("21", "coming back makes a new room, with another sid",
               ok(back) && again && ended && again->session_id != ended->session_id, back.dump());
  (void)call.people.leave("bob");
}

}  // namespace

void run_people_scenarios(Stage& stage) {
  stage.report.section("people with real clients");
  check_absent(stage);
  const auto made = stage.client.create_meeting({.key = fresh_key("people")});
  if (!stage.report.check("17", "a room for people", made.has_value())) return;
  People people(stage);
  const Call call{.stage = stage, .people = people, .room = made->ref};
  check_join(call);
  check_tracks(call);
  check_update(call);
  check_removal(call);
  check_end(call);
  const RecordingSpec spec{.target = FileTarget{"out"}};
  const auto refused = stage.client.start_recording(made->ref, spec);
  stage.report.check("24", "without redis a recording is refused with failed_precondition",
                     !refused && refused.error().code == ErrorCode::failed_precondition,
                     refused ? "" : describe(refused.error()));
}

}  // namespace vplatform::live
