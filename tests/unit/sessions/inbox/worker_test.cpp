#include <thread>

#include "sessions/inbox/inbox_batches.hpp"
#include "support/sessions/postgres.hpp"
#include "vplatform/sessions/recordings.hpp"
#include "world.hpp"

using namespace sessions_test;

namespace {

Told joined(const World& world, const Session& session, const std::string& name) {
  return {.id = "joined-" + name,
          .type = "participant.joined",
          .at = world.now(),
          .meeting = session.meeting->id,
          .sitting = "s1",
          .who = Participant{.id = {"c-" + name}, .identity = name, .name = name}};
}

/// From now on the store takes one person of that name and no second one: an event that cannot be applied.
void poison(const World& world, const Session& session) {
  world.execute("CREATE UNIQUE INDEX poison ON presence ((CASE WHEN name = 'poison' THEN 1 END))");
  world.execute(
      "INSERT INTO presence (session_id, connection, sitting, identity, name, is_person, left_is_inferred, "
      "told_at) VALUES (?, 'x', '', '', 'poison', 0, 0, 0)",
      {session.id});
}

std::int64_t in_the_set(const World& world, const std::string& name) {
  return world.count("SELECT count(*) FROM presence WHERE name = ? AND is_person = 1", {name});
}

/// A worker that takes a batch, and whose process ends over it.
Batch begin_and_end(const World& world, BatchLimits limits) {
  std::optional<Batch> taken;
  world.write([&](Transaction& transaction) {
    taken = take_batch(transaction, world.now(), limits, world.backend.env.new_id);
  });
  REQUIRE(taken);
  return *taken;
}

InboxEntry entry(const World& world, const std::string& event_id) {
  for (auto& one : Inbox(world.backend).list().value().items) {
    if (one.event_id == event_id) return one;
  }
  FAIL("no event " + event_id);
  return {};
}

}  // namespace

TEST_CASE("an event is applied, and marked with its session") {
  World world(VPLATFORM_BOTH_DATABASES);
  const Session session = world.new_session();
  world.tell(joined(world, session, "ada"));
  world.clock.advance(5s);
  CHECK(Inbox(world.backend).work_off().value() == 1);
  CHECK(Inbox(world.backend).work_off().value() == 0);
  const auto done = entry(world, "joined-ada");
  CHECK(done.state == InboxState::processed);
  CHECK(done.session_id == session.id);
  CHECK(done.processed_at == world.now());
  CHECK(in_the_set(world, "ada") == 1);
}

TEST_CASE("an event of a room that nobody knows is done with") {
  const World world(VPLATFORM_BOTH_DATABASES);
  world.tell(
      {.id = "e1", .type = "meeting.started", .at = world.now(), .meeting = "elsewhere", .sitting = "s"});
  CHECK(Inbox(world.backend).work_off().value() == 1);
  CHECK(entry(world, "e1").state == InboxState::processed);
  CHECK(!entry(world, "e1").session_id);
}

TEST_CASE("an event that names its recording alone finds its session") {
  World world(VPLATFORM_BOTH_DATABASES);
  const Session session = world.new_session();
  const Participant ada{.identity = "ada", .name = "Ada"};
  REQUIRE(world.service->enter_as(*session.meeting, ada, world.now()));
  const auto recording = Recordings(world.backend).start(session.id, {.instance_key = "our-key"});
  REQUIRE(recording);
  world.clock.advance(1s);
  CHECK(world.deliver(R"({"id": "e1", "type": "recording.failed", "at": ")" + to_rfc3339(world.now()) +
                      R"(", "recording": {"instance_key": "our-key", "state": "failed"}})") == 200);
  world.work_off();
  CHECK(entry(world, "e1").session_id == session.id);
  CHECK(Recordings(world.backend).get(recording->id).value().state == LedgerState::failed);
}

TEST_CASE("an event that cannot be applied is tried again ever later, then dead, and keeps no other back") {
  World world(VPLATFORM_BOTH_DATABASES);
  const Session session = world.new_session();
  poison(world, session);
  const Inbox inbox(world.backend, {.attempts = 3, .retry = 1000ms});
  for (const auto* name : {"ada", "poison", "bob"}) world.tell(joined(world, session, name));
  CHECK(inbox.work_off().value() == 2);
  CHECK(in_the_set(world, "ada") == 1);
  CHECK(in_the_set(world, "bob") == 1);
  CHECK(entry(world, "joined-poison").attempts == 1);
  CHECK(!entry(world, "joined-poison").note.empty());

  world.clock.advance(999ms);
  CHECK(inbox.work_off().value() == 0);
  CHECK(entry(world, "joined-poison").attempts == 1);
  world.clock.advance(1ms);
  CHECK(inbox.work_off().value() == 0);
  CHECK(entry(world, "joined-poison").attempts == 2);
  world.clock.advance(1999ms);
  CHECK(inbox.work_off().value() == 0);
  CHECK(entry(world, "joined-poison").state == InboxState::waiting);
  world.clock.advance(1ms);
  CHECK(inbox.work_off().value() == 1);
  const auto dead = entry(world, "joined-poison");
  CHECK(dead.state == InboxState::dead);
  CHECK(dead.dead_reason == DeadReason::failed);
  CHECK(dead.attempts == 3);
}

