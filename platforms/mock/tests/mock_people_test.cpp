#include "mock_fixture.hpp"
#include "support/catch.hpp"

namespace vplatform::platforms::mock {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

Names names_in(const Presence& presence) {
  Names names;
  for (const auto& who : presence.people) names.push_back(who.name);
  return names;
}

TEST_CASE("presence says who is in, as of now, and misses nobody") {
  Mock mock;
  const auto client = mock.client();
  const auto ref = mock.meeting();
  const auto nobody = client.presence(ref).value();
  CHECK(nobody.state == PresenceState::empty);
  CHECK(nobody.complete);
  CHECK(nobody.people.empty());

  const auto grant = client.join(ref, {.role = Role::host, .name = "Ada", .user_id = "ada"}).value();
  REQUIRE(mock.service->enter(grant.token, mock.now()));
  const auto joined_at = mock.now();
  mock.clock.advance(1min);
  const auto one = client.presence(ref).value();
  CHECK(one.state == PresenceState::occupied);
  CHECK(one.as_of == mock.now());
  REQUIRE(one.people.size() == 1);
  CHECK(one.people[0].identity == grant.identity);
  CHECK(one.people[0].name == "Ada");
  CHECK(one.people[0].role == Role::host);
  CHECK(one.people[0].joined_at == joined_at);
  CHECK(one.people[0].is_person);
}

TEST_CASE("who waits at the door is not in") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k", .access = Access::knock}).value().ref;
  const auto guest = mock.enters(ref);
  CHECK(client.presence(ref).value().state == PresenceState::empty);
  REQUIRE(mock.service->admit(ref, guest, mock.now()));
  CHECK(client.presence(ref).value().state == PresenceState::occupied);
}

TEST_CASE("machines are in, and are nobody") {
  const Mock mock;
  const auto ref = mock.meeting();
  REQUIRE(mock.service->enter_as(ref, {.name = "recorder", .is_person = false}, mock.now()));
  const auto presence = mock.client().presence(ref).value();
  CHECK(presence.state == PresenceState::empty);
  REQUIRE(presence.people.size() == 1);
  CHECK_FALSE(presence.people[0].is_person);
}

TEST_CASE("a mock that may miss people never says that nobody is in") {
  Settings settings;
  settings.without = {Capability::complete_presence};
  const Mock mock(settings);
  const auto ref = mock.meeting();
  CHECK(mock.client().presence(ref).value().state == PresenceState::unknown);
  mock.enters(ref);
  CHECK(mock.client().presence(ref).value().state == PresenceState::occupied);
  CHECK_FALSE(mock.client().presence(ref).value().complete);
}

TEST_CASE("presence of a meeting that is gone is an error, of one that people stay on in is not") {
  Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k", .ends_at = mock.now() + 1h}).value().ref;
  mock.enters(ref);
  mock.clock.advance(2h);
  CHECK(client.find_meeting(ref).error().code == ErrorCode::not_found);
  CHECK(names_in(client.presence(ref).value()) == Names{"Ada"});
  REQUIRE(client.remove_all(ref));
  CHECK(client.presence(ref).error().code == ErrorCode::not_found);
}

TEST_CASE("a link lets people in like its token, and no other link does") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = mock.meeting();
  const auto grant = client.join(ref, {.name = "Ada"}).value();
  CHECK(mock.service->enter_link(grant.url, mock.now()).value().participant.name == "Ada");
  for (const std::string link : {"", "nonsense", "https://mock.invalid/k", "https://mock.invalid/k?token=",
                                 "https://mock.invalid/k?token=%zz", "https://mock.invalid/k?a&token=x"}) {
    INFO(link);
    CHECK(mock.service->enter_link(Secret(link), mock.now()).error().code == ErrorCode::unauthenticated);
  }
}

TEST_CASE("nobody gets into a meeting that is not there") {
  const Mock mock;
  const MeetingRef nowhere{"mock", "nowhere", "nowhere"};
  CHECK(mock.service->enter_as(nowhere, {}, mock.now()).error().code == ErrorCode::not_found);
  CHECK(mock.service->put_all_out(nowhere, mock.now()).error().code == ErrorCode::not_found);
}

TEST_CASE("one person is put out, by the id of their connection, and may come back") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = mock.meeting();
  const auto ada = mock.enters(ref, "Ada");
  mock.enters(ref, "Bob");
  REQUIRE(client.remove_participant(ref, ada));
  CHECK(names_in(client.presence(ref).value()) == Names{"Bob"});
  CHECK(client.remove_participant(ref, ada).error().code == ErrorCode::not_found);
  CHECK_FALSE(mock.enters(ref, "Ada") == ada);
  CHECK(names_in(client.presence(ref).value()) == Names{"Bob", "Ada"});
}

TEST_CASE("everybody is put out, the meeting stays, and emptying it again is fine") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k", .access = Access::knock}).value().ref;
  const auto guest = mock.enters(ref);
  REQUIRE(mock.service->enter_as(ref, {.role = Role::host}, mock.now()));
  REQUIRE(client.remove_all(ref));
  CHECK(client.presence(ref).value().state == PresenceState::empty);
  CHECK(mock.service->admit(ref, guest, mock.now()).error().code == ErrorCode::not_found);
  CHECK(client.remove_all(ref));
  CHECK(client.find_meeting(ref));
  REQUIRE(client.end_meeting(ref));
  CHECK(client.remove_all(ref).error().code == ErrorCode::not_found);
}

