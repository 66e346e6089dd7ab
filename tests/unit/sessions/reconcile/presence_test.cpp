#include "sessions/reconcile/presence_rows.hpp"

#include "../inbox/world.hpp"
#include "sessions/session/session_rows.hpp"

using namespace sessions_test;

namespace {

/// A live session whose events and answers the test makes up.
struct Stage {
  explicit Stage(Dialect dialect) : world(dialect), session(world.new_session()), start(world.now()) {}

  [[nodiscard]] TimePoint at(int second) const { return start + std::chrono::seconds(second); }
  [[nodiscard]] Participant who(const std::string& name) const {
    return {.id = {"c-" + name}, .identity = name, .name = name};
  }
  void apply(EventKind kind, int second, std::optional<Participant> participant = {},
             const std::string& sitting = "s1") {
    StoredEvent event{.number = ++events, .received_at = world.now()};
    event.fields.kind = kind;
    event.fields.at = at(second);
    event.fields.session_id = sitting;
    event.fields.participant = std::move(participant);
    world.write([&](Transaction& transaction) {
      apply_presence_event(transaction, *lock_session(transaction, session.id), event);
    });
  }
  void joined(const std::string& name, int second, const std::string& sitting = "s1") {
    apply(EventKind::participant_joined, second, who(name), sitting);
  }
  void left(const std::string& name, int second, const std::string& sitting = "s1") {
    apply(EventKind::participant_left, second, who(name), sitting);
  }
  void answer(const Presence& presence) {
    world.write([&](Transaction& transaction) {
      apply_presence(transaction, *lock_session(transaction, session.id), presence);
    });
  }
  /// A complete answer.
  void complete(int second, std::vector<Participant> people) {
    const auto state = people.empty() ? PresenceState::empty : PresenceState::occupied;
    answer({.state = state, .as_of = at(second), .complete = true, .people = std::move(people)});
  }