TEST_CASE("an event at which the process ends is dead after its attempts, and can be replayed") {
  World world(VPLATFORM_BOTH_DATABASES);
  const Session session = world.new_session();
  const Inbox inbox(world.backend, {.attempts = 3});
  world.tell(joined(world, session, "ada"));
  for (int attempt = 1; attempt <= 3; ++attempt) {
    CHECK(entry(world, "joined-ada").state == InboxState::waiting);
    begin_and_end(world, {.attempts = 3});
    CHECK(entry(world, "joined-ada").attempts == attempt);
  }
  CHECK(inbox.work_off().value() == 1);
  const auto dead = entry(world, "joined-ada");
  CHECK(dead.state == InboxState::dead);
  CHECK(dead.dead_reason == DeadReason::failed);
  CHECK(dead.attempts == 3);
  CHECK(dead.note == "the process ended while it was applied");
  CHECK(in_the_set(world, "ada") == 0);
  REQUIRE(inbox.replay(dead.number));
  CHECK(inbox.work_off().value() == 1);
  CHECK(in_the_set(world, "ada") == 1);
}

TEST_CASE("of a batch at which the process ended each event is taken alone, and one alone is dead for it") {
  World world(VPLATFORM_BOTH_DATABASES);
  const Session session = world.new_session();
  const Inbox inbox(world.backend, {.attempts = 2});
  for (const auto* name : {"ada", "bob", "cat"}) world.tell(joined(world, session, name));
  CHECK(!begin_and_end(world, {.attempts = 2}).is_alone());
  const bool was_set_back = GENERATE(false, true);
  world.clock.set(was_set_back ? world.now() - 1h : world.now() + 5s);
  world.tell(joined(world, session, "dan"));
  for (int attempt = 1; attempt <= 2; ++attempt) {
    CHECK(begin_and_end(world, {.attempts = 2}).is_alone());
    CHECK(entry(world, "joined-ada").attempts == attempt);
  }
  for (int i = 0; i < 4; ++i) CHECK(inbox.work_off().value() == 1);
  CHECK(inbox.work_off().value() == 0);
  CHECK(entry(world, "joined-ada").state == InboxState::dead);
  for (const auto* name : {"bob", "cat", "dan"}) {
    CHECK(in_the_set(world, name) == 1);
    CHECK(entry(world, "joined-" + std::string(name)).attempts == 0);
  }
  CHECK(world.count("SELECT count(*) FROM inbox_batches") == 0);
}

TEST_CASE("while a worker lives, others do not take its events for suspects") {
  World world(VPLATFORM_BOTH_DATABASES);
  const Session session = world.new_session();
  for (const auto* name : {"ada", "bob"}) world.tell(joined(world, session, name));
  (void)begin_and_end(world, {});
  world.clock.advance(4s);
  CHECK(!begin_and_end(world, {}).is_alone());
  CHECK(Inbox(world.backend).work_off().value() == 2);
}

TEST_CASE("the store's own trouble is no attempt of an event") {
  World world(Dialect::postgresql);
  const Session session = world.new_session();
  world.tell(joined(world, session, "ada"));
  Backend hasty = world.backend;
  hasty.store = world.database.open(world.clock.env(), {.patience = 20ms});
  world.write([&](Transaction& transaction) {
    (void)transaction.execute("LOCK TABLE presence IN EXCLUSIVE MODE");
    CHECK(Inbox(hasty).work_off().error().code == ErrorCode::unavailable);
  });
  CHECK(entry(world, "joined-ada").attempts == 0);
  CHECK(Inbox(hasty).work_off().value() == 1);
}

TEST_CASE("a dead event can be replayed, and has its effect") {
  const World world(VPLATFORM_BOTH_DATABASES);
  const Session session = world.new_session();
  poison(world, session);
  const Inbox inbox(world.backend, {.attempts = 1});
  world.tell(joined(world, session, "poison"));
  CHECK(inbox.work_off().value() == 1);
  const auto dead = inbox.list({.state = InboxState::dead}).value().items;
  REQUIRE(dead.size() == 1);
  REQUIRE(inbox.replay(dead[0].number));
  CHECK(inbox.work_off().value() == 1);  // dead again
  CHECK(in_the_set(world, "poison") == 0);
  world.execute("DROP INDEX poison");
  REQUIRE(inbox.replay(dead[0].number));
  CHECK(entry(world, "joined-poison").attempts == 0);
  CHECK(!entry(world, "joined-poison").dead_reason);
  CHECK(inbox.work_off().value() == 1);
  CHECK(in_the_set(world, "poison") == 1);
  CHECK(inbox.replay(dead[0].number).error().code == ErrorCode::failed_precondition);
  CHECK(inbox.replay(4711).error().code == ErrorCode::not_found);
  CHECK(inbox.raw_body(4711).error().code == ErrorCode::not_found);
}