TEST_CASE("each sitting is a session with its times and the most people it had") {
  Mock mock;
  const auto client = mock.client();
  const auto ref = mock.meeting();
  CHECK(client.list_sessions(ref).value().items.empty());
  const auto first_start = mock.now();
  const auto ada = mock.enters(ref, "Ada");
  REQUIRE(mock.service->leave(ref, mock.enters(ref, "Bob"), mock.now()));
  mock.clock.advance(10min);
  REQUIRE(mock.service->leave(ref, ada, mock.now()));
  const auto first_end = mock.now();
  mock.clock.advance(10min);
  mock.enters(ref, "Cleo");

  const auto sessions = client.list_sessions(ref).value().items;
  REQUIRE(sessions.size() == 2);
  CHECK(sessions[0].started_at == mock.now());
  CHECK_FALSE(sessions[0].ended_at);
  CHECK(sessions[0].most_participants == 1);
  CHECK(sessions[1].ref.meeting == ref);
  CHECK(sessions[1].ref.id != sessions[0].ref.id);
  CHECK(sessions[1].started_at == first_start);
  CHECK(sessions[1].ended_at == first_end);
  CHECK(sessions[1].most_participants == 2);
}

TEST_CASE("a session says who came and went, and who came twice is there twice") {
  Mock mock;
  const auto client = mock.client();
  const auto ref = mock.meeting();
  const auto start = mock.now();
  mock.enters(ref, "Bob");
  const auto ada = mock.enters(ref, "Ada");
  mock.clock.advance(1min);
  REQUIRE(mock.service->leave(ref, ada, mock.now()));
  mock.enters(ref, "Ada");
  const auto session = client.list_sessions(ref).value().items.at(0).ref;
  const auto people = client.list_attendance(session).value().items;
  REQUIRE(people.size() == 3);
  CHECK(people[0].participant.name == "Bob");
  CHECK_FALSE(people[0].left_at);
  CHECK(people[1].session == session);
  CHECK(people[1].participant.id == ada);
  CHECK(people[1].participant.joined_at == start);
  CHECK(people[1].left_at == start + 1min);
  CHECK(people[2].participant.name == "Ada");
  CHECK_FALSE(people[2].left_at);
}

TEST_CASE("sessions and attendance outlive their meeting, and those of no meeting are not found") {
  Mock mock;
  const auto client = mock.client();
  const auto ref = mock.meeting();
  mock.enters(ref);
  mock.clock.advance(1min);
  REQUIRE(client.end_meeting(ref));
  const auto sessions = client.list_sessions(ref).value().items;
  REQUIRE(sessions.size() == 1);
  CHECK(sessions[0].ended_at == mock.now());
  CHECK(client.list_attendance(sessions[0].ref).value().items.at(0).left_at == mock.now());

  CHECK(client.list_sessions({"mock", "nowhere", ""}).error().code == ErrorCode::not_found);
  CHECK(client.list_attendance({ref, "session-999"}).error().code == ErrorCode::not_found);
  const auto other = mock.meeting("other");
  CHECK(client.list_sessions(other).value().items.empty());
  CHECK(client.list_attendance({other, sessions[0].ref.id}).error().code == ErrorCode::not_found);
}

TEST_CASE("sessions come in pages, newest first, each once, also while new ones begin") {
  Mock mock;
  const auto client = mock.client();
  const auto ref = mock.meeting();
  const auto sit = [&] {
    REQUIRE(mock.service->leave(ref, mock.enters(ref), mock.now()));
    mock.clock.advance(1s);
  };
  for (int i = 0; i < 150; ++i) sit();
  const auto first = client.list_sessions(ref).value();
  REQUIRE(first.items.size() == 100);
  REQUIRE_FALSE(first.next.empty());
  sit();
  const auto second = client.list_sessions(ref, first.next).value();
  REQUIRE(second.items.size() == 50);
  CHECK(second.next.empty());
  CHECK(first.items[0].started_at > first.items[1].started_at);
  CHECK(first.items[99].started_at == second.items[0].started_at + 1s);
}

TEST_CASE("attendance comes in pages, in the order in which people came") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = mock.meeting();
  for (int i = 0; i < 200; ++i) mock.enters(ref, std::to_string(i));
  const auto session = client.list_sessions(ref).value().items.at(0).ref;
  const auto first = client.list_attendance(session).value();
  REQUIRE(first.items.size() == 100);
  const auto second = client.list_attendance(session, first.next).value();
  REQUIRE(second.items.size() == 100);
  CHECK(second.next.empty());
  CHECK(second.items[0].participant.name == "100");
}

TEST_CASE("lists of people take no token but their own") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = mock.meeting();
  mock.enters(ref);
  const auto session = client.list_sessions(ref).value().items.at(0).ref;
  for (const std::string token : {"1", "meetings:1", "sessions:x", "attendance:-1", "attendance:1x",
                                  "attendance:99999999999999999999999"}) {
    INFO(token);
    CHECK(client.list_sessions(ref, {token}).error().code == ErrorCode::invalid_argument);
    CHECK(client.list_attendance(session, {token}).error().code == ErrorCode::invalid_argument);
  }
  CHECK(client.list_attendance(session, {"attendance:18446744073709551615"}).value().items.empty());
}

TEST_CASE("a question about people that fails is an error, never an empty list") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = mock.meeting();
  mock.service->fail_next({.error = {.code = ErrorCode::unavailable}, .times = 4});
  CHECK(client.presence(ref).error().code == ErrorCode::unavailable);
  CHECK(client.list_sessions(ref).error().code == ErrorCode::unavailable);
  CHECK(client.list_attendance({ref, "s"}).error().code == ErrorCode::unavailable);
  CHECK(client.remove_all(ref).error().code == ErrorCode::unavailable);
  CHECK(client.presence(ref).value().state == PresenceState::empty);
}

}  // namespace
}  // namespace vplatform::platforms::mock
