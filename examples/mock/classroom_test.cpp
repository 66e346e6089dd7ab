// What a host's own unit test looks like: no network, no sleep, a clock that the test moves.

#include "classroom.hpp"

// Catch2 3 or 2; yours is one of them.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
#include <catch2/trompeloeil.hpp>  // after Catch2, whose macros it reports with
#include <vplatform/platforms/mock.hpp>
#include <vplatform/testing/fake_clock.hpp>
#include <vplatform/testing/scripted_transport.hpp>

namespace school {
namespace {

using namespace std::chrono_literals;
using namespace vplatform;
using trompeloeil::_;

class Watcher : public Observer {
 public:
  MAKE_MOCK1(operation_ended, void(const OperationEnded&), override);
};

/// A lesson on the mock platform, and the world around it.
class School {
 public:
  /// Plays the person: what their browser does with the grant.
  [[nodiscard]] ParticipantId enters(const std::string& name) {
    const auto grant = lesson.admit(name);
    REQUIRE(grant);
    const auto person = world->enter(grant->token, clock.now());
    REQUIRE(person);
    return person->participant.id;
  }
  /// Plays the platform, which tells what has happened by now.
  void tell() {
    for (const auto& request : world->due(clock.now())) CHECK(lesson.hear(request) == 200);
  }
  /// The lesson's only meeting.
  [[nodiscard]] MeetingRef meeting() {
    const auto all = world->meetings(clock.now());
    REQUIRE(all.size() == 1);
    return all.front().ref;
  }

  testing::FakeClock clock{};
  std::shared_ptr<platforms::mock::MockService> world = std::make_shared<platforms::mock::MockService>(
      platforms::mock::MockKeys{.webhooks = Secret("school-webhooks")});
  std::shared_ptr<Watcher> watcher = std::make_shared<Watcher>();
  // A call that fails has to be expected by its test.
  std::unique_ptr<trompeloeil::expectation> successes =
      NAMED_ALLOW_CALL(*watcher, operation_ended(_)).WITH(!_1.failure);
  std::shared_ptr<const PlatformFactory> platforms = open_platforms();
  Classroom lesson{platforms, {.id = "algebra-7b", .teacher = "Ada", .ends_at = clock.now() + 45min}};

 private:
  [[nodiscard]] std::shared_ptr<const PlatformFactory> open_platforms() const {
    Registry registry;
    REQUIRE(platforms::mock::add_to(registry, world));
    auto config =
        Config::from_text(R"({"default": "mock", "platforms": {"mock": {"webhook_secret_env": "WEBHOOKS"}}})",
                          Environment::of({{"WEBHOOKS", "school-webhooks"}}));
    // A transport without a script: the mock sends nothing, and whatever would be sent fails the test.
    auto opened = PlatformFactory::open(std::move(registry), std::move(config),
                                        std::make_shared<testing::ScriptedTransport>(), clock.env(),
                                        {.observer = watcher});
    REQUIRE(opened);
    return std::make_shared<const PlatformFactory>(*std::move(opened));
  }
};

TEST_CASE("who comes is present, and who goes is not") {
  School school;
  REQUIRE(school.lesson.open());
  const auto ada = school.enters("Ada");
  const auto grace = school.enters("Grace");
  CHECK(school.lesson.present().empty());  // nobody has told yet
  school.tell();
  CHECK(school.lesson.present() == std::set<std::string>{"Ada", "Grace"});
  REQUIRE(school.world->leave(school.meeting(), grace, school.clock.now()));
  school.tell();
  CHECK(school.lesson.present() == std::set<std::string>{"Ada"});
}

TEST_CASE("the teacher runs the lesson, and after its end nobody gets in") {
  School school;
  REQUIRE(school.lesson.open());
  CHECK(school.lesson.admit("Ada")->role == Role::host);
  const auto grant = school.lesson.admit("Grace");
  CHECK(grant->role == Role::participant);
  school.clock.advance(45min);
  CHECK_FALSE(school.world->enter(grant->token, school.clock.now()));
  CHECK(school.world->meetings(school.clock.now()).empty());
}

TEST_CASE("a lesson is recorded, and its video can be fetched when it is ready") {
  School school;
  REQUIRE(school.lesson.open());
  (void)school.enters("Ada");
  REQUIRE(school.lesson.record());
  school.clock.advance(40min);
  school.tell();
  CHECK(school.lesson.video() == Video::running);
  CHECK(school.lesson.video_link().error().code == ErrorCode::failed_precondition);

  REQUIRE(school.world->put_all_out(school.meeting(), school.clock.now()));  // which ends the recording
  school.clock.advance(5s);                                                  // for which it is processed
  school.tell();
  CHECK(school.lesson.present().empty());
  REQUIRE(school.lesson.video() == Video::ready);
  const auto link = school.lesson.video_link();
  REQUIRE(link);
  CHECK(school.world->fetch(link->url, school.clock.now()));
  school.clock.advance(16min);
  CHECK_FALSE(school.world->fetch(link->url, school.clock.now()));
}

TEST_CASE("a recording that fails is noticed") {
  School school;
  REQUIRE(school.lesson.open());
  (void)school.enters("Ada");
  REQUIRE(school.lesson.record());
  const auto recording = school.world->recordings(school.clock.now()).front();
  REQUIRE(school.world->fail_recording(recording.told.ref, "the disk is full", school.clock.now()));
  school.tell();
  CHECK(school.lesson.video() == Video::failed);
}

TEST_CASE("a platform that is away is an error, and the lesson opens when it is back") {
  School school;
  school.world->fail_next({.error = {.code = ErrorCode::unavailable, .message = "the mock is away"},
                           .operation = "create_meeting"});
  REQUIRE_CALL(*school.watcher, operation_ended(_))
      .WITH(_1.operation == "create_meeting" && _1.failure == ErrorCode::unavailable &&
            _1.effect == Effect::none);
  CHECK(school.lesson.open().error().code == ErrorCode::unavailable);
  CHECK(school.lesson.admit("Ada").error().code == ErrorCode::failed_precondition);
  CHECK(school.lesson.open());
  CHECK(school.lesson.admit("Ada"));
}

TEST_CASE("an answer that is lost does not make a second meeting") {
  School school;
  school.world->fail_next({.error = {.code = ErrorCode::unavailable, .effect = Effect::unknown},
                           .operation = "create_meeting",
                           .after_acting = true});
  REQUIRE_CALL(*school.watcher, operation_ended(_)).WITH(_1.failure && _1.effect == Effect::unknown);
  CHECK_FALSE(school.lesson.open());
  CHECK(school.lesson.open());
  Classroom in_another_process(school.platforms,
                               {.id = "algebra-7b", .teacher = "Ada", .ends_at = school.clock.now() + 45min});
  CHECK(in_another_process.open());
  CHECK(school.world->meetings(school.clock.now()).size() == 1);
}

TEST_CASE("what the platform has not signed is refused, and changes nothing") {
  School school;
  REQUIRE(school.lesson.open());
  (void)school.enters("Ada");
  auto requests = school.world->due(school.clock.now());
  REQUIRE_FALSE(requests.empty());
  for (auto& request : requests) {
    request.body += ' ';
    CHECK(school.lesson.hear(request) == 401);
  }
  CHECK(school.lesson.present().empty());
}

}  // namespace
}  // namespace school
