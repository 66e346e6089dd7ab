#include "host.hpp"
#include "support/catch.hpp"
#include "vplatform/spi/crypto.hpp"

using namespace session_test;

TEST_CASE("a person is let in with the rights of the role") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create({.participant_rights = {.screen_share = false}});
  const Admission teacher = host.admit(made, "ada", Role::host);
  const Admission pupil = host.admit(made, "eve");
  REQUIRE(teacher.reason == AdmissionReason::admitted);
  REQUIRE(pupil.reason == AdmissionReason::admitted);
  CHECK(teacher.session_id == made.id);
  CHECK(teacher.person == "ada");
  const auto rights_of = [](const Admission& admission) {
    const std::string& token = admission.grant->token.reveal();
    const auto begin = token.find('.') + 1;
    return spi::from_base64url(token.substr(begin, token.find('.', begin) - begin)).value();
  };
  CHECK(rights_of(teacher).find(R"("screen_share":true)") != std::string::npos);
  CHECK(rights_of(pupil).find(R"("screen_share":false)") != std::string::npos);
  CHECK(teacher.grant->role == Role::host);
  CHECK(pupil.grant->expires_at == host.clock.now() + 900s);
}

TEST_CASE("each person has an identity of their own, and keeps it with a new token") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  const Admission eve = host.admit(made, "eve");
  CHECK(host.admit(made, "dan").grant->identity != eve.grant->identity);
  host.clock.advance(600s);
  const Admission later = host.admit(made, "eve");
  CHECK(later.grant->identity == eve.grant->identity);
  CHECK(later.grant->expires_at == host.clock.now() + 900s);

  const auto guest = host.sessions().admit({.session_id = made.id, .name = "Guest"}).value();
  const auto other = host.sessions().admit({.session_id = made.id, .name = "Guest"}).value();
  CHECK(!guest.person.empty());
  CHECK(guest.person != other.person);
  CHECK(guest.grant->identity != other.grant->identity);
}

TEST_CASE("two people whom a platform would name alike do not become one") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  const std::string odd = "eve@example.com";
  const Admission eve = host.admit(made, odd);
  const auto impostor =
      host.sessions().admit({.session_id = made.id, .person = eve.grant->identity, .name = "Mallory"});
  REQUIRE(!impostor);
  CHECK(impostor.error().code == ErrorCode::already_exists);
}

TEST_CASE("a grant ends with its session at the latest") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create({.ends_at = host.clock.now() + 5min});
  CHECK(host.admit(made, "eve").grant->expires_at == made.ends_at);
  host.clock.advance(5min);
  CHECK(host.admit(made, "eve").reason == AdmissionReason::ended);
  CHECK(host.admit(made, "ada", Role::host).reason == AdmissionReason::ended);
}

TEST_CASE("nobody but a host is let in before the doors open") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const TimePoint start = host.clock.now() + 1h;
  const Session made = host.create({.starts_at = start, .opens_before = 10min});
  const Admission early = host.admit(made, "eve");
  CHECK(early.reason == AdmissionReason::not_yet);
  CHECK(!early.grant);
  CHECK(early.again_at == start - 10min);
  CHECK(host.admit(made, "ada", Role::host).grant);
  host.clock.advance(50min);
  CHECK(host.admit(made, "eve").grant);
  CHECK(host.get(made.id).state == SessionState::scheduled);
  CHECK(host.count("SELECT count(*) FROM sessions WHERE poll_due IS NOT NULL") == 1);
}

TEST_CASE("whoever is let in after the start makes the session live") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create({.starts_at = host.clock.now() + 1h});
  host.clock.advance(61min);
  CHECK(host.admit(made, "eve").grant);
  CHECK(host.get(made.id).state == SessionState::live);
  CHECK(host.get(made.id).live_at == host.clock.now());
}

TEST_CASE("where a host is needed, the others wait until one has come") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create({.needs_host = true});
  CHECK(host.admit(made, "eve").reason == AdmissionReason::not_yet);
  CHECK(!host.admit(made, "eve").again_at);
  CHECK(host.admit(made, "ada", Role::host).grant);
  CHECK(host.admit(made, "eve").reason == AdmissionReason::not_yet);  // let in is not yet come
  host.execute("UPDATE sessions SET host_came_at = ?", {host.clock.now()});
  CHECK(host.admit(made, "eve").grant);
}

TEST_CASE("where nobody can be asked who is in, a host has come when let in") {
  Host host(VPLATFORM_BOTH_DATABASES, mock_without(R"("presence", "complete_presence")"));
  const Session made = host.create({.needs_host = true});
  CHECK(host.admit(made, "eve").reason == AdmissionReason::not_yet);
  CHECK(host.admit(made, "ada", Role::host).grant);
  CHECK(host.admit(made, "eve").grant);
}

TEST_CASE("a full session lets nobody in until a place is free") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create({.max_people = 2});
  CHECK(host.admit(made, "eve").grant);
  CHECK(host.admit(made, "dan").grant);
  const Admission late = host.admit(made, "bob");
  CHECK(late.reason == AdmissionReason::full);
  CHECK(late.again_at == host.clock.now() + 60s);
  CHECK(host.admit(made, "eve").grant);  // has a place
  host.clock.advance(61s);               // nobody came
  CHECK(host.admit(made, "bob").grant);
}

TEST_CASE("a call to the platform that failed takes no place") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create({.max_people = 1});
  host.service->fail_next({.error = {.code = ErrorCode::unavailable}, .operation = "join"});
  CHECK(host.sessions().admit({.session_id = made.id, .person = "dan"}).error().code ==
        ErrorCode::unavailable);
  CHECK(host.admit(made, "eve").grant);
  CHECK(host.sessions().list_of_person("dan").value().items.empty());
}

TEST_CASE("a place whose taker died is free when its time is over") {
  const auto point = GENERATE(as<std::string>{}, "admit.before_seat", "admit.after_seat", "admit.after_join",
                              "admit.after_written");
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create({.max_people = 1});
  {
    const StopAt stop(point);
    CHECK_THROWS_AS(host.admit(made, "dan"), Stopped);
  }
  host.clock.advance(61s);
  CHECK(host.admit(made, "eve").grant);
}

TEST_CASE("an admission names one session, and a person that can be stored") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  const auto refused = [&](const AdmissionRequest& request) {
    const auto answer = host.sessions().admit(request);
    return !answer && answer.error().code == ErrorCode::invalid_argument;
  };
  CHECK(refused({}));
  CHECK(refused({.session_id = made.id, .join_code = made.join_code, .caller = "c"}));
  CHECK(refused({.join_code = made.join_code}));
  CHECK(refused({.join_code = made.join_code, .role = Role::host, .caller = "c"}));
  CHECK(refused({.session_id = made.id, .person = std::string("a\0", 2)}));
  CHECK(refused({.session_id = made.id, .name = "\xc3"}));
  CHECK(host.sessions().admit({.session_id = "nobody"}).error().code == ErrorCode::not_found);
}

TEST_CASE("what only one platform's grants take is handed on to it, and what it refuses takes no place") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create({.max_people = 1});
  const auto ask = [&](const std::string& person, const std::string& extras) {
    return host.sessions().admit(
        {.session_id = made.id, .person = person, .extras = {{"mock", {extras}}, {"daily", {"no JSON"}}}});
  };
  const auto refused = ask("eve", "no JSON");
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::invalid_argument);
  CHECK(ask("ada", R"({"seen_by": "nobody"})").value().grant);
}
