#include <set>
#include <thread>

#include "host.hpp"
#include "support/catch.hpp"

using namespace session_test;

TEST_CASE("a session is made with its meeting, its decision and its settings") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create({.room = {.id = "Algebra"},
                                    .name = "Algebra 1",
                                    .max_people = 30,
                                    .participant_rights = {.screen_share = false}});
  CHECK(made.state == SessionState::live);
  CHECK(made.live_at == host.clock.now());
  CHECK(made.owner == "ada");
  CHECK(made.room == "Algebra");
  CHECK(made.join_code.size() == 8);
  CHECK(made.ending.empty());
  CHECK(made.decision.platform == "mock");
  CHECK(made.decision.source == DecisionSource::default_);
  CHECK(made.settings.text.find(R"("participant":{"screen_share":false})") != std::string::npos);
  CHECK(made.settings.text.find(R"("kind":"mock")") != std::string::npos);
  REQUIRE(host.meetings().size() == 1);
  CHECK(made.meeting == host.meetings()[0].ref);
  CHECK(host.meetings()[0].max_participants == 30);

  const Session again = host.get(made.id);
  CHECK(again.meeting == made.meeting);
  CHECK(again.decision.reason == made.decision.reason);
  CHECK(again.created_at == made.created_at);
  CHECK(host.sessions().get("nobody").error().code == ErrorCode::not_found);
  CHECK(host.sessions().get(std::string("a\0b", 3)).error().code == ErrorCode::not_found);
}

TEST_CASE("a later start makes a scheduled session, whose meeting lasts beyond it") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const TimePoint start = host.clock.now() + 48h;
  const Session made = host.create({.starts_at = start});
  CHECK(made.state == SessionState::scheduled);
  CHECK(!made.live_at);
  CHECK(host.meetings().at(0).ends_at > start);
}

TEST_CASE("one request key gives one session and one meeting, of its owner alone") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session first = host.create({.request_key = "lesson-7"});
  CHECK(host.create({.request_key = "lesson-7"}).id == first.id);
  CHECK(host.create({.owner = "bob", .request_key = "lesson-7"}).id != first.id);
  CHECK(host.create().id != host.create().id);
  CHECK(host.meetings().size() == 4);
}

TEST_CASE("processes that ask at once for one request key make one meeting") {
  Host host(VPLATFORM_BOTH_DATABASES);
  constexpr int processes = 4;
  std::vector<Backend> backends;
  for (int one = 0; one < processes; ++one) backends.push_back(host.other_backend());
  std::vector<std::string> ids(processes);
  {
    std::vector<std::jthread> threads;
    for (std::size_t one = 0; one < processes; ++one) {
      threads.emplace_back([&, one] {
        const auto made = Sessions(backends[one]).create({.owner = "ada", .request_key = "k"});
        if (made) ids[one] = made->id;
      });
    }
  }
  CHECK(!ids[0].empty());
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 1);
  CHECK(host.meetings().size() == 1);
  CHECK(host.get(ids[0]).meeting);
}

TEST_CASE("while one process makes the meeting another does not") {
  Host host(VPLATFORM_BOTH_DATABASES);
  Result<Session> other = Failure{};
  const StopAt meanwhile("create.after_meeting", [&] {
    other = Sessions(host.other_backend()).create({.owner = "ada", .request_key = "k"});
  });
  const Session made = host.create({.request_key = "k"});
  REQUIRE(meanwhile.was_there());
  REQUIRE(other);
  CHECK(other->id == made.id);
  CHECK(!other->meeting);
  CHECK(made.meeting);
}

TEST_CASE("a create that was interrupted anywhere is finished by its request key, with one meeting") {
  const auto point = GENERATE(as<std::string>{}, "create.before_write", "create.after_write",
                              "create.after_meeting", "create.after_meeting_written");
  Host host(VPLATFORM_BOTH_DATABASES);
  {
    const StopAt stop(point);
    CHECK_THROWS_AS(host.create({.request_key = "k"}), Stopped);
    CHECK(stop.was_there());
  }
  host.clock.advance(60s);  // beyond the lease of the dead
  const Session made = host.create({.request_key = "k"});
  CHECK(made.meeting);
  CHECK(host.create({.request_key = "k"}).id == made.id);
  CHECK(host.meetings().size() == 1);
  CHECK(host.count("SELECT count(*) FROM sessions") == 1);
  CHECK(host.count("SELECT count(*) FROM sessions WHERE create_due IS NOT NULL") == 0);
}

TEST_CASE("a create that was interrupted is finished without its caller") {
  const auto point = GENERATE(as<std::string>{}, "create.after_write", "create.after_meeting");
  Host host(VPLATFORM_BOTH_DATABASES);
  const SessionSpec spec{.owner = "ada",
                         .name = "Algebra",
                         .meeting = {.access = Access::knock,
                                     .metadata = "m",
                                     .recording = RecordingSpec{.kind = RecordingKind::audio_only},
                                     .extras = {{"mock", {R"({"a":1})"}}}}};
  {
    const StopAt stop(point);
    CHECK_THROWS_AS(host.sessions().create(spec), Stopped);
  }
  const Session left = host.sessions().list("ada").value().items.at(0);
  CHECK(!left.meeting);
  CHECK(host.admit(left, "eve").reason == AdmissionReason::not_ready);
  host.clock.advance(60s);
  const Session made = continue_create(host.backend(), host.options, left.id, {}).value();
  REQUIRE(host.meetings().size() == 1);
  const auto meeting = host.meetings()[0];
  CHECK(made.meeting == meeting.ref);
  CHECK(meeting.access == Access::knock);
  CHECK(meeting.metadata == "m");
  CHECK(meeting.extras.text == R"({"a":1})");
  REQUIRE(meeting.recording);
  CHECK(meeting.recording->kind == RecordingKind::audio_only);
  CHECK(!meeting.recording->instance_key.empty());
}