TEST_CASE("a clock that was set back keeps no event waiting") {
  World world(VPLATFORM_BOTH_DATABASES);
  const Session session = world.new_session();
  poison(world, session);
  const Inbox inbox(world.backend, {.attempts = 2});
  world.tell(joined(world, session, "poison"));
  CHECK(inbox.work_off().value() == 0);
  world.clock.set(world.now() - 24h);
  world.execute("DROP INDEX poison");
  CHECK(inbox.work_off().value() == 1);
  CHECK(in_the_set(world, "poison") == 1);
}

TEST_CASE("what is done is forgotten after its time, and what waits or is dead is not") {
  World world(VPLATFORM_BOTH_DATABASES);
  const Session session = world.new_session();
  const Inbox inbox(world.backend, {.keep_processed = 24h});
  const std::string body = body_of(joined(world, session, "ada"));
  REQUIRE(world.deliver(body) == 200);
  REQUIRE(world.deliver("not json") == 200);
  CHECK(inbox.work_off().value() == 1);
  world.clock.advance(24h);
  CHECK(inbox.work_off().value() == 0);
  CHECK(inbox.list().value().items.size() == 2);
  world.clock.advance(1s);
  CHECK(inbox.work_off().value() == 0);
  const auto left = inbox.list().value().items;
  REQUIRE(left.size() == 1);
  CHECK(left[0].state == InboxState::dead);
}

TEST_CASE("the newest event is kept past its time, so that no other is given its number") {
  World world(VPLATFORM_BOTH_DATABASES);
  const Session session = world.new_session();
  const Inbox inbox(world.backend, {.keep_processed = 24h});
  const auto numbers = [&] {
    std::vector<std::int64_t> found;
    for (const auto& event : inbox.list().value().items) found.push_back(event.number);
    return found;
  };
  world.tell(joined(world, session, "ada"));
  CHECK(inbox.work_off().value() == 1);
  const auto first = numbers();
  REQUIRE(first.size() == 1);
  world.clock.advance(25h);
  CHECK(inbox.work_off().value() == 0);
  CHECK(numbers() == first);
  world.tell(joined(world, session, "bob"));
  CHECK(inbox.work_off().value() == 1);
  CHECK(inbox.work_off().value() == 0);
  const auto second = numbers();
  REQUIRE(second.size() == 1);
  CHECK(second[0] > first[0]);
}

TEST_CASE("the list goes from the newest to the oldest, page by page") {
  const World world(VPLATFORM_BOTH_DATABASES);
  for (int i = 0; i < 5; ++i) {
    world.tell({.id = "e" + std::to_string(i),
                .type = "meeting.started",
                .at = world.now(),
                .meeting = "m",
                .sitting = std::to_string(i)});
  }
  const Inbox inbox(world.backend);
  std::string seen;
  PageToken from;
  do {
    const auto page = inbox.list({.page_size = 2}, from).value();
    for (const auto& one : page.items) seen += one.event_id + " ";
    seen += "| ";
    from = page.next;
  } while (!from.empty());
  CHECK(seen == "e4 e3 | e2 e1 | e0 | ");
  CHECK(inbox.list({.state = InboxState::dead}).value().items.empty());
  CHECK(inbox.list({.page_size = 0}).error().code == ErrorCode::invalid_argument);
  CHECK(inbox.list({.page_size = 501}).error().code == ErrorCode::invalid_argument);
  for (const auto* token : {"x", "-1", "1x", "99999999999999999999"})
    CHECK(inbox.list({}, {token}).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("several workers of several processes apply each event once") {
  World world(VPLATFORM_BOTH_DATABASES);
  std::vector<Session> sessions;
  for (int i = 0; i < 4; ++i) sessions.push_back(world.new_session());
  constexpr int events = 200;
  for (int i = 0; i < events; ++i)
    world.tell(joined(world, sessions[static_cast<std::size_t>(i) % 4], std::to_string(i)));
  const Backend other = world.other();
  std::atomic<std::size_t> finished{0};
  std::atomic<int> failed{0};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&, thread] {
        const Inbox inbox(thread % 2 == 0 ? world.backend : other, {.batch = 7});
        while (finished < events && failed == 0) {
          const auto done = inbox.work_off();
          if (done) finished += *done;
          if (!done) ++failed;
        }
      });
    }
  }
  CHECK(failed == 0);
  CHECK(finished == events);
  CHECK(world.count("SELECT count(*) FROM session_log WHERE what = 'joined'") == events);
  CHECK(world.count("SELECT count(DISTINCT event_number) FROM session_log WHERE what = 'joined'") == events);
  CHECK(world.count("SELECT count(*) FROM presence WHERE left_at IS NULL") == events);
}

TEST_CASE("a worker works until it is told to stop") {
  World world(VPLATFORM_BOTH_DATABASES);
  const Session session = world.new_session();
  std::stop_source stop;
  int waits = 0;
  world.backend.env.wait = [&](std::chrono::milliseconds delay, std::stop_token) {
    CHECK(delay == 500ms);
    if (++waits == 1) {
      world.tell(joined(world, session, "ada"));
    } else {
      stop.request_stop();
    }
    return true;
  };
  Inbox(world.backend).run(stop.get_token());
  CHECK(waits == 2);
  CHECK(in_the_set(world, "ada") == 1);
}