  [[nodiscard]] std::string in() const {
    std::string names;
    world.write([&](Transaction& transaction) {
      for (const auto& one : people_in(transaction, session.id)) names += one.identity + " ";
    });
    return names;
  }
  /// Without the line that its making has written.
  [[nodiscard]] std::vector<std::string> log() const {
    auto lines = world.log(session.id);
    lines.erase(lines.begin());
    return lines;
  }
  [[nodiscard]] int places(const std::string& person, int second) const {
    int places = 0;
    world.write([&](Transaction& transaction) {
      places = places_taken(transaction, session.id, person, at(second));
    });
    return places;
  }
  /// Who was let in at a second, and has a place kept for a minute.
  void admit(const std::string& person, std::optional<std::string> identity, int second) const {
    world.execute(
        "INSERT INTO people (session_id, person, identity, name, role, session_created_at, admitted_at, "
        "seat_until) VALUES (?, ?, ?, ?, 'participant', ?, ?, ?)",
        {session.id, person, identity, person, session.created_at, at(second), at(second + 60)});
  }
  [[nodiscard]] std::optional<TimePoint> time(const std::string& column) const {
    std::optional<TimePoint> found;
    world.write([&](Transaction& transaction) {
      found =
          transaction.find("SELECT " + column + " FROM sessions WHERE id = ?", {session.id})->maybe_time(0);
    });
    return found;
  }
  void nothing_due() const { world.execute("UPDATE sessions SET poll_due = ?", {at(100'000)}); }
  [[nodiscard]] bool is_look_due() const { return time("poll_due") <= world.now(); }

  World world;
  Session session;
  TimePoint start;
  std::int64_t events = 0;
};

}  // namespace

TEST_CASE("those who came and have not gone are in") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.joined("ada", 10);
  stage.joined("bob", 11);
  stage.left("ada", 20);
  CHECK(stage.in() == "bob ");
  CHECK(stage.log() == std::vector<std::string>{"joined ada", "joined bob", "left ada"});
  CHECK(stage.time("first_joined_at") == stage.at(10));
}

TEST_CASE("events out of order and twice lead to the same set") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.left("ada", 20);
  stage.joined("bob", 11);
  stage.joined("ada", 10);
  stage.joined("bob", 11);
  stage.left("ada", 20);
  CHECK(stage.in() == "bob ");
  CHECK(stage.time("first_joined_at") == stage.at(10));
  CHECK(stage.world.count("SELECT count(*) FROM presence") == 2);
}

TEST_CASE("somebody in a scheduled session makes it live") {
  const auto dialect = VPLATFORM_BOTH_DATABASES;
  Stage stage(dialect);
  stage.session = stage.world.new_session({.starts_at = stage.at(600)});
  REQUIRE(stage.session.state == SessionState::scheduled);
  SECTION("by coming") {
    stage.joined("ada", 10);
  }
  SECTION("by having gone, where the news of the coming were lost") {
    stage.left("ada", 10);
  }
  SECTION("by being seen") {
    stage.complete(10, {stage.who("ada")});
  }
  SECTION("also where nobody can be told apart") {
    stage.apply(EventKind::participant_joined, 10, Participant{});
  }
  CHECK(stage.world.session(stage.session.id).state == SessionState::live);
  CHECK(stage.log().front() == "live");
}

TEST_CASE("a room that is made, and that goes again, makes nothing live, and leads to a look") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.session = stage.world.new_session({.starts_at = stage.at(600)});
  stage.nothing_due();
  stage.apply(EventKind::meeting_started, 10);
  CHECK(stage.is_look_due());
  stage.apply(EventKind::meeting_ended, 20);
  CHECK(stage.world.session(stage.session.id).state == SessionState::scheduled);
  CHECK(stage.log() == std::vector<std::string>{"meeting_started s1", "meeting_ended s1"});
}

TEST_CASE("machines make nothing live, and are not among the people") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.session = stage.world.new_session({.starts_at = stage.at(600)});
  auto recorder = stage.who("recorder");
  recorder.is_person = false;
  stage.apply(EventKind::participant_joined, 10, recorder);
  CHECK(stage.world.session(stage.session.id).state == SessionState::scheduled);
  CHECK(stage.places("ada", 20) == 0);
  CHECK(!stage.time("first_joined_at"));
  stage.joined("ada", 20);
  stage.left("ada", 30);
  stage.answer(
      {.state = PresenceState::empty, .as_of = stage.at(40), .complete = true, .people = {recorder}});
  CHECK(stage.time("empty_since") == stage.at(40));
}

TEST_CASE("people without an identity are told apart by their connection") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.apply(EventKind::participant_joined, 10, Participant{.id = {"c1"}, .name = "Guest"});
  stage.apply(EventKind::participant_joined, 11, Participant{.id = {"c2"}, .name = "Guest"});
  CHECK(stage.places("ada", 20) == 2);
  stage.apply(EventKind::participant_left, 12, Participant{.id = {"c1"}});
  CHECK(stage.places("ada", 20) == 1);
  CHECK(stage.log() == std::vector<std::string>{"joined c1", "joined c2", "left c1"});
}

TEST_CASE("somebody who cannot be told apart leads to a question, and to nobody in the set") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.nothing_due();
  stage.apply(EventKind::participant_joined, 10, Participant{.name = "Guest"});
  CHECK(stage.in().empty());
  CHECK(stage.is_look_due());
  stage.answer({.state = PresenceState::occupied,
                .as_of = stage.at(20),
                .complete = true,
                .people = {Participant{.name = "Guest"}}});
  CHECK(!stage.time("empty_since"));
}

