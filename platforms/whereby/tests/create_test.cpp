#include "support/catch.hpp"

#include <chrono>

#include "account.hpp"
#include "vplatform/spi/naming.hpp"

// One meeting for a key, whatever is lost on the way: what the client says is held against the emulator's own
// books.

using namespace vplatform;
using namespace vplatform::platforms::whereby;
using namespace std::chrono_literals;
using testing::FaultKind;

namespace {

MeetingSpec with_key(std::string key) {
  MeetingSpec spec;
  spec.key = std::move(key);
  return spec;
}

void fill_with_others(Account& account, int count) {
  for (int i = 0; i < count; ++i) {
    REQUIRE(account.client.create_meeting({.name = "other"}));
    account.clock.advance(std::chrono::seconds{2});  // as the points of a minute allow
  }
}

// The meeting that the key has in the end, and that it is the only one of its key.
void check_one_meeting(Account& account, const std::string& key) {
  const auto again = account.client.create_meeting(with_key(key));
  REQUIRE(again);
  const auto prefix = spi::room_name(key) + "-";
  int of_key = 0;
  for (const auto& meeting : account.meetings()) {
    if (!meeting.room.starts_with(prefix)) continue;
    ++of_key;
    CHECK(again->ref.id == meeting.id);
  }
  CHECK(of_key == 1);
}

}  // namespace

TEST_CASE("a meeting has its room, its end, its links and the key that was made up") {
  Account account;
  const auto meeting = account.client.create_meeting({.name = "Stand up!"});
  REQUIRE(meeting);
  REQUIRE(account.meetings().size() == 1);
  CHECK(meeting->ref.platform == "whereby");
  CHECK(meeting->ref.id == account.meetings()[0].id);
  CHECK(meeting->ref.room == account.meetings()[0].room);
  CHECK(meeting->ref.room.starts_with(spi::room_name(meeting->key) + "-"));
  CHECK(meeting->url == "https://vp-demo.whereby.com/" + meeting->ref.room);
  CHECK(meeting->ends_at == account.clock.now() + 6h);
  CHECK(meeting->key.starts_with("stand-up."));
  REQUIRE(meeting->host_link);
  REQUIRE(meeting->viewer_link);
  CHECK(!(meeting->host_link->url == meeting->viewer_link->url));
  CHECK(meeting->differs.empty());
}

TEST_CASE("a made-up key is posted at once, a key of the host's is looked for first") {
  Account account;
  REQUIRE(account.client.create_meeting({.name = "a"}));
  CHECK(account.sent("GET") == 0);
  REQUIRE(account.client.create_meeting(with_key("board")));
  CHECK(account.sent("GET") == 1);
  CHECK(account.sent("POST") == 2);
}

TEST_CASE("a second create with a key finds the first meeting, whatever its name") {
  Account account;
  auto spec = with_key("board");
  const auto first = account.client.create_meeting(spec);
  spec.name = "quite another";
  const auto second = account.client.create_meeting(spec);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(second->ref == first->ref);
  CHECK(second->key == "board");
  CHECK(second->differs.empty());
  CHECK(second->host_link.has_value());
  CHECK(account.meetings().size() == 1);
}

TEST_CASE("an end that a found meeting does not have is named, an end that was left open is not") {
  Account account;
  auto spec = with_key("board");
  spec.ends_at = account.clock.now() + 1h;
  REQUIRE(account.client.create_meeting(spec));
  CHECK(account.client.create_meeting(with_key("board"))->differs.empty());
  CHECK(account.client.create_meeting(spec)->differs.empty());
  spec.ends_at = account.clock.now() + 1h + 300ms;
  CHECK(account.client.create_meeting(spec)->differs.empty());
  spec.ends_at = account.clock.now() + 2h;
  CHECK(account.client.create_meeting(spec)->differs == std::vector<std::string>{"ends_at"});
}

TEST_CASE("a key whose meeting is over gets a new one") {
  Account account;
  auto spec = with_key("weekly");
  spec.ends_at = account.clock.now() + 1h;
  const auto first = account.client.create_meeting(spec);
  account.clock.advance(90min);
  CHECK(account.client.create_meeting(with_key("weekly"))->ref == first->ref);
  account.clock.advance(30min);
  const auto next = account.client.create_meeting(with_key("weekly"));
  REQUIRE(next);
  CHECK(!(next->ref == first->ref));
  CHECK(account.meetings().size() == 1);
}