TEST_CASE("a refused create leaves no session, a lost answer leaves one that is finished later") {
  Host host(VPLATFORM_BOTH_DATABASES);
  host.service->fail_next(
      {.error = {.code = ErrorCode::permission_denied, .message = "the plan is too small"},
       .operation = "create_meeting"});
  CHECK(host.sessions().create({.owner = "ada"}).error().code == ErrorCode::permission_denied);
  CHECK(host.count("SELECT count(*) FROM sessions") == 0);

  host.service->fail_next({.error = {.code = ErrorCode::unavailable, .effect = Effect::unknown},
                           .operation = "create_meeting",
                           .after_acting = true});
  const auto lost = host.sessions().create({.owner = "ada", .request_key = "k"});
  CHECK(lost.error().effect == Effect::unknown);
  CHECK(host.count("SELECT count(*) FROM sessions WHERE create_due > ?", {host.clock.now()}) == 1);
  // Refused the second time: the first attempt may have made a meeting, so the session stays.
  host.service->fail_next({.error = {.code = ErrorCode::unavailable}, .operation = "create_meeting"});
  CHECK(!host.sessions().create({.owner = "ada", .request_key = "k"}));
  CHECK(host.count("SELECT count(*) FROM sessions") == 1);
  CHECK(host.sessions().create({.owner = "ada", .request_key = "k"}).value().meeting ==
        host.meetings().at(0).ref);
  CHECK(host.meetings().size() == 1);
}

TEST_CASE("a platform that is away is passed over, and the session says so") {
  Host host(
      VPLATFORM_BOTH_DATABASES,
      R"({"default": "a", "fallback": ["b"], "platforms": {"a": {"kind": "mock"}, "b": {"kind": "mock"}}})");
  host.service->fail_next({.error = {.code = ErrorCode::unavailable}, .operation = "create_meeting"});
  const Session made = host.create();
  CHECK(made.meeting->platform == "b");
  CHECK(made.decision.platform == "b");
  REQUIRE(made.decision.passed_over.size() == 1);
  CHECK(made.decision.passed_over[0].platform == "a");
  CHECK(made.decision.passed_over[0].reason == PassedOverReason::unavailable);
  CHECK(host.count("SELECT count(*) FROM sessions") == 1);

  host.service->fail_next(
      {.error = {.code = ErrorCode::unavailable}, .operation = "create_meeting", .times = 2});
  CHECK(host.sessions().create({.owner = "ada"}).error().code == ErrorCode::unavailable);
  CHECK(host.count("SELECT count(*) FROM sessions") == 1);
}

TEST_CASE("keys of a recording's target are not stored, and needed again where a create was interrupted") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const SessionSpec spec{
      .owner = "ada",
      .request_key = "k",
      .meeting = {.recording = RecordingSpec{.target = S3Keys{.bucket = "b",
                                                              .region = "eu-west-1",
                                                              .access_key_id = Secret("AKIA"),
                                                              .secret_access_key = Secret("hidden")}}}};
  {
    const StopAt stop("create.after_write");
    CHECK_THROWS_AS(host.sessions().create(spec), Stopped);
  }
  const Session left = host.sessions().list("ada").value().items.at(0);
  CHECK(left.settings.text.find(R"("bucket":"b")") != std::string::npos);
  CHECK(left.settings.text.find("hidden") == std::string::npos);
  CHECK(left.settings.text.find("AKIA") == std::string::npos);
  const auto alone = continue_create(host.backend(), host.options, left.id, {});
  CHECK(alone.error().code == ErrorCode::failed_precondition);
  CHECK(host.sessions().create(spec).value().meeting);
  const auto target = host.meetings().at(0).recording.value().target;
  CHECK(std::get<S3Keys>(target).secret_access_key == Secret("hidden"));
}

TEST_CASE("a session that makes no sense is refused before anything is written") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const auto refused = [&](const SessionSpec& spec) {
    const auto made = host.sessions().create(spec);
    return !made && made.error().code == ErrorCode::invalid_argument;
  };
  const TimePoint now = host.clock.now();
  CHECK(refused({}));
  CHECK(refused({.owner = std::string("a\0b", 3)}));
  CHECK(refused({.owner = "\xff"}));
  CHECK(refused({.owner = std::string(501, 'a')}));
  CHECK(refused({.owner = "ada", .ends_at = now}));
  CHECK(refused({.owner = "ada", .starts_at = now + 2h, .ends_at = now + 1h}));
  CHECK(refused({.owner = "ada", .max_people = 0}));
  CHECK(refused({.owner = "ada", .opens_before = -1s}));
  CHECK(refused({.owner = "ada", .meeting = {.extras = {{"mock", {"[]"}}}}}));
  CHECK(host.count("SELECT count(*) FROM sessions") == 0);
}

TEST_CASE("a platform that cannot give the rights that are wanted is not chosen") {
  Host host(VPLATFORM_BOTH_DATABASES, mock_without(R"("join_screen_share")"));
  const auto made = host.sessions().create({.owner = "ada", .participant_rights = {.screen_share = false}});
  CHECK(made.error().code == ErrorCode::failed_precondition);
  CHECK(host.sessions().create({.owner = "ada"}));
}

TEST_CASE("a platform without a limit of its own takes a session with one") {
  Host host(VPLATFORM_BOTH_DATABASES, mock_without(R"("size_limit")"));
  const Session made = host.create({.max_people = 2});
  CHECK(made.max_people == 2);
  CHECK(!host.meetings().at(0).max_participants);
}
