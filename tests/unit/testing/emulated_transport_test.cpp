#include "vplatform/testing/emulated_transport.hpp"

#include "log_emulator.hpp"
#include "support/catch.hpp"

namespace vplatform::testing {
namespace {

using namespace std::chrono_literals;

struct Fixture {
  std::shared_ptr<LogEmulator> emulator = std::make_shared<LogEmulator>();
  EmulatedTransport transport{emulator, [] { return TimePoint{}; }};

  Result<HttpResponse> send(const AttemptOptions& attempt = {}) {
    return transport.send(request_to("/rooms"), attempt);
  }
};

TEST_CASE("an emulated answer arrives whatever its status is") {
  Fixture fixture;
  fixture.transport.faults().add({.kind = FaultKind::unavailable});
  CHECK(fixture.send()->status == 503);
  CHECK(fixture.send()->status == 201);
}

TEST_CASE("a lost answer is unavailable, and its effect is unknown") {
  for (const auto kind :
       {FaultKind::lost_before, FaultKind::lost_after, FaultKind::applied_late, FaultKind::cut_transport}) {
    Fixture fixture;
    fixture.transport.faults().add({.kind = kind});
    const auto answer = fixture.send();
    INFO(to_string(kind));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == ErrorCode::unavailable);
    CHECK(answer.error().effect == Effect::unknown);
  }
}

TEST_CASE("a delay within the attempt's timeout is waited out, a longer one is not") {
  Fixture fixture;
  fixture.transport.faults().add({.kind = FaultKind::delay, .times = 2, .delay = 5s});
  CHECK(fixture.send({.timeout = 5s}));
  const auto late = fixture.send({.timeout = 4s});
  REQUIRE_FALSE(late);
  CHECK(late.error().code == ErrorCode::deadline_exceeded);
  CHECK(late.error().effect == Effect::unknown);
  CHECK(fixture.emulator->log().size() == 2);
}

TEST_CASE("an attempt that was stopped before it began sends nothing") {
  Fixture fixture;
  std::stop_source source;
  source.request_stop();
  const auto answer = fixture.send({.stop = source.get_token()});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == ErrorCode::cancelled);
  CHECK(answer.error().effect == Effect::none);
  CHECK(fixture.transport.faults().requests().empty());
}

TEST_CASE("an answer beyond the size limit is a bad response") {
  Fixture fixture;
  CHECK(fixture.send({.max_response = 7}));
  const auto answer = fixture.send({.max_response = 6});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == ErrorCode::bad_response);
  CHECK(answer.error().effect == Effect::unknown);
}

TEST_CASE("the emulator gets the caller's time") {
  class TimeEmulator final : public Emulator {
   public:
    [[nodiscard]] std::string_view kind() const noexcept override { return "time"; }
    [[nodiscard]] HttpResponse handle(const HttpRequest&, TimePoint now) override {
      return {200, {}, to_rfc3339(now)};
    }
    [[nodiscard]] std::vector<WebhookRequest> due(TimePoint) override { return {}; }
    [[nodiscard]] std::vector<EmulatedMeeting> meetings(TimePoint) const override { return {}; }
  };
  EmulatedTransport transport(std::make_shared<TimeEmulator>(), [] { return TimePoint{90s}; });
  CHECK(transport.send(request_to("/"), {})->body == "1970-01-01T00:01:30Z");
}

}  // namespace
}  // namespace vplatform::testing
