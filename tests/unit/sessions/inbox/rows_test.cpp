// Rows of events, without what brings them: many in one statement, and what an event says, there and back.

#include "sessions/inbox/inbox_rows.hpp"

#include <chrono>
#include <deque>
#include <string>
#include <vector>

#include "world.hpp"

using namespace sessions_test;
using namespace std::chrono_literals;

namespace {

EventFields fields_of(const World& world, const std::string& id) {
  return {.id = id,
          .natural_key = "left/" + id,
          .kind = EventKind::participant_left,
          .type = "participant.left",
          .platform = "mock",
          .at = world.now()};
}

/// Events on their way, at addresses that stay.
class Arrivals {
 public:
  explicit Arrivals(const World& world) : world_(world) {}

  void add(const EventFields& fields, const std::string& body) {
    fields_.push_back(fields);
    bodies_.push_back(body);
    events_.push_back(
        {.instance = "mock", .fields = &fields_.back(), .body = bodies_.back(), .received_at = world_.now()});
    rows_.push_back(row_of(events_.back()));
  }
  void store() const {
    std::vector<const NewRow*> rows;
    for (const NewRow& row : rows_) rows.push_back(&row);
    world_.write([&](Transaction& transaction) { store_rows(transaction, rows); });
  }

 private:
  const World& world_;
  std::deque<EventFields> fields_;
  std::deque<std::string> bodies_;
  std::deque<ReceivedEvent> events_;
  std::deque<NewRow> rows_;
};

std::vector<StoredEvent> claimed(const World& world) {
  std::vector<StoredEvent> events;
  world.write([&](Transaction& transaction) { events = claim_events(transaction, world.now(), {}, 1000); });
  return events;
}

std::int64_t count(const World& world, const std::string& where) {
  return world.count("SELECT count(*) FROM inbox_events WHERE " + where);
}

}  // namespace

TEST_CASE("each of many events at once is stored, whatever their number") {
  const World world(VPLATFORM_BOTH_DATABASES);
  int stored = 0;
  for (const int many : {1, 2, 3, 15, 16, 17, 63}) {
    Arrivals arrivals(world);
    for (int i = 0; i < many; ++i) {
      const std::string id = std::to_string(many) + "-" + std::to_string(i);
      arrivals.add(fields_of(world, id), "body of " + id);
    }
    arrivals.store();
    stored += many;
    CHECK(count(world, "state = 'waiting'") == stored);
  }
  for (const StoredEvent& event : claimed(world)) {
    CHECK(Inbox(world.backend).raw_body(event.number).value() == "body of " + event.fields.id);
  }
}

TEST_CASE("among many at once, repetitions change nothing and contradictions are dead") {
  const World world(VPLATFORM_BOTH_DATABASES);
  Arrivals before(world);
  before.add(fields_of(world, "known"), "as it was");
  before.store();

  Arrivals arrivals(world);
  for (int i = 0; i < 12; ++i) arrivals.add(fields_of(world, "new" + std::to_string(i)), "{}");
  arrivals.add(fields_of(world, "known"), "as it was");
  auto contradiction = fields_of(world, "known");
  contradiction.room = "another";
  arrivals.add(contradiction, "otherwise");
  auto elsewhen = fields_of(world, "new3");
  elsewhen.at = world.now() + 1s;
  arrivals.add(elsewhen, "later");
  auto other_type = fields_of(world, "new4");
  other_type.type = "participant.gone";
  arrivals.add(other_type, "of another type");
  auto other_id = fields_of(world, "another id");
  other_id.natural_key = "left/new5";
  arrivals.add(other_id, "{}");
  arrivals.store();

  CHECK(count(world, "state = 'waiting'") == 13);
  CHECK(count(world, "state = 'dead' AND dead_reason = 'conflicting' AND natural_key IS NULL") == 3);
  CHECK(count(world, "dedupe_key = 'id:another id'") == 0);
}

TEST_CASE("what an event says comes back as it went in") {
  const World world(VPLATFORM_BOTH_DATABASES);
  EventFields bare = fields_of(world, "bare");
  bare.at.reset();
  EventFields usual = fields_of(world, "usual");
  usual.room = "board";
  usual.meeting = MeetingRef{.platform = "mock", .id = "board", .room = "board"};
  usual.session_id = "s1";
  usual.participant = Participant{.id = {"c1"}, .identity = "ada", .name = "Ada", .role = Role::host};
  usual.people = 0;
  EventFields rare = fields_of(world, "rare");
  rare.room = "board";
  rare.meeting = MeetingRef{.platform = "", .id = "", .room = ""};
  rare.participant = Participant{.id = {"c2"}, .is_person = false, .joined_at = world.now()};
  rare.recording = RecordingRef{.meeting = {.platform = "other", .id = "77", .room = "cellar"},
                                .kind = RecordingKind::per_track,
                                .instance_key = "k",
                                .id = "r1"};
  rare.recording_state = RecordingState::ready;

  Arrivals arrivals(world);
  for (const auto* event : {&bare, &usual, &rare}) arrivals.add(*event, "{}");
  arrivals.store();
  const auto back = claimed(world);
  REQUIRE(back.size() == 3);

  CHECK(back[0].fields.id == "bare");
  CHECK(back[0].fields.kind == EventKind::participant_left);
  CHECK(back[0].fields.type == "participant.left");
  CHECK(back[0].fields.platform == "mock");
  CHECK(!back[0].fields.at);
  CHECK(back[0].at() == world.now());
  CHECK(!back[0].fields.meeting);
  CHECK(!back[0].fields.participant);
  CHECK(!back[0].fields.people);
  CHECK(!back[0].fields.recording_state);

  CHECK(back[1].fields.at == world.now());
  CHECK(back[1].fields.room == "board");
  CHECK(back[1].fields.meeting == usual.meeting);
  CHECK(back[1].fields.session_id == "s1");
  REQUIRE(back[1].fields.participant);
  CHECK(back[1].fields.participant->identity == "ada");
  CHECK(back[1].fields.participant->name == "Ada");
  CHECK(back[1].fields.participant->role == Role::host);
  CHECK(back[1].fields.participant->is_person);
  CHECK(back[1].fields.people == 0);

  CHECK(back[2].fields.meeting == rare.meeting);
  REQUIRE(back[2].fields.participant);
  CHECK(!back[2].fields.participant->is_person);
  CHECK(back[2].fields.participant->joined_at == world.now());
  REQUIRE(back[2].fields.recording);
  CHECK(back[2].fields.recording->meeting == rare.recording->meeting);
  CHECK(back[2].fields.recording->kind == RecordingKind::per_track);
  CHECK(back[2].fields.recording->instance_key == "k");
  CHECK(back[2].fields.recording->id == "r1");
  CHECK(back[2].fields.recording_state == RecordingState::ready);
}
