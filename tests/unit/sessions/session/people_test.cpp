#include "host.hpp"
#include "support/catch.hpp"

using namespace session_test;

namespace {

/// As events or a poll would have written it.
void sees(const Host& host, const Session& session, const std::string& connection,
          const std::string& identity) {
  host.execute(
      "INSERT INTO presence (session_id, connection, sitting, identity, name, is_person, left_is_inferred, "
      "told_at) VALUES (?, ?, '', ?, 'somebody', 1, 0, 0)",
      {session.id, connection, identity});
}

std::size_t people_at_platform(const Host& host, const Session& session) {
  return host.service->people(*session.meeting, host.clock.now()).value().size();
}

}  // namespace

TEST_CASE("a person who is removed is put out and stays out") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  const Admission eve = host.admit(made, "eve");
  const Admission dan = host.admit(made, "dan");
  (void)host.enters(eve);
  (void)host.enters(eve);  // with a second device
  (void)host.enters(dan);
  CHECK(host.sessions().remove(made.id, "eve"));
  CHECK(people_at_platform(host, made) == 1);
  CHECK(host.admit(made, "eve").reason == AdmissionReason::removed);
  CHECK(host.admit(made, "dan").grant);
  CHECK(host.sessions().remove(made.id, "eve"));
  CHECK(host.count("SELECT count(*) FROM session_log WHERE what = 'removed'") == 1);
  CHECK(host.sessions().remove(made.id, "nobody").error().code == ErrorCode::not_found);
  CHECK(host.sessions().readmit(made.id, "nobody").error().code == ErrorCode::not_found);
}

TEST_CASE("a removal that was interrupted bars the person, and has the session looked at") {
  const auto point = GENERATE(as<std::string>{}, "remove.after_write", "remove.after_call");
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  const Admission eve = host.admit(made, "eve");
  (void)host.enters(eve);
  {
    const StopAt stop(point);
    CHECK_THROWS_AS((void)host.sessions().remove(made.id, "eve"), Stopped);
  }
  CHECK(host.admit(made, "eve").reason == AdmissionReason::removed);
  CHECK(host.count("SELECT count(*) FROM sessions WHERE poll_due <= ?", {host.clock.now()}) == 1);
  CHECK(host.sessions().remove(made.id, "eve"));
  CHECK(people_at_platform(host, made) == 0);
}

TEST_CASE("where the platform does not say who is in, what is known is gone by") {
  Host host(VPLATFORM_BOTH_DATABASES, mock_without(R"("presence", "complete_presence")"));
  const Session made = host.create();
  const Admission eve = host.admit(made, "eve");
  sees(host, made, host.enters(eve).value, eve.grant->identity);
  CHECK(host.sessions().remove(made.id, "eve"));
  CHECK(people_at_platform(host, made) == 0);
}

TEST_CASE("a platform that puts nobody out is said to, and no new grant is given") {
  Host host(VPLATFORM_BOTH_DATABASES, mock_without(R"("remove_participant")"));
  const Session made = host.create();
  (void)host.enters(host.admit(made, "eve"));
  CHECK(host.sessions().remove(made.id, "eve").error().code == ErrorCode::unsupported);
  CHECK(host.admit(made, "eve").reason == AdmissionReason::removed);
}

TEST_CASE("a platform that cannot be asked is an error, and the person is barred all the same") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  (void)host.enters(host.admit(made, "eve"));
  host.service->fail_next(
      {.error = {.code = ErrorCode::unavailable, .message = "away"}, .operation = "presence"});
  CHECK(host.sessions().remove(made.id, "eve").error().code == ErrorCode::unavailable);
  CHECK(host.admit(made, "eve").reason == AdmissionReason::removed);
}

TEST_CASE("the people of a session are those who were let in and those who are seen") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  const Admission ada = host.admit(made, "ada", Role::host);
  host.clock.advance(1s);
  CHECK(host.admit(made, "eve").grant);
  sees(host, made, "c1", ada.grant->identity);
  sees(host, made, "c2", "");
  CHECK(host.sessions().remove(made.id, "eve"));
  const auto people = host.sessions().people(made.id).value();
  REQUIRE(people.size() == 3);
  CHECK(people[0].person == "ada");
  CHECK(people[0].role == Role::host);
  CHECK(people[0].is_in);
  CHECK(people[0].identity == ada.grant->identity);
  CHECK(people[1].person == "eve");
  CHECK(people[1].removed_at == host.clock.now());
  CHECK(!people[1].is_in);
  CHECK(people[2].person.empty());
  CHECK(people[2].is_in);
}
