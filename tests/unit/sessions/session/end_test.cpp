#include <algorithm>
#include <mutex>
#include <thread>

#include "host.hpp"
#include "support/catch.hpp"

using namespace session_test;

namespace {

/// A live session with somebody in it who is being recorded, as the ledger has it.
Session recorded(const Host& host) {
  const Session made = host.create({.name = "Algebra", .request_key = "k"});
  (void)host.enters(host.admit(made, "ada", Role::host));
  const auto client = host.factory->client("mock").value();
  CHECK(client.start_recording(*made.meeting, {.instance_key = "rec-1"}));
  host.execute(
      "INSERT INTO recordings (id, session_id, instance, kind, instance_key, segment, state, match_kind, "
      "requested_at, state_since, failure, consent, storage, storage_place, attempts) VALUES "
      "('r1', ?, 'mock', 'composed', 'rec-1', 1, 'active', 'exact', 0, 0, '', '', 'provider', '', 0)",
      {made.id});
  return made;
}

const EndStepReport& step_of(const Session& session, EndStep step) {
  return session.ending.at(static_cast<std::size_t>(step));
}

bool is_finished(const Host& host, const Session& session) {
  return host.count("SELECT count(*) FROM sessions WHERE id = ? AND end_due IS NULL", {session.id}) == 1;
}

/// Nobody gets in, nothing is recorded, and the platform has no such room.
void check_ended(const Host& host, const Session& session) {
  CHECK(session.state == SessionState::ended);
  REQUIRE(session.ending.size() == 4);
  for (const auto& step : session.ending) CHECK(step.state == EndStepState::done);
  CHECK(is_finished(host, session));
  CHECK(host.meetings().empty());
  for (const auto& recording : host.service->recordings(host.clock.now()))
    CHECK(recording.told.state != RecordingState::active);
  CHECK(host.count("SELECT count(*) FROM recordings WHERE state = 'stopping'") == 1);
}

}  // namespace

TEST_CASE("an end stops recordings, puts everybody out and deletes the room") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = recorded(host);
  const Session ended = host.sessions().end(made.id).value();
  CHECK(ended.over_at == host.clock.now());
  CHECK(!ended.over_is_inferred);
  check_ended(host, ended);
}

TEST_CASE("an end that was interrupted anywhere is gone on with, by the next call or by a worker") {
  const auto point =
      GENERATE(as<std::string>{}, "end.before_deny", "end.after_deny", "end.before_stop", "end.after_stop",
               "end.after_stop_written", "end.before_remove", "end.after_remove", "end.after_remove_written",
               "end.before_delete", "end.after_delete", "end.after_delete_written");
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = recorded(host);
  {
    const StopAt stop(point);
    CHECK_THROWS_AS((void)host.sessions().end(made.id), Stopped);
  }
  const bool is_denied = point != "end.before_deny";
  CHECK(host.get(made.id).over_at.has_value() == is_denied);
  CHECK((host.admit(made, "eve").reason == AdmissionReason::ended) == is_denied);
  host.clock.advance(60s);  // beyond the lease of the dead
  const Session ended = is_denied ? continue_end(host.backend(), host.options, made.id, {}).value()
                                  : host.sessions().end(made.id).value();
  check_ended(host, ended);
  check_ended(host, host.sessions().end(made.id).value());
}

TEST_CASE("a step that fails is tried again, and says why meanwhile") {
  const auto operation = GENERATE(as<std::string>{}, "stop_recording", "remove_all", "end_meeting");
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = recorded(host);
  host.service->fail_next({.error = {.code = ErrorCode::unavailable, .message = "the mock is away"},
                           .operation = operation,
                           .times = 2});
  const Session first = host.sessions().end(made.id).value();
  CHECK(host.admit(made, "eve").reason == AdmissionReason::ended);
  const auto failing = std::find_if(first.ending.begin(), first.ending.end(),
                                    [](const auto& one) { return one.state == EndStepState::failing; });
  REQUIRE(failing != first.ending.end());
  CHECK(failing->note.find("the mock is away") != std::string::npos);
  CHECK(!is_finished(host, made));
  const auto due_in = [&] {
    return host.count("SELECT end_due FROM sessions WHERE id = ?", {made.id}) - to_stored(host.clock.now());
  };
  CHECK(due_in() == 5'000'000);
  (void)continue_end(host.backend(), host.options, made.id, {}).value();
  CHECK(due_in() == 10'000'000);
  check_ended(host, continue_end(host.backend(), host.options, made.id, {}).value());
}

