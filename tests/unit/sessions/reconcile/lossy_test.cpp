#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "../inbox/world.hpp"
#include "sessions/session/session_rows.hpp"
#include "vplatform/sessions/reconciler.hpp"

using namespace sessions_test;

namespace {

/// A network between the platform and the host that loses every tenth webhook, doubles every tenth, and
/// brings every tenth late and out of order.
class LossyNetwork {
 public:
  void send(WebhookRequest request, TimePoint now) {
    const auto fate = chance_(random_) * 10;
    if (fate < 1) {
      ++lost;
      return;
    }
    if (fate < 2) {
      ++doubled;
      on_the_way_.push_back({request, now});
    }
    const bool is_late = fate >= 2 && fate < 3;
    if (is_late) ++late;
    const auto delay = std::chrono::seconds(is_late ? static_cast<int>(chance_(random_) * 120) : 0);
    on_the_way_.push_back({std::move(request), now + delay});
  }
  std::vector<WebhookRequest> arrived(TimePoint now) {
    std::vector<WebhookRequest> requests;
    for (auto one = on_the_way_.begin(); one != on_the_way_.end();) {
      if (one->at > now) {
        ++one;
        continue;
      }
      requests.push_back(std::move(one->request));
      one = on_the_way_.erase(one);
    }
    std::shuffle(requests.begin(), requests.end(), random_);
    return requests;
  }

  int lost = 0;
  int doubled = 0;
  int late = 0;

 private:
  struct OnTheWay {
    WebhookRequest request{};
    TimePoint at{};
  };
  std::mt19937 random_{5};
  std::uniform_real_distribution<double> chance_{0, 1};
  std::vector<OnTheWay> on_the_way_;
};

/// Sessions whose people come and go by luck.
struct Crowd : World {
  using World::World;

  void act(std::vector<Session>& sessions, int steps) {
    for (int step = 0; step < steps; ++step) {
      clock.advance(500ms);
      const Session& session = sessions[random() % sessions.size()];
      auto& in = people[session.id];
      if (in.empty() || random() % 3 != 0) {
        const std::string name = "p" + std::to_string(step);
        const Participant who{.identity = name, .name = name, .role = Role::participant};
        in.push_back(service->enter_as(*session.meeting, who, now()).value().participant.id);
      } else {
        REQUIRE(service->leave(*session.meeting, in.back(), now()));
        in.pop_back();
      }
      for (auto& request : service->due(now())) network.send(std::move(request), now());
      deliver_arrived();
    }
    clock.advance(120s);
    deliver_arrived();
    work_off();
  }
  void deliver_arrived() {
    for (const auto& request : network.arrived(now()))
      REQUIRE(WebhookEndpoint(backend).handle("mock", request).status == 200);
    if (random() % 8 == 0) work_off();
  }
  /// How many connections are in the books of one and not of the other.
  [[nodiscard]] std::size_t differences(const std::vector<Session>& sessions) {
    std::set<std::string> ours;
    std::set<std::string> theirs;
    for (const auto& session : sessions) {
      const auto in = service->people(*session.meeting, now());
      if (!in) continue;  // was concluded to be over
      for (const auto& one : *in) theirs.insert(one.id.value);
    }
    write([&](Transaction& transaction) {
      for (const auto& row : transaction.query("SELECT connection FROM presence WHERE left_at IS NULL"))
        ours.insert(row.text(0));
    });
    std::vector<std::string> different;
    std::set_symmetric_difference(ours.begin(), ours.end(), theirs.begin(), theirs.end(),
                                  std::back_inserter(different));
    return different.size();
  }

  std::mt19937 random{7};
  std::map<std::string, std::vector<ParticipantId>> people{};
  LossyNetwork network{};
};

}  // namespace

TEST_CASE("what a lossy network has told is the truth again within two rounds") {
  Crowd crowd(VPLATFORM_BOTH_DATABASES);
  std::vector<Session> sessions;
  for (int i = 0; i < 40; ++i) sessions.push_back(crowd.new_session());
  crowd.act(sessions, 600);
  CHECK(crowd.network.lost > 20);
  CHECK(crowd.network.doubled > 20);
  CHECK(crowd.network.late > 20);
  CHECK(crowd.differences(sessions) > 0);
  const Reconciler reconciler(crowd.backend, {.batch = 1000});
  for (int round = 0; round < 2; ++round) {
    crowd.clock.advance(300s);
    REQUIRE(reconciler.round());
  }
  CHECK(crowd.differences(sessions) == 0);
  CHECK(crowd.count("SELECT count(*) FROM inbox_events WHERE state <> 'processed'") == 0);
  // Each that told something is in the log once.
  CHECK(
      crowd.count("SELECT count(*) FROM (SELECT event_number FROM session_log WHERE event_number IS NOT NULL "
                  "GROUP BY event_number, what HAVING count(*) > 1) AS twice") == 0);
}
