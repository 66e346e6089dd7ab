#include <algorithm>
#include <set>

#include "mock_fixture.hpp"
#include "support/catch.hpp"
#include "vplatform/spi/naming.hpp"

namespace vplatform::platforms::mock {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

TEST_CASE("a mock meeting is named after its key and has an address and an end") {
  const Mock mock;
  const Meeting meeting = mock.client("mock-eu").create_meeting({.name = "Standup", .key = "k-1"}).value();
  CHECK(meeting.ref == MeetingRef{"mock-eu", spi::room_name("k-1"), spi::room_name("k-1")});
  CHECK(meeting.url == "https://mock.invalid/" + meeting.ref.id);
  CHECK(meeting.ends_at == mock.now() + 6h);
  CHECK(meeting.created_at == mock.now());
  CHECK(meeting.key == "k-1");
  CHECK(meeting.differs.empty());
  CHECK(mock.transport->sent().empty());
}

TEST_CASE("the second create with a key finds the first one's meeting and says what differs") {
  const Mock mock;
  const auto client = mock.client();
  const auto first =
      client.create_meeting({.name = "a", .key = "k", .ends_at = mock.now() + 1h, .max_participants = 5})
          .value();
  const auto same = client.create_meeting({.name = "b", .key = "k"}).value();
  CHECK(same.ref == first.ref);
  CHECK(same.differs.empty());
  const auto other = client
                         .create_meeting({.key = "k",
                                          .ends_at = mock.now() + 2h,
                                          .eject_at_end = true,
                                          .access = Access::open,
                                          .max_participants = 6,
                                          .metadata = "m"})
                         .value();
  CHECK(other.ref == first.ref);
  CHECK(other.differs == Names{"ends_at", "eject_at_end", "access", "max_participants", "metadata"});
  CHECK(mock.service->meetings(mock.now()).size() == 1);
}

TEST_CASE("an end that differs by less than a second does not differ") {
  const Mock mock;
  const auto client = mock.client();
  (void)client.create_meeting({.key = "k", .ends_at = mock.now() + 1h});
  CHECK(client.create_meeting({.key = "k", .ends_at = mock.now() + 1h + 900ms}).value().differs.empty());
}

TEST_CASE("instances on one service do not see each other's meetings") {
  const Mock mock;
  const auto meeting = mock.client("a").create_meeting({.key = "k"}).value();
  CHECK(mock.client("b").create_meeting({.key = "k"}).value().ref.platform == "b");
  CHECK(mock.client("b").list_meetings().value().items.size() == 1);
  CHECK(mock.service->meetings(mock.now()).size() == 2);
  const auto foreign = mock.client("b").find_meeting(meeting.ref);
  REQUIRE_FALSE(foreign);
  CHECK(foreign.error().code == ErrorCode::invalid_argument);
}

TEST_CASE("a meeting is found until its end, and its key is free again then") {
  Mock mock;
  const auto client = mock.client();
  const auto meeting =
      client.create_meeting({.key = "k", .ends_at = mock.now() + 1h, .metadata = "about"}).value();
  mock.clock.advance(1h - 1s);
  CHECK(client.find_meeting(meeting.ref).value().metadata == "about");
  mock.clock.advance(1s);
  const auto gone = client.find_meeting(meeting.ref);
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == ErrorCode::not_found);
  CHECK(client.list_meetings().value().items.empty());
  CHECK(client.create_meeting({.key = "k"}).value().created_at == mock.now());
}

TEST_CASE("a list comes in pages of a hundred and holds every meeting once") {
  const Mock mock;
  const auto client = mock.client();
  for (int i = 0; i < 250; ++i) REQUIRE(client.create_meeting({.key = "k" + std::to_string(i)}));
  std::vector<std::size_t> sizes;
  std::set<std::string> ids;
  PageToken from;
  do {
    const auto page = client.list_meetings(from).value();
    sizes.push_back(page.items.size());
    for (const auto& meeting : page.items) ids.insert(meeting.ref.id);
    from = page.next;
  } while (!from.empty());
  CHECK(sizes == std::vector<std::size_t>{100, 100, 50});
  CHECK(ids.size() == 250);
}

TEST_CASE("a list of exactly one page has no next one") {
  const Mock mock;
  const auto client = mock.client();
  for (int i = 0; i < 100; ++i) REQUIRE(client.create_meeting({.key = "k" + std::to_string(i)}));
  CHECK(client.list_meetings().value().next.empty());
}

