// What changes while the platform is asked for a grant.

#include "host.hpp"
#include "support/catch.hpp"

using namespace session_test;

TEST_CASE("no grant is handed out for a session that ended while it was made") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  const StopAt meanwhile("admit.after_join", [&] { CHECK(host.sessions().end(made.id)); });
  const Admission answer = host.admit(made, "eve");
  REQUIRE(meanwhile.was_there());
  CHECK(answer.reason == AdmissionReason::ended);
  CHECK(!answer.grant);
  CHECK(host.count("SELECT count(*) FROM people") == 0);
}

TEST_CASE("no grant is handed out to a person who was removed while it was made") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  CHECK(host.admit(made, "eve").grant);
  const StopAt meanwhile("admit.after_join", [&] { CHECK(host.sessions().remove(made.id, "eve")); });
  const Admission answer = host.admit(made, "eve");
  REQUIRE(meanwhile.was_there());
  CHECK(answer.reason == AdmissionReason::removed);
  CHECK(!answer.grant);
}

TEST_CASE("a new token goes through the same admission as the first") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  CHECK(host.admit(made, "eve").grant);
  CHECK(host.sessions().remove(made.id, "eve"));
  CHECK(host.admit(made, "eve").reason == AdmissionReason::removed);
  const auto by_code =
      host.sessions().admit({.join_code = made.join_code, .person = "eve", .caller = "c"}).value();
  CHECK(by_code.reason == AdmissionReason::removed);
  CHECK(host.sessions().readmit(made.id, "eve"));
  CHECK(host.admit(made, "eve").grant);
  CHECK(host.sessions().end(made.id));
  CHECK(host.admit(made, "eve").reason == AdmissionReason::ended);
}

TEST_CASE("a join code is free when its session is over, and stays with it to be shown") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  CHECK(host.sessions().end(made.id).value().join_code == made.join_code);
  const auto by_code =
      host.sessions().admit({.join_code = made.join_code, .person = "eve", .caller = "c"}).value();
  CHECK(by_code.reason == AdmissionReason::wrong_code);
  CHECK(host.count("SELECT count(*) FROM sessions WHERE open_code IS NOT NULL") == 0);
}
