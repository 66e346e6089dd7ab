// Webhooks lost, doubled and in the wrong order, and what the reconciler makes of the rest.

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include "faults/crowd.hpp"
#include "faults/lossy_mail.hpp"
#include "faults/scale.hpp"
#include "support/catch.hpp"
#include "vplatform/sessions/reconciler.hpp"
#include "vplatform/sessions/recordings.hpp"
#include "vplatform/sessions/sessions.hpp"

using namespace vplatform;
using namespace vplatform::sessions;
using namespace std::chrono_literals;
using faults::Crowd;
using faults::EmulatedWorld;
using faults::LossyMail;

namespace {

constexpr int acts_per_session = 12;
constexpr auto between_acts = 400ms;
constexpr auto between_rounds = 60s;

/// The platform's id of each recording, and how far it is.
using States = std::map<std::string, std::string>;

States known_recordings(const EmulatedWorld& world, const Session& session) {
  States states;
  for (const auto& one : Recordings(world.backend).list({.session_id = session.id}).value().items)
    states[one.ref.id.value_or("none")] = to_string(one.state);
  return states;
}

States true_recordings(const EmulatedWorld& world, const Session& session) {
  States states;
  const auto client = world.backend.platforms->client_for(*session.meeting).value();
  for (const auto& one : client.list_recordings(*session.meeting).value().items)
    states[one.ref.id.value_or("none")] = to_string(one.state);
  return states;
}

std::string in_words(const States& states) {
  std::ostringstream text;
  for (const auto& [id, state] : states) text << ' ' << id << '=' << state;
  return text.str();
}

/// A host that runs its reconciler while the crowd is at it.
struct Host {
  Host(const std::string& where, int sessions, unsigned seed)
      : world(where),
        crowd(world, sessions, seed),
        mail(world, seed),
        reconciler(world.backend, {.batch = sessions}) {}

  void run(int acts) {
    auto next_round = world.now() + between_rounds;
    for (int i = 0; i < acts; ++i) {
      world.clock.advance(between_acts);
      crowd.act();
      mail.bring();
      if (world.now() < next_round) continue;
      world.work_off();
      round();
      next_round = world.now() + between_rounds;
    }
    // The last events: meetings are said to be over, and recordings to be ready.
    world.clock.advance(120s);
    mail.bring();
    mail.bring_late();
    world.work_off();
  }

  void round() {
    const auto done = reconciler.round().value();
    for (const auto& error : done.errors) FAIL_CHECK(describe(error));
    concluded += done.sessions_concluded;
    for (const auto& place : crowd.places()) {
      if (!place.in.empty()) wrongly_closed += world.is_over(place.session);
    }
  }

  /// What is not as the platform has it.
  [[nodiscard]] std::optional<std::string> difference(const Crowd::Place& place) const {
    const std::string who = place.session.owner + " on " + place.session.meeting->platform;
    if (world.known_in(place.session) != world.truly_in(place.session)) return who + ": others are in";
    if (place.was_visited && place.in.empty() != world.is_over(place.session))
      return who + ": over, or not over";
    const auto known = known_recordings(world, place.session);
    const auto right = true_recordings(world, place.session);
    if (known != right) return who + ": recordings" + in_words(known) + " and not" + in_words(right);
    return std::nullopt;
  }

  EmulatedWorld world;
  Crowd crowd;
  LossyMail mail;
  Reconciler reconciler;
  std::size_t concluded = 0;
  int wrongly_closed = 0;
};

}  // namespace

TEST_CASE(
    "where webhooks are lost, doubled and late, two rounds later the store knows what the platforms know") {
  const testing::TestDatabase database(VPLATFORM_BOTH_DATABASES);
  const int sessions = faults::scale().sessions;
  Host host(database.where(), sessions, static_cast<unsigned>(faults::scale().seed));
  host.run(acts_per_session * sessions);
  for (int i = 0; i < 2; ++i) {
    host.world.clock.advance(ReconcilerOptions{}.widest_pace);
    host.round();
  }

  std::vector<std::string> differences;
  for (const auto& place : host.crowd.places()) {
    if (auto difference = host.difference(place)) differences.push_back(*std::move(difference));
  }
  const auto& mail = host.mail.counts();
  const auto& crowd = host.crowd.counts();
  std::ostringstream line;
  line << "loss on " << host.world.backend.store->info().database << ": " << sessions << " sessions, "
       << crowd.entered << " entered, " << crowd.left << " left, " << crowd.recordings << " recordings; of "
       << mail.sent << " webhooks " << mail.lost << " lost, " << mail.twice << " twice, " << mail.late
       << " late; " << host.concluded << " concluded, " << host.wrongly_closed << " wrongly, "
       << differences.size() << " differences after two rounds";
  faults::report(line.str());
  CHECK(differences == std::vector<std::string>{});
  CHECK(host.wrongly_closed == 0);
  CHECK(mail.lost > 0);
  CHECK(crowd.recordings > 0);
  CHECK(host.concluded > 0);
}