TEST_CASE("an update moves the end and replaces the metadata, each on its own") {
  Mock mock;
  const auto client = mock.client();
  const auto ref =
      client.create_meeting({.key = "k", .ends_at = mock.now() + 1h, .metadata = "old"}).value().ref;
  CHECK(client.update_meeting(ref, {.ends_at = mock.now() + 2h}).value().metadata == "old");
  CHECK(client.update_meeting(ref, {.metadata = ""}).value().ends_at == mock.now() + 2h);
  CHECK(client.find_meeting(ref).value().metadata.empty());
  mock.clock.advance(2h);
  CHECK(client.update_meeting(ref, {.metadata = "x"}).error().code == ErrorCode::not_found);
}

TEST_CASE("ending deletes, and ending again is fine") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k"}).value().ref;
  CHECK(client.end_meeting(ref));
  CHECK(client.end_meeting(ref));
  CHECK(client.find_meeting(ref).error().code == ErrorCode::not_found);
  CHECK(mock.service->meetings(mock.now()).empty());
}

TEST_CASE("extras for the mock are kept with the meeting") {
  const Mock mock;
  (void)mock.client().create_meeting(
      {.key = "k", .extras = {{"mock", {R"({"colour":"red"})"}}, {"daily", {"{}"}}}});
  CHECK(mock.service->meetings(mock.now()).at(0).extras.text == R"({"colour":"red"})");
}

TEST_CASE("a fault reaches the caller once, before or after the service has acted") {
  const Mock mock;
  const auto client = mock.client();
  mock.service->fail_next({.error = {.code = ErrorCode::rate_limited}, .operation = "create_meeting"});
  CHECK(client.check_health());
  CHECK(client.create_meeting({.key = "k"}).error().code == ErrorCode::rate_limited);
  CHECK(mock.service->meetings(mock.now()).empty());

  mock.service->fail_next(
      {.error = {.code = ErrorCode::unavailable, .effect = Effect::unknown}, .after_acting = true});
  const auto lost = client.create_meeting({.key = "k"});
  REQUIRE_FALSE(lost);
  CHECK(lost.error().effect == Effect::unknown);
  CHECK(lost.error().meeting_key == "k");
  CHECK(mock.service->meetings(mock.now()).size() == 1);
  CHECK(client.create_meeting({.key = "k"}));
  CHECK(mock.service->meetings(mock.now()).size() == 1);
}

TEST_CASE("a mock may be told what it cannot do") {
  Settings settings;
  settings.without = {Capability::list_meetings};
  settings.max_participants = 10;
  const Mock mock(settings);
  const auto client = mock.client();
  CHECK(client.list_meetings().error().code == ErrorCode::unsupported);
  CHECK(client.info().limits.max_participants == 10);
  CHECK_FALSE(client.info().capabilities.has(Capability::webhooks));
  CHECK(client.info().capabilities.has(Capability::knocking));
}

TEST_CASE("a mock told to lack something does not do it, and is asked for nothing") {
  Settings settings;
  settings.without = {Capability::presence, Capability::record_on_demand, Capability::theme};
  const Mock mock(settings);
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k"}).value().ref;
  mock.service->fail_next({.error = {.code = ErrorCode::internal}});
  CHECK(client.presence(ref).error().code == ErrorCode::unsupported);
  CHECK(client.start_recording(ref, {}).error().code == ErrorCode::unsupported);
  CHECK(client.set_theme(ref, {.primary_color = "#102030"}).error().code == ErrorCode::unsupported);
  CHECK(client.find_meeting(ref).error().code == ErrorCode::internal);
}

TEST_CASE("a mock says who it is when it is asked for its health") {
  CHECK(Mock().client().check_health().value().account == "mock");
}

TEST_CASE("a page token that a list has not given is refused") {
  const Mock mock;
  const auto client = mock.client();
  for (const std::string token : {"x", "meetings:", "sessions:1"}) {
    INFO(token);
    CHECK(client.list_meetings({token}).error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("a theme is kept with its meeting, each part until it is set again") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = client.create_meeting({.key = "k"}).value().ref;
  const std::string png = "\x89PNG\r\n\x1a\n picture";
  REQUIRE(client.set_theme(ref, {.logo_png = png, .primary_color = "#000001"}));
  REQUIRE(client.set_theme(ref, {.background_png = png, .primary_color = "#000002"}));
  REQUIRE(client.set_theme(ref, {.secondary_color = "#000003", .focus_color = "#000004"}));
  const auto theme = mock.service->meetings(mock.now()).at(0).theme;
  CHECK(theme.logo_png == png);
  CHECK(theme.background_png == png);
  CHECK(theme.primary_color == "#000002");
  CHECK(theme.secondary_color == "#000003");
  CHECK(theme.focus_color == "#000004");
  REQUIRE(client.end_meeting(ref));
  CHECK(client.set_theme(ref, {.primary_color = "#000001"}).error().code == ErrorCode::not_found);
}

}  // namespace
}  // namespace vplatform::platforms::mock
