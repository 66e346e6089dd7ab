#include <set>

#include "host.hpp"
#include "support/catch.hpp"

using namespace session_test;

TEST_CASE("an owner's sessions are listed newest first, page by page") {
  Host host(VPLATFORM_BOTH_DATABASES);
  std::vector<std::string> made;
  for (int one = 0; one < 5; ++one) {
    if (one % 2 == 0) host.clock.advance(1s);  // some are made at the same moment
    made.insert(made.begin(), host.create().id);
  }
  (void)host.create({.owner = "bob"});
  std::vector<std::string> listed;
  PageToken from;
  int pages = 0;
  do {
    const auto page = host.sessions().list("ada", {.page_size = 2}, from).value();
    for (const auto& session : page.items) listed.push_back(session.id);
    from = page.next;
    ++pages;
  } while (!from.empty());
  CHECK(pages == 3);
  CHECK(listed == made);
  CHECK(host.sessions().list("nobody").value().items.empty());
}

TEST_CASE("a list may hold one state alone") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session live = host.create();
  const Session later = host.create({.starts_at = host.clock.now() + 1h});
  const auto listed = [&](SessionState state) {
    return host.sessions().list("ada", {.state = state}).value().items;
  };
  REQUIRE(listed(SessionState::live).size() == 1);
  CHECK(listed(SessionState::live)[0].id == live.id);
  REQUIRE(listed(SessionState::scheduled).size() == 1);
  CHECK(listed(SessionState::scheduled)[0].id == later.id);
  CHECK(listed(SessionState::ended).empty());
}

TEST_CASE("a person's sessions are those that let the person in") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session first = host.create();
  host.clock.advance(1s);
  const Session second = host.create({.owner = "bob"});
  const Session full = host.create({.max_people = 1});
  CHECK(host.admit(first, "eve").grant);
  CHECK(host.admit(second, "eve").grant);
  CHECK(host.admit(full, "dan").grant);
  CHECK(host.admit(full, "eve").reason == AdmissionReason::full);
  {
    const StopAt stop("admit.after_seat");  // a place without a grant is no admission
    CHECK_THROWS_AS(host.admit(host.create(), "eve"), Stopped);
  }
  const auto page = host.sessions().list_of_person("eve", {.page_size = 1}).value();
  REQUIRE(page.items.size() == 1);
  CHECK(page.items[0].id == second.id);
  const auto rest = host.sessions().list_of_person("eve", {.page_size = 1}, page.next).value();
  REQUIRE(rest.items.size() == 1);
  CHECK(rest.items[0].id == first.id);
  CHECK(rest.next.empty());
  CHECK(host.sessions().list_of_person("eve", {.state = SessionState::ended}).value().items.empty());
}

TEST_CASE("a list refuses what is no page of it") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const auto refused = [&](const SessionFilter& filter, const std::string& token) {
    return host.sessions().list("ada", filter, {token}).error().code == ErrorCode::invalid_argument;
  };
  CHECK(refused({.page_size = 0}, ""));
  CHECK(refused({.page_size = 501}, ""));
  CHECK(refused({}, "x"));
  CHECK(refused({}, "12"));
  CHECK(refused({}, "12."));
  CHECK(refused({}, "99999999999999999999.a"));
}

TEST_CASE("a room is looked up in any case of letters, what goes on before what is over") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session first = host.create({.room = {.id = "Room-1"}});
  host.clock.advance(1s);
  const Session second = host.create({.room = {.id = "ROOM-1"}});
  CHECK(host.sessions().find_by_room("room-1").value().id == second.id);
  CHECK(host.sessions().find_by_room("room-2").error().code == ErrorCode::not_found);
}

TEST_CASE("what happened to a session is told in its order") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  for (int one = 0; one < 101; ++one) CHECK(host.admit(made, "eve").grant);
  const auto page = host.sessions().log(made.id).value();
  REQUIRE(page.items.size() == 100);
  CHECK(page.items[0].what == "live");
  CHECK(page.items[0].source == "host");
  CHECK(page.items[1].what == "admitted");
  CHECK(page.items[1].detail == "eve");
  CHECK(host.sessions().log(made.id, page.next).value().items.size() == 2);
  CHECK(host.sessions().log(made.id, {"x"}).error().code == ErrorCode::invalid_argument);
  CHECK(host.sessions().log("nobody").error().code == ErrorCode::not_found);
}