TEST_CASE("an answer that is lost after Whereby has acted is made good by looking") {
  for (const auto kind : {FaultKind::lost_after, FaultKind::cut_body, FaultKind::cut_transport}) {
    Account account;
    account.transport->faults().add({.kind = kind, .method = "POST"});
    const auto meeting = account.client.create_meeting({.name = "standup"});
    INFO(to_string(kind));
    REQUIRE(meeting);
    CHECK(account.sent("POST") == 1);
    REQUIRE(account.meetings().size() == 1);
    CHECK(meeting->ref.id == account.meetings()[0].id);
    CHECK(meeting->host_link.has_value());
    check_one_meeting(account, meeting->key);
  }
}

TEST_CASE(
    "a request that is lost before Whereby has acted is not sent again, and the error says that it may have "
    "acted") {
  for (const auto kind : {FaultKind::lost_before, FaultKind::unavailable, FaultKind::html}) {
    Account account;
    account.transport->faults().add({.kind = kind, .method = "POST"});
    const auto meeting = account.client.create_meeting({.name = "standup"});
    INFO(to_string(kind));
    REQUIRE(!meeting);
    CHECK(meeting.error().code == ErrorCode::unavailable);
    CHECK(meeting.error().effect == Effect::unknown);
    CHECK(account.sent("POST") == 1);
    CHECK(account.meetings().empty());
    REQUIRE(!meeting.error().meeting_key.empty());
    // It may still land, so for some minutes it is only looked for.
    const auto soon = account.client.create_meeting({.key = meeting.error().meeting_key});
    REQUIRE(!soon);
    CHECK(soon.error().code == ErrorCode::unavailable);
    CHECK(soon.error().retry_after == std::chrono::minutes(5));
    CHECK(account.sent("POST") == 1);
    account.clock.advance(std::chrono::minutes(5));
    check_one_meeting(account, meeting.error().meeting_key);
  }
}

TEST_CASE("a request that acts late, however late, makes the one meeting of its key") {
  const int late_by = GENERATE(1, 2, 3, 4);
  const std::string key = GENERATE(as<std::string>{}, "", "board-room");
  Account account;
  account.transport->faults().add({.kind = FaultKind::applied_late, .method = "POST", .late_by = late_by});
  auto meeting = account.client.create_meeting({.name = "standup", .key = key});
  REQUIRE(!meeting);
  CHECK(meeting.error().code == ErrorCode::unavailable);
  CHECK(meeting.error().effect == Effect::unknown);
  const auto its_key = meeting.error().meeting_key;
  for (int i = 0; i < 5 && !meeting; ++i) meeting = account.client.create_meeting({.key = its_key});
  REQUIRE(meeting);
  CHECK(account.sent("POST") == 1);
  check_one_meeting(account, its_key);
}

TEST_CASE("no host link is in an error, though the answer that could not be read held one") {
  Account account;
  account.transport->faults().add({.kind = FaultKind::cut_body, .method = "POST"});
  account.transport->faults().add({.kind = FaultKind::lost_before, .method = "GET", .times = 3});
  const auto meeting = account.client.create_meeting({.name = "standup"});
  REQUIRE(!meeting);
  for (const auto& text :
       {meeting.error().message, meeting.error().provider_message, meeting.error().provider_code}) {
    CHECK(text.find("roomKey") == std::string::npos);
    CHECK(text.find("hostRoomUrl") == std::string::npos);
  }
}

TEST_CASE("three lost answers in a row make one meeting") {
  Account account;
  account.transport->faults().add({.kind = FaultKind::lost_after, .times = 3});
  const auto meeting = account.client.create_meeting({.name = "standup"});
  REQUIRE(meeting);
  CHECK(account.sent("POST") == 1);
  check_one_meeting(account, meeting->key);
}