TEST_CASE("the end of a sitting closes that sitting alone") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.joined("ada", 10, "s1");
  stage.joined("bob", 30, "s2");
  stage.nothing_due();
  stage.apply(EventKind::meeting_ended, 40, {}, "s1");
  CHECK(stage.in() == "bob ");
  CHECK(stage.log().back() == "left ada?");
  CHECK(stage.is_look_due());
  CHECK(stage.world.session(stage.session.id).state == SessionState::live);
  SECTION("whoever joined it is gone, also where that is told late") {
    stage.joined("eve", 20, "s1");
    CHECK(stage.in() == "bob ");
    stage.left("eve", 30, "s1");
    CHECK(stage.world.count("SELECT left_is_inferred FROM presence WHERE identity = 'eve'") == 0);
    CHECK(stage.world.count("SELECT left_at FROM presence WHERE identity = 'eve'") ==
          to_stored(stage.at(30)));
  }
  SECTION("and whoever came back is in") {
    stage.joined("ada", 60, "s2");
    CHECK(stage.in() == "bob ada ");
  }
}

TEST_CASE("an end without a sitting closes nothing") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.joined("ada", 10, "");
  stage.apply(EventKind::meeting_ended, 40, {}, "");
  CHECK(stage.in() == "ada ");
}

TEST_CASE("a complete answer brings in who was not told of, and takes out who is not there") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.joined("ada", 10);
  stage.complete(30, {stage.who("bob")});
  CHECK(stage.in() == "bob ");
  CHECK(stage.log() == std::vector<std::string>{"joined ada", "joined bob?", "left ada?"});
  SECTION("until there is evidence of the contrary") {
    stage.complete(40, {stage.who("ada"), stage.who("bob")});
    CHECK(stage.in() == "ada bob ");
  }
  SECTION("and the platform's own word on when replaces the conclusion") {
    stage.left("ada", 25);
    CHECK(stage.world.count("SELECT left_at FROM presence WHERE identity = 'ada'") ==
          to_stored(stage.at(25)));
    CHECK(stage.log().back() == "left ada");
  }
}

TEST_CASE("an answer knows nothing of what happened after it") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.joined("ada", 10);
  stage.joined("bob", 31);
  stage.left("eve", 32);
  stage.complete(30, {stage.who("ada"), stage.who("eve")});
  CHECK(stage.in() == "ada bob ");
  stage.complete(20, {});
  CHECK(stage.in() == "ada bob ");
  CHECK(!stage.time("empty_since"));
}

TEST_CASE("an incomplete answer takes nobody out, and an unknown one says nothing") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.joined("ada", 10);
  stage.answer({.state = PresenceState::occupied, .as_of = stage.at(30), .people = {stage.who("bob")}});
  CHECK(stage.in() == "ada bob ");
  stage.answer({.state = PresenceState::unknown, .as_of = stage.at(40), .complete = true});
  CHECK(stage.in() == "ada bob ");
  stage.left("ada", 41);
  stage.left("bob", 42);
  stage.answer({.state = PresenceState::empty, .as_of = stage.at(50), .complete = false});
  CHECK(!stage.time("empty_since"));
}

TEST_CASE("it is kept since when a session is completely empty") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.complete(10, {});
  stage.complete(20, {});
  CHECK(stage.time("empty_since") == stage.at(10));
  SECTION("and an unknown answer does not change that") {
    stage.answer({.state = PresenceState::unknown, .as_of = stage.at(30)});
    CHECK(stage.time("empty_since") == stage.at(10));
  }
  SECTION("until somebody comes") {
    stage.joined("ada", 30);
    CHECK(!stage.time("empty_since"));
    stage.complete(29, {});
    CHECK(!stage.time("empty_since"));
  }
  SECTION("until somebody is seen") {
    stage.complete(30, {stage.who("ada")});
    CHECK(!stage.time("empty_since"));
  }
  SECTION("until somebody is seen who has no name of any kind") {
    stage.answer({.state = PresenceState::occupied, .as_of = stage.at(30), .people = {Participant{}}});
    CHECK(!stage.time("empty_since"));
  }
}

