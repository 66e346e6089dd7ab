// From a join code to a grant, against one SQLite transaction; and how a look-up grows with what is stored.

#include <memory>
#include <string>

#include "floors/sql.hpp"
#include "jobs.hpp"
#include "jobs/sessions_setup.hpp"
#include "jobs/setup.hpp"
#include "vplatform/sessions/sessions.hpp"

namespace {

using namespace vplatform;
using bench::Loop;
using bench::SessionsHost;
using sessions::Dialect;
using sessions::Sessions;

Loop admit() {
  struct Site {
    SessionsHost host{Dialect::sqlite};
    Sessions sessions{host.backend};
    std::string code = host.session("ada").join_code;
    std::int64_t next = 0;
  };
  return [site = std::make_shared<Site>()](std::int64_t times) {
    for (; times > 0; --times) {
      sessions::AdmissionRequest request{.join_code = site->code, .name = "Ada", .caller = "bench"};
      request.person = "person-" + std::to_string(site->next++ % 100);
      const auto admission = site->sessions.admit(request);
      if (!admission || !admission->grant) bench::give_up("admit: nobody is let in");
    }
  };
}

Loop admit_floor() {
  struct Site {
    testing::TestDatabase database{Dialect::sqlite};
    floors::BareInbox table{database.folder() + "/floor.db"};
  };
  return [site = std::make_shared<Site>()](std::int64_t times) {
    for (; times > 0; --times) site->table.store("person");
  };
}

const bench::Add jobs[] = {
    bench::Add({.name = "admit", .prepare = admit, .clock = bench::Clock::wall}),
    bench::Add({.name = "admit/floor", .prepare = admit_floor, .clock = bench::Clock::wall}),
};

// One session is made, and copied so often. Ids are spread, so that a look-up finds a page that nobody has
// asked for lately.
constexpr std::string_view copy_sessions =
    R"(INSERT INTO sessions
       SELECT printf('%08x-bench-%d', (i * 2654435761) & 4294967295, i), 'owner-' || (i % 1000), NULL, 'room-' || i,
              'room-' || i, name, state, 'CODE' || i, 'CODE' || i, instance, 'key-' || i, 'meeting-' || i, 'meeting-' || i,
              url, starts_at, ends_at, opens_before, needs_host, max_people, created_at + i, live_at, host_came_at,
              over_at, over_is_inferred, decision, settings, NULL, 0, NULL, 0, NULL, presence_state, NULL, NULL, NULL
       FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n),
            (SELECT * FROM sessions WHERE id = ?))";

/// A session of that room, and then the same session by its id: what a webhook and a page ask for.
struct LookUps {
  explicit LookUps(std::int64_t stored) : amount(stored) {
    const auto first = host.session("ada");
    host.execute(copy_sessions, {stored, first.id});
  }

  void once() {
    at = (at + 7919) % amount;
    const auto in_room = sessions.find_by_room("room-" + std::to_string(at + 1));
    if (!in_room || !sessions.get(in_room->id)) bench::give_up("curve_sessions: a session is missing");
  }

  std::int64_t amount;
  std::int64_t at = 0;
  SessionsHost host{Dialect::sqlite};
  Sessions sessions{host.backend};
};

struct AddCurve {
  AddCurve() {
    for (const std::int64_t stored : {100, 1'000, 10'000, 100'000, 1'000'000}) {
      bench::Add({.name = "curve_sessions/" + std::to_string(stored), .prepare = [stored] {
                    return [site = std::make_shared<LookUps>(stored)](std::int64_t times) {
                      for (; times > 0; --times) site->once();
                    };
                  }});
    }
  }
};

const AddCurve curve;

}  // namespace