TEST_CASE("a listing that fails after a lost answer leaves one meeting and says that there may be one") {
  for (const auto kind :
       {FaultKind::lost_before, FaultKind::unavailable, FaultKind::html, FaultKind::rate_limited}) {
    Account account;
    account.transport->faults().add({.kind = FaultKind::lost_after, .method = "POST"});
    account.transport->faults().add({.kind = kind, .method = "GET", .times = 3});
    const auto meeting = account.client.create_meeting({.name = "standup"});
    INFO(to_string(kind));
    REQUIRE(!meeting);
    CHECK(meeting.error().code == ErrorCode::unavailable);
    CHECK(meeting.error().effect == Effect::unknown);
    CHECK(account.sent("POST") == 1);
    CHECK(account.meetings().size() == 1);
    check_one_meeting(account, meeting.error().meeting_key);
    CHECK(account.sent("POST") == 1);
  }
}

TEST_CASE("a listing that fails before a post is its own error, and nothing was done") {
  Account account;
  account.transport->faults().add({.kind = FaultKind::unavailable, .method = "GET", .times = 3});
  const auto meeting = account.client.create_meeting(with_key("board"));
  REQUIRE(!meeting);
  CHECK(meeting.error().code == ErrorCode::unavailable);
  CHECK(meeting.error().effect == Effect::none);
  CHECK(account.sent("POST") == 0);
  check_one_meeting(account, "board");
}

TEST_CASE("the key's meeting is found among 250 others, whether or not Whereby filters its list") {
  for (const bool filters : {true, false}) {
    Account account({.name_filter = filters});
    fill_with_others(account, 250);
    account.transport->faults().add({.kind = FaultKind::lost_after, .method = "POST"});
    const auto meeting = account.client.create_meeting({.name = "standup"});
    INFO(filters);
    REQUIRE(meeting);
    CHECK(account.meetings().size() == 251);
    check_one_meeting(account, meeting->key);
    CHECK(account.meetings().size() == 251);
    CHECK(account.sent("GET") == (filters ? 2 : 6));
  }
}

TEST_CASE("a list that is too long to be read is no proof that the key has no meeting") {
  Account account({.name_filter = false});
  fill_with_others(account, 301);
  const auto meeting = account.client.create_meeting(with_key("board"));
  REQUIRE(!meeting);
  CHECK(meeting.error().code == ErrorCode::failed_precondition);
  CHECK(meeting.error().effect == Effect::none);
  CHECK(account.sent("GET") == 3);
  CHECK(account.meetings().size() == 301);
}

TEST_CASE("a post that was refused for now goes out again, since nothing was done") {
  Account account;
  account.transport->faults().add({.kind = FaultKind::rate_limited, .method = "POST"});
  REQUIRE(account.client.create_meeting({.name = "standup"}));
  CHECK(account.sent("POST") == 2);
  CHECK(account.sent("GET") == 0);
  CHECK(account.meetings().size() == 1);
}

TEST_CASE("waiting follows msLeft where Whereby names no Retry-After") {
  Account account({.points_per_minute = 3});
  REQUIRE(account.client.create_meeting({.name = "a"}));
  account.clock.advance(55s);
  REQUIRE(account.client.create_meeting({.name = "b"}));
  REQUIRE(account.clock.waits().size() == 1);
  CHECK(account.clock.waits()[0] >= 5s);
}

TEST_CASE("what the platform cannot do is refused before anything is sent") {
  Account account;
  const auto sent_for = [&account](const MeetingSpec& spec) {
    const auto meeting = account.client.create_meeting(spec);
    REQUIRE(!meeting);
    CHECK(meeting.error().effect == Effect::none);
    CHECK(account.transport->faults().requests().empty());
    return meeting.error().code;
  };
  CHECK(sent_for({.max_participants = 50}) == ErrorCode::unsupported);
  CHECK(sent_for({.metadata = "x"}) == ErrorCode::unsupported);
  CHECK(sent_for({.eject_at_end = true}) == ErrorCode::unsupported);
  CHECK(sent_for({.recording = RecordingSpec{.kind = RecordingKind::per_track}}) == ErrorCode::unsupported);
  CHECK(sent_for({.ends_at = account.clock.now() - 1s}) == ErrorCode::invalid_argument);
  CHECK(sent_for({.extras = {{"whereby", {R"({"endDate":"2099-01-01T00:00:00Z"})"}}}}) ==
        ErrorCode::invalid_argument);
}