TEST_CASE("what was told by a clock that was set back holds nobody in") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.complete(7200, {stage.who("ada")});
  CHECK(stage.in() == "ada ");
  stage.complete(10, {stage.who("bob")});
  CHECK(stage.in() == "bob ");
  stage.complete(20, {stage.who("ada"), stage.who("bob")});
  CHECK(stage.in() == "bob ada ");
  stage.complete(30, {});
  CHECK(stage.time("empty_since") == stage.at(30));
}

TEST_CASE("a host who has come is remembered") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.joined("ada", 10);
  CHECK(!stage.time("host_came_at"));
  SECTION("as the platform says") {
    auto host = stage.who("eve");
    host.role = Role::host;
    stage.apply(EventKind::participant_joined, 20, host);
  }
  SECTION("as we have let in") {
    stage.admit("eve", "eve", 15);
    stage.world.execute("UPDATE people SET role = 'host' WHERE person = 'eve'");
    stage.joined("eve", 20);
  }
  CHECK(stage.time("host_came_at") == stage.at(20));
  stage.left("eve", 30);
  CHECK(stage.time("host_came_at") == stage.at(20));
}

TEST_CASE("a place is taken by who is in, and by who was let in a moment ago") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.admit("ada", "ada", 0);
  stage.admit("bob", std::nullopt, 0);
  CHECK(stage.places("eve", 10) == 2);
  CHECK(stage.places("ada", 10) == 1);
  CHECK(stage.places("eve", 61) == 0);
  stage.joined("ada", 10);
  CHECK(stage.places("eve", 20) == 2);
  CHECK(stage.places("eve", 61) == 1);
  CHECK(stage.places("ada", 61) == 0);
  SECTION("a second connection of the same person takes no second place") {
    stage.apply(EventKind::participant_joined, 11, Participant{.id = {"phone"}, .identity = "ada"});
    CHECK(stage.places("eve", 20) == 2);
  }
  SECTION("who has been in and has gone takes none") {
    stage.left("ada", 15);
    CHECK(stage.places("eve", 20) == 1);
  }
  SECTION("who was put out takes none while not in") {
    stage.left("ada", 15);
    stage.world.execute("UPDATE people SET removed_at = ?", {stage.at(16)});
    CHECK(stage.places("eve", 20) == 0);
  }
}

TEST_CASE("somebody who left in the second in which they were seen is asked about at once") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.joined("bob", 9);
  stage.joined("ada", 10);
  // Seen at 12.4 s, gone at 12.9 s, and told to the second.
  stage.answer({.state = PresenceState::occupied,
                .as_of = stage.at(12) + 400ms,
                .complete = true,
                .people = {stage.who("ada"), stage.who("bob")}});
  stage.nothing_due();
  stage.left("ada", 12);
  CHECK(stage.is_look_due());
}

TEST_CASE("somebody who is to stay out, and the last one who goes, lead to a look at once") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.joined("ada", 10);
  stage.nothing_due();
  stage.joined("bob", 11);
  stage.left("bob", 12);
  CHECK(!stage.is_look_due());
  SECTION("removed") {
    stage.admit("eve", "eve", 0);
    stage.world.execute("UPDATE people SET removed_at = ?", {stage.at(1)});
    stage.joined("eve", 20);
    CHECK(stage.is_look_due());
  }
  SECTION("the last one") {
    stage.left("ada", 20);
    CHECK(stage.is_look_due());
  }
}

TEST_CASE("events of a session that is over change its set, and not its state") {
  Stage stage(VPLATFORM_BOTH_DATABASES);
  stage.joined("ada", 10);
  stage.world.write([&](Transaction& transaction) {
    deny_entry(transaction, *lock_session(transaction, stage.session.id),
               {.what = "ended", .at = stage.at(20)});
  });
  stage.left("ada", 30);
  stage.joined("bob", 31);
  stage.complete(40, {stage.who("bob")});
  CHECK(stage.in() == "bob ");
  CHECK(stage.world.session(stage.session.id).state == SessionState::ended);
  CHECK(!stage.time("poll_due"));
}
