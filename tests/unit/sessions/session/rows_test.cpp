// What other parts do with sessions.

#include "host.hpp"
#include "sessions/session/session_rows.hpp"
#include "support/catch.hpp"

using namespace session_test;

namespace {

template <class Work>
void write(const Host& host, Work work) {
  host.store->state()
      .database
      .write([&](Transaction& transaction) -> Result<void> {
        work(transaction);
        return {};
      })
      .value();
}

std::optional<std::string> session_of(const Host& host, const EventFields& event) {
  return host.store->state()
      .database
      .read([&](Transaction& transaction) -> Result<std::optional<std::string>> {
        return session_of_event(transaction, event);
      })
      .value();
}

}  // namespace

TEST_CASE("an event is of the session whose meeting it names, else of the newest in its room") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  const MeetingRef& meeting = *made.meeting;
  CHECK(session_of(host, {.platform = "mock", .meeting = meeting}) == made.id);
  CHECK(session_of(host, {.platform = "mock", .room = meeting.room}) == made.id);
  CHECK(session_of(host, {.platform = "mock", .meeting = MeetingRef{"mock", "other", meeting.room}}) ==
        made.id);
  CHECK(!session_of(host, {.platform = "other", .room = meeting.room}));
  CHECK(!session_of(host, {.platform = "mock", .room = "other"}));
  CHECK(!session_of(host, {.platform = "mock"}));
}

TEST_CASE("a session becomes live by an event once, and not when it is over") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create({.starts_at = host.clock.now() + 1h});
  const TimePoint joined = host.clock.now() - 1s;
  const auto live = [&] {
    write(host, [&](Transaction& transaction) {
      make_live(transaction, *lock_session(transaction, made.id),
                {.what = "live", .source = Source::event, .event = 7, .at = joined});
    });
  };
  live();
  live();
  CHECK(host.get(made.id).live_at == joined);
  const auto log = host.sessions().log(made.id).value().items;
  REQUIRE(log.size() == 2);
  CHECK(log[1].source == "event");
  CHECK(log[1].event == 7);
  CHECK(host.sessions().end(made.id));
  live();
  CHECK(host.get(made.id).state == SessionState::ended);
}

TEST_CASE("an inferred end is marked as such, and a second one changes nothing") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  const TimePoint first = host.clock.now();
  for (int time = 0; time < 2; ++time) {
    write(host, [&](Transaction& transaction) {
      deny_entry(transaction, *lock_session(transaction, made.id),
                 {.what = "ended", .source = Source::poll, .inferred = time == 0, .at = host.clock.now()});
    });
    host.clock.advance(1s);
  }
  const Session over = host.get(made.id);
  CHECK(over.state == SessionState::ended);
  CHECK(over.over_at == first);
  CHECK(over.over_is_inferred);
  REQUIRE(over.ending.size() == 4);
  CHECK(over.ending[0].state == EndStepState::done);
  CHECK(over.ending[3].state == EndStepState::pending);
  CHECK(host.count("SELECT count(*) FROM sessions WHERE end_due = ?", {first}) == 1);
}

TEST_CASE("a removed person is known by the identity that the platform names") {
  Host host(VPLATFORM_BOTH_DATABASES);
  const Session made = host.create();
  const std::string eve = host.admit(made, "eve@example.com").grant->identity;
  const auto removed = [&] {
    bool is = false;
    write(host, [&](Transaction& transaction) { is = is_removed(transaction, made.id, eve); });
    return is;
  };
  CHECK(!removed());
  CHECK(host.sessions().remove(made.id, "eve@example.com"));
  CHECK(removed());
  CHECK(host.sessions().readmit(made.id, "eve@example.com"));
  CHECK(!removed());
}