TEST_CASE("a recording that is not to be stopped keeps nobody in, and is tried on") {
  const auto code = GENERATE(ErrorCode::permission_denied, ErrorCode::failed_precondition);
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = recorded(host);
  host.service->fail_next(
      {.error = {.code = code, .message = "not this one"}, .operation = "stop_recording"});
  const Session ended = host.sessions().end(made.id).value();
  CHECK(step_of(ended, EndStep::stop_recordings).state == EndStepState::failing);
  CHECK(step_of(ended, EndStep::stop_recordings).note.find("not this one") != std::string::npos);
  CHECK(step_of(ended, EndStep::remove_everybody).state == EndStepState::done);
  CHECK(step_of(ended, EndStep::delete_room).state == EndStepState::done);
  CHECK(host.meetings().empty());
  CHECK(host.count("SELECT end_due FROM sessions") == to_stored(host.clock.now() + 5s));
  check_ended(host, continue_end(host.backend(), host.options, made.id, {}).value());
}

TEST_CASE("a step that fails again and again holds up the others for three attempts") {
  const auto [operation, last] = GENERATE(table<std::string, EndStep>(
      {{"stop_recording", EndStep::stop_recordings}, {"remove_all", EndStep::remove_everybody}}));
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = recorded(host);
  host.service->fail_next({.error = {.code = ErrorCode::unavailable, .message = "the mock is away"},
                           .operation = operation,
                           .times = 4});
  Session now = host.sessions().end(made.id).value();
  for (int attempt = 1; attempt <= 2; ++attempt) {
    CHECK(step_of(now, last).state == EndStepState::failing);
    CHECK(step_of(now, EndStep::delete_room).state == EndStepState::pending);
    now = continue_end(host.backend(), host.options, made.id, {}).value();
  }
  CHECK(step_of(now, last).state == EndStepState::failing);
  CHECK(step_of(now, EndStep::delete_room).state == EndStepState::done);
  CHECK(host.meetings().empty());
  CHECK(!is_finished(host, made));
  CHECK(host.count("SELECT end_due FROM sessions") == to_stored(host.clock.now() + 20s));
  now = continue_end(host.backend(), host.options, made.id, {}).value();
  CHECK(host.count("SELECT end_due FROM sessions") == to_stored(host.clock.now() + 40s));
  check_ended(host, continue_end(host.backend(), host.options, made.id, {}).value());
}

TEST_CASE("a platform that asks for patience gets it") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  host.service->fail_next(
      {.error = {.code = ErrorCode::rate_limited, .retry_after = 90s}, .operation = "remove_all"});
  (void)host.sessions().end(made.id).value();
  CHECK(host.count("SELECT end_due FROM sessions") == to_stored(host.clock.now() + 90s));
}

TEST_CASE("what is gone at the platform counts as done") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = recorded(host);
  host.service->end(*made.meeting, host.clock.now());
  check_ended(host, host.sessions().end(made.id).value());
}

TEST_CASE("what a platform cannot do is reported") {
  Host host(VPLATFORM_BOTH_DATABASES,
            mock_without(R"("remove_all", "remove_participant", "end_meeting", "end_bars_return")"));
  const Session made = host.create();
  const Session ended = host.sessions().end(made.id).value();
  CHECK(step_of(ended, EndStep::remove_everybody).state == EndStepState::unsupported);
  CHECK(step_of(ended, EndStep::remove_everybody).note.find("until they leave") != std::string::npos);
  CHECK(step_of(ended, EndStep::delete_room).state == EndStepState::unsupported);
  CHECK(!step_of(ended, EndStep::delete_room).note.empty());
  CHECK(is_finished(host, made));
}

TEST_CASE("where nobody is put out at once, people are put out one by one") {
  Host host(VPLATFORM_BOTH_DATABASES, mock_without(R"("remove_all", "end_meeting")"));
  const Session made = host.create();
  (void)host.enters(host.admit(made, "ada"));
  (void)host.enters(host.admit(made, "eve"));
  CHECK(step_of(host.sessions().end(made.id).value(), EndStep::remove_everybody).state == EndStepState::done);
  CHECK(host.service->people(*made.meeting, host.clock.now()).value().empty());
}

