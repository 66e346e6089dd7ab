// Tokens: what the server's own door says of ours, and of bad ones.

#include <set>

#include "live.hpp"
#include "live_people.hpp"
#include "vplatform/spi/crypto.hpp"

namespace vplatform::live {

namespace {

const char* const list_grant = R"({"roomList":true})";
const MeetingRef absent{.platform = "livekit", .id = "nobody-made-this", .room = "nobody-made-this"};

std::size_t room_count(const Stage& stage) {
  return parsed(stage.post("ListRooms", "{}", Token{.video = list_grant}).body)["rooms"].size();
}

HttpResponse validated(const Stage& stage, const std::string& token) {
  return stage.get("/rtc/validate?access_token=" + token);
}

// The same, of a token whose time is as it was made: two seconds from a limit, what is slow is asked anew.
HttpResponse validated_at_once(const Stage& stage, const Token& token) {
  for (;;) {
    const auto asked = std::chrono::steady_clock::now();
    auto answer = validated(stage, token.text());
    if (std::chrono::steady_clock::now() - asked < 500ms) return answer;
  }
}

void check_ours(Stage& stage) {
  const auto before = room_count(stage);
  for (const auto role : {Role::host, Role::participant, Role::viewer}) {
    const auto grant =
        stage.client.join(absent, {.role = role, .name = "Ada Ünïcode", .user_id = "ada@example.org"});
    const auto answer = grant ? validated(stage, grant->token.reveal()) : HttpResponse{};
    stage.report.check("5", "/rtc/validate takes our token for a " + std::string(to_string(role)),
                       answer.status == 200 && answer.body == "success", answer.body);
  }
  stage.report.check("5", "and no room came of it", room_count(stage) == before);
}

void check_times(Stage& stage) {
  struct Row {
    const char* number;
    const char* what;
    std::optional<std::chrono::seconds> expires_in;
    std::chrono::seconds starts_in;
    int status;
  };
  const Row rows[] = {{"6", "expired for 58 s is still taken", -58s, -600s, 200},
                      {"6", "expired for 62 s is not", -62s, -600s, 401},
                      {"7", "valid from 58 s ahead is taken", 600s, 58s, 200},
                      {"7", "valid from 62 s ahead is not", 600s, 62s, 401},
                      {"8", "without an expiry it is taken, by this version", std::nullopt, -10s, 200}};
  for (const auto& row : rows) {
    const Token token{.video = R"({"roomJoin":true,"room":"r"})",
                      .subject = "al",
                      .expires_in = row.expires_in,
                      .starts_in = row.starts_in};
    const auto answer = validated_at_once(stage, token);
    stage.report.check(row.number, row.what, answer.status == row.status, answer.body);
  }
}

void check_door(Stage& stage) {
  const Token wrong{.video = list_grant, .secret = "wrong"};
  const Token unknown{.video = list_grant, .key = "nope"};
  const auto unsigned_token =
      spi::to_base64url(R"({"alg":"none","typ":"JWT"})") + "." +
      spi::to_base64url(std::string(R"({"iss":")") + api_key + R"(","video":{"roomList":true}})") + ".";
  std::set<std::string> bodies;
  const std::pair<const char*, std::string> rows[] = {
      {"a wrong secret", "Bearer " + wrong.text()},
      {"an unknown key", "Bearer " + unknown.text()},
      {"alg none", "Bearer " + unsigned_token},
      {"a header without Bearer", Token{.video = list_grant}.text()}};
  for (const auto& [what, authorization] : rows) {
    const auto answer = stage.post("ListRooms", "{}", authorization);
    bodies.insert(answer.body);
    stage.report.check("9", std::string(what) + " is 401 in plain text",
                       answer.status == 401 && !parsed(answer.body).is_object(), answer.body);
  }
  stage.report.check("9", "with four different texts", bodies.size() == 4);
}

void check_our_error(Stage& stage) {
  const auto client = make_client(make_platform(stage.server.url(), true, "not the secret"), stage.transport);
  const auto refused = client.list_meetings();
  stage.report.check("9", "our client calls a wrong secret unauthenticated, without effect",
                     !refused && refused.error().code == ErrorCode::unauthenticated &&
                         refused.error().effect == Effect::none);
  if (refused) return;
  const auto text = describe(refused.error()) + refused.error().provider_message;
  stage.report.check("9", "and shows nothing of the token that the server's answer holds",
                     text.find("eyJ") == std::string::npos, text);
}

}  // namespace

void run_token_scenarios(Stage& stage) {
  stage.report.section("tokens");
  check_ours(stage);
  check_times(stage);
  check_door(stage);
  check_our_error(stage);
}

void run_strict_scenarios(Stage& stage) {
  auto& report = stage.report;
  report.check("22", "our platform says that nobody can come back",
               stage.client.info().capabilities.has(Capability::end_bars_return));
  const auto grant = stage.client.join(absent, {.role = Role::host});
  report.check("22", "even a host's token opens no room that is not there",
               grant && validated(stage, grant->token.reveal()).status == 404);
  People people(stage);
  const auto lost = people.join("lost", grant ? grant->token.reveal() : std::string{});
  report.check("22", "a real client cannot join it either", lost["ok"].boolean() == false, lost.dump());
  const auto made = stage.client.create_meeting({.key = fresh_key("strict")});
  const auto inside = made ? stage.client.join(*made, {}) : Result<JoinGrant>(Failure{});
  report.check("22", "a token for a room of ours is taken",
               inside && validated(stage, inside->token.reveal()).status == 200);
  const bool ended = made && stage.client.end_meeting(made->ref).has_value();
  report.check("22", "and after the end it is not",
               ended && inside && validated(stage, inside->token.reveal()).status == 404);
}

}  // namespace vplatform::live
