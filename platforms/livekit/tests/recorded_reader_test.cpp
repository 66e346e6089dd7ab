// Our own reader takes everything that livekit-server 1.13.5 answered and told.

#include <map>
#include <set>

#include "livekit_egress.hpp"
#include "livekit_wire.hpp"
#include "support/catch.hpp"
#include "world.hpp"

using namespace vplatform;
using namespace vplatform::platforms::livekit;

namespace {

std::vector<spi::Json> servers() {
  return (*spi::Json::parse(data("livekit-recorded.json")))["servers"].items();
}

HttpResponse answer_of(const spi::Json& step) {
  const bool is_json = step["answer"].is_present();
  return {.status = static_cast<int>(step["status"].integer().value_or(0)),
          .headers = {{.name = "Content-Type", .value = step["answer_type"].text_or("")}},
          .body = is_json ? step["answer"].dump() : step["answer_text"].text_or("")};
}

void check_room(const spi::Json& json) {
  const auto room = wire::read_room(json);
  CHECK(room.sid.substr(0, 3) == "RM_");
  CHECK_FALSE(room.name.empty());
  CHECK(room.created_at == testing::FakeClock().now());
  CHECK(room.empty_timeout > 0s);
}

void check_person(const spi::Json& json) {
  CHECK(wire::is_person(json));
  const auto person = wire::read_participant(json);
  CHECK((person.id.value == "alice" || person.id.value == "bob"));
  CHECK(person.joined_at == testing::FakeClock().now());
}

void check_egress(const spi::Json& json) {
  const auto egress = wire::read_egress(json);
  CHECK(egress.id.substr(0, 3) == "EG_");
  CHECK(egress.state_is_known);
  CHECK_FALSE(egress.is_stream);
  CHECK(egress.updated_at == testing::FakeClock().now());
  CHECK(egress.files.size() == (egress.state == RecordingState::ready ? 1 : 0));
  CHECK(egress.room.empty() == json["web"].is_present());
}

// What a good answer of a method is made of.
void check_good(const std::string& method, const HttpResponse& answer) {
  const auto body = wire::read_answer(answer, "no");
  REQUIRE(body);
  if (method == "CreateRoom" || method == "UpdateRoomMetadata") check_room(*body);
  if (method == "GetParticipant" || method == "UpdateParticipant") check_person(*body);
  if (method.starts_with("Start") || method == "StopEgress") check_egress(*body);
  for (const auto& room : wire::field(*body, "rooms").items()) check_room(room);
  for (const auto& egress : wire::field(*body, "items").items()) check_egress(egress);
  if (method != "ListParticipants") return;
  const auto people = wire::read_people(answer, "no");
  REQUIRE(people);
  for (const auto& one : wire::field(*body, "participants").items()) check_person(one);
  CHECK(people->tracks.size() == people->all.size());
}

void check_refused(const spi::Json& step, const HttpResponse& answer) {
  static const std::map<int, ErrorCode> meanings{{400, ErrorCode::invalid_argument},
                                                 {401, ErrorCode::unauthenticated},
                                                 {412, ErrorCode::failed_precondition},
                                                 {500, ErrorCode::failed_precondition},
                                                 {503, ErrorCode::unavailable}};
  const auto body = wire::read_egress_answer(answer, "no");
  REQUIRE_FALSE(body);
  const auto& error = body.error();
  CHECK(error.http_status == answer.status);
  CHECK(error.provider_code == step["answer"]["code"].text_or(""));
  CHECK(wire::says_not_found(answer) == (error.code == ErrorCode::not_found && step["answer"].is_present()));
  // The one 500 that is no missing redis: what the cloud alone can do.
  if (error.provider_code == "unknown") {
    CHECK(error.code == ErrorCode::unavailable);
    return;
  }
  const auto meaning = meanings.find(answer.status);
  // Without redis ingress and SIP say the same as recorders do, in a sentence of their own.
  if (meaning != meanings.end()) CHECK(error.code == meaning->second);
}

}  // namespace

TEST_CASE("each recorded answer is read") {
  std::set<std::string> methods;
  for (const auto& server : servers()) {
    for (const auto& step : server["steps"].items()) {
      if (step["do"].text() != "ask") continue;
      INFO(step.dump());
      const auto path = step["path"].text_or("");
      const auto method = path.substr(path.rfind('/') + 1);
      const auto answer = answer_of(step);
      if (answer.status > 299) {
        check_refused(step, answer);
      } else if (step["answer"].is_present()) {
        check_good(method, answer);
        methods.insert(method);
      }
    }
  }
  CHECK(methods.size() >= 20);
}

TEST_CASE("each recorded webhook is read") {
  static const std::map<std::string, EventKind> kinds{{"room_started", EventKind::meeting_started},
                                                      {"room_finished", EventKind::meeting_ended},
                                                      {"participant_joined", EventKind::participant_joined},
                                                      {"participant_left", EventKind::participant_left},
                                                      {"track_published", EventKind::track_published},
                                                      {"track_unpublished", EventKind::track_unpublished},
                                                      {"egress_started", EventKind::recording_started},
                                                      {"egress_updated", EventKind::recording_updated},
                                                      {"egress_ended", EventKind::recording_ready}};
  const testing::FakeClock clock;
  const auto platform = platform_on(clock);
  std::set<std::string> types;
  for (const auto& server : servers()) {
    for (const auto& one : server["webhooks"].items()) {
      const auto body = one["body"].dump();
      INFO(body);
      const auto verdict = platform->read_webhook(signed_webhook(body, clock.now()));
      REQUIRE(verdict.outcome == WebhookOutcome::event);
      const auto& event = **verdict.event;
      types.insert(event.type);
      REQUIRE(kinds.find(event.type) != kinds.end());
      CHECK(event.kind == kinds.at(event.type));
      CHECK(event.id.substr(0, 3) == "EV_");
      CHECK(event.at == clock.now());
      CHECK_FALSE(event.natural_key.empty());
      // An egress of a web page has no room.
      CHECK(event.meeting.has_value() != one["body"]["egressInfo"]["web"].is_present());
      CHECK(event.recording.has_value() == one["body"]["egressInfo"].is_present());
    }
  }
  CHECK(types.size() == kinds.size());
}