TEST_CASE("an end says until when grants that cannot be taken back may open the room anew") {
  Host host(VPLATFORM_BOTH_DATABASES, mock_without(R"("end_bars_return")"));
  const Session made = host.create();
  const Admission eve = host.admit(made, "eve");
  const auto until = to_rfc3339(*eve.grant->expires_at);
  const Session ended = host.sessions().end(made.id).value();
  CHECK(step_of(ended, EndStep::delete_room).state == EndStepState::done);
  CHECK(step_of(ended, EndStep::delete_room).note.find(until) != std::string::npos);
}

TEST_CASE("processes that end one session at once end it once") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = recorded(host);
  constexpr int processes = 4;
  std::vector<Backend> backends;
  for (int one = 0; one < processes; ++one) backends.push_back(host.other_backend());
  std::vector<bool> ended(processes);
  {
    std::mutex mutex;
    std::vector<std::jthread> threads;
    for (std::size_t one = 0; one < processes; ++one) {
      threads.emplace_back([&, one] {
        const bool well = Sessions(backends[one]).end(made.id).has_value();
        const std::lock_guard lock(mutex);
        ended[one] = well;
      });
    }
  }
  for (const bool well : ended) CHECK(well);
  check_ended(host, host.get(made.id));
  CHECK(host.count("SELECT count(*) FROM session_log WHERE what = 'ended'") == 1);
}

TEST_CASE("while one process ends a session another takes no step of it") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = recorded(host);
  const StopAt meanwhile("end.after_remove", [&] {
    const auto other = Sessions(host.other_backend()).end(made.id);
    REQUIRE(other);
    CHECK(step_of(*other, EndStep::remove_everybody).state == EndStepState::pending);
    CHECK(!host.meetings().empty());
  });
  check_ended(host, host.sessions().end(made.id).value());
  CHECK(meanwhile.was_there());
}

TEST_CASE("who has lost the lease to another writes nothing more") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = recorded(host);
  const StopAt meanwhile("end.after_remove", [&] {
    host.clock.advance(60s);  // the call took longer than the lease
    check_ended(host, continue_end(host.other_backend(), host.options, made.id, {}).value());
    host.clock.advance(60s);
  });
  check_ended(host, host.sessions().end(made.id).value());
  CHECK(meanwhile.was_there());
  CHECK(host.count("SELECT max(changed_at) FROM end_steps") < to_stored(host.clock.now()));
}

TEST_CASE("a meeting whose making was interrupted is deleted with its session") {
  const auto point = GENERATE(as<std::string>{}, "create.after_write", "create.after_meeting");
  Host host(VPLATFORM_BOTH_DATABASES);
  {
    const StopAt stop(point);
    CHECK_THROWS_AS(host.create(), Stopped);
  }
  const Session left = host.sessions().list("ada").value().items.at(0);
  host.clock.advance(60s);
  const Session ended = host.sessions().end(left.id).value();
  CHECK(step_of(ended, EndStep::delete_room).state == EndStepState::done);
  CHECK(is_finished(host, left));
  CHECK(host.meetings().empty());
}

TEST_CASE("a session that ends while its meeting is made leaves no meeting") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const StopAt meanwhile("create.after_meeting", [&] {
    const Session left = host.sessions().list("ada").value().items.at(0);
    const Session ended = host.sessions().end(left.id).value();
    CHECK(step_of(ended, EndStep::delete_room).state == EndStepState::failing);
  });
  const Session made = host.create();
  REQUIRE(meanwhile.was_there());
  CHECK(made.state == SessionState::ended);
  CHECK(host.meetings().size() == 1);
  (void)continue_end(host.backend(), host.options, made.id, {}).value();
  CHECK(is_finished(host, made));
  CHECK(host.meetings().empty());
}

TEST_CASE("a clock that was set back keeps no end from being finished") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = recorded(host);
  {
    const StopAt stop("end.after_remove");
    CHECK_THROWS_AS((void)host.sessions().end(made.id), Stopped);
  }
  host.clock.advance(-24h);  // the lease of the dead is of tomorrow
  check_ended(host, continue_end(host.backend(), host.options, made.id, {}).value());
}

TEST_CASE("a session that goes on is not ended by a worker") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  CHECK(continue_end(host.backend(), host.options, made.id, {}).error().code ==
        ErrorCode::failed_precondition);
  CHECK(continue_end(host.backend(), host.options, "nobody", {}).error().code == ErrorCode::not_found);
  CHECK(host.meetings().size() == 1);
}
