// Two processes that end one session at once.

#include <algorithm>

#include "faults/child_link.hpp"
#include "faults/kill_world.hpp"
#include "faults/scale.hpp"
#include "faults/victim.hpp"
#include "support/catch.hpp"
#include "vplatform/sessions/sessions.hpp"

using namespace vplatform;
using namespace vplatform::sessions;
using faults::ChildLink;
using faults::KillWorld;

namespace {

constexpr int races = 10;

std::string end_of(const KillWorld& world, const std::string& session) {
  auto words = faults::command("end");
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(world.now().time_since_epoch());
  words.member("session", session).member("now", std::int64_t{now.count()}).end_object();
  return words.text();
}

bool is_ok(const std::optional<std::string>& answer) {
  return answer && (*spi::Json::parse(*answer))["ok"].boolean().value_or(false);
}

std::ptrdiff_t deletions(KillWorld& world) {
  const auto requests = world.server->faults().requests();
  return std::count_if(requests.begin(), requests.end(),
                       [](const HttpRequest& one) { return one.method == "DELETE"; });
}

}  // namespace

TEST_CASE("two processes that end one session at once end it once") {
  KillWorld world(VPLATFORM_BOTH_DATABASES);
  ChildLink one(world.child_command());
  ChildLink other(world.child_command());
  int finished = 0;
  for (int i = 0; i < races; ++i) {
    SessionSpec spec;
    spec.owner = "ada";
    spec.room.id = "board";
    const Session session = Sessions(world.backend).create(spec).value();
    const auto token = Sessions(world.backend).admit({.session_id = session.id, .person = "ada"}).value();
    (void)world.enter(std::string(token.grant->token.reveal()));
    const std::string words = end_of(world, session.id);
    one.send(words);
    other.send(words);
    CHECK(is_ok(one.receive()));
    CHECK(is_ok(other.receive()));
    const Session ended = Sessions(world.backend).get(session.id).value();
    CHECK(ended.state == SessionState::ended);
    finished += std::all_of(ended.ending.begin(), ended.ending.end(), [](const EndStepReport& step) {
      return step.state == EndStepState::done || step.state == EndStepState::unsupported;
    });
    CHECK(world.count("SELECT count(*) FROM session_log WHERE session_id = ? AND what = 'ended'",
                      {session.id}) == 1);
    CHECK(world.count("SELECT count(*) FROM sessions WHERE end_due IS NOT NULL") == 0);
    CHECK(world.daily->meetings(world.now()).empty());
  }
  faults::report("two processes on " + world.store->info().database + ": " + std::to_string(races) +
                 " sessions ended by both at once, " + std::to_string(finished) + " finished, " +
                 std::to_string(deletions(world)) + " rooms deleted");
  CHECK(finished == races);
  CHECK(deletions(world) == races);
}
