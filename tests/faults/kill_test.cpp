// kill -9 at every crash point, and what the successors make of it.

#include <algorithm>
#include <chrono>
#include <random>
#include <set>
#include <sstream>

#include "faults/scale.hpp"
#include "faults/story.hpp"
#include "sessions/crash_point.hpp"
#include "support/catch.hpp"
#include "vplatform/sessions/inbox.hpp"
#include "vplatform/sessions/sessions.hpp"

using namespace vplatform::sessions;
using faults::Death;
using faults::KillWorld;
using faults::Story;
using faults::Victim;
using namespace std::chrono_literals;

namespace {

constexpr unsigned seed = 20'260'101;

/// Which deaths the next story has. Every point gets its turn; at which of its hits is luck, and so is
/// whether the successor dies too.
class Deaths {
 public:
  explicit Deaths(std::map<std::string, int> hits) : hits_(std::move(hits)) {}

  [[nodiscard]] bool toss() { return random_() % 2 == 0; }

  std::vector<Death> next(std::size_t story) {
    std::vector<Death> deaths{at(crash_point_names[story % crash_point_names.size()])};
    while (random_() % 3 == 0) deaths.push_back(at(crash_point_names[random_() % crash_point_names.size()]));
    return deaths;
  }

 private:
  Death at(std::string_view point) {
    const int most = std::max(1, hits_[std::string(point)]);
    return {std::string(point), 1 + static_cast<int>(random_() % static_cast<unsigned>(most))};
  }

  std::map<std::string, int> hits_;
  std::mt19937 random_{seed};
};

/// A line for each part: `create: before_write 3, after_write 4`.
std::string in_words(const std::map<std::string, int>& kills) {
  std::ostringstream text;
  std::string_view last;
  for (const auto name : crash_point_names) {
    const auto found = kills.find(std::string(name));
    if (found == kills.end()) continue;
    const auto part = name.substr(0, name.find('.'));
    text << (part == last ? ", " : "\n    " + std::string(part) + ": ") << name.substr(part.size() + 1) << ' '
         << found->second;
    last = part;
  }
  return text.str();
}

std::string in_words(const std::vector<Death>& deaths) {
  std::ostringstream text;
  for (const auto& death : deaths) text << death.point << " at hit " << death.hit << ", ";
  return text.str();
}

}  // namespace

TEST_CASE("a host that is killed at any point loses nothing, does nothing twice, and leaves nothing stuck") {
  const auto dialect = VPLATFORM_BOTH_DATABASES;
  KillWorld world(dialect);
  Story rehearsal(world, 0, {});
  rehearsal.tell();
  CHECK(rehearsal.wrong() == std::vector<std::string>{});
  const auto reached = rehearsal.hits();
  for (const auto name : crash_point_names) {
    INFO(name);
    CHECK(reached.contains(std::string(name)));
  }

  const int wanted = faults::scale().kills;
  const auto points = static_cast<int>(crash_point_names.size());
  // The short form takes points that lie evenly apart.
  const std::size_t stride = wanted >= points ? 1 : static_cast<std::size_t>((points + wanted - 1) / wanted);
  Deaths deaths(reached);
  std::map<std::string, int> kills;
  int killed = 0;
  int acknowledged = 0;
  int stories = 0;
  std::size_t wrong = 0;
  for (; killed < wanted && stories < 2 * wanted; ++stories) {
    Story story(world, stories + 1, deaths.next(static_cast<std::size_t>(stories) * stride), deaths.toss());
    story.tell();
    INFO("killed at " << in_words(story.died()));
    CHECK(story.wrong() == std::vector<std::string>{});
    wrong += story.wrong().size();
    acknowledged += story.acknowledged();
    for (const auto& death : story.died()) ++kills[death.point];
    killed += static_cast<int>(story.died().size());
  }

  faults::report("kill -9 on " + world.store->info().database + ": " + std::to_string(killed) + " kills in " +
                 std::to_string(stories) + " stories at " + std::to_string(kills.size()) + " of " +
                 std::to_string(points) + " points, " + std::to_string(acknowledged) +
                 " events acknowledged, " + std::to_string(wrong) + " things lost, done twice or stuck" +
                 in_words(kills));
  CHECK(killed >= wanted);
  if (stride == 1) CHECK(kills.size() == crash_point_names.size());
}

TEST_CASE("an event that kills each process that applies it is dead in the end, and keeps no other back") {
  KillWorld world(VPLATFORM_BOTH_DATABASES);
  const int attempts = InboxOptions{}.attempts;
  SessionSpec spec;
  spec.owner = "ada";
  spec.room.id = "board";
  const auto room = Sessions(world.backend).create(spec).value().meeting->room;
  for (const auto* name : {"ada", "bob"}) REQUIRE(world.daily->join(room, {.user_id = name}, world.now()));
  const auto webhooks = world.daily->due(world.now());
  for (const auto& webhook : webhooks)
    REQUIRE(WebhookEndpoint(world.backend).handle("daily", webhook).status == 200);

  // The first child dies over the batch, those after it over the first event of it.
  Victim victim(world,
                std::vector<Death>(static_cast<std::size_t>(1 + attempts), {"inbox.before_commit", 1}));
  while (victim.died().size() < static_cast<std::size_t>(1 + attempts)) {
    CHECK(!victim.tell(faults::command("work")));
    world.clock.advance(5s);
  }
  REQUIRE(victim.tell(faults::command("work")));
  const auto waiting = Inbox(world.backend).list({.state = InboxState::waiting}).value().items;
  const auto dead = Inbox(world.backend).list({.state = InboxState::dead}).value().items;
  const auto processed = Inbox(world.backend).list({.state = InboxState::processed}).value().items;
  CHECK(waiting.empty());
  REQUIRE(dead.size() == 1);
  CHECK(dead[0].dead_reason == DeadReason::failed);
  CHECK(dead[0].attempts == attempts);
  CHECK(processed.size() == webhooks.size() - 1);
}
