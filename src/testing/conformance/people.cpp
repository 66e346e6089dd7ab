// Who is in, who was in, and putting people out.

#include <algorithm>

#include "testing/conformance/context.hpp"

namespace vplatform::testing::conformance {
namespace {

using namespace std::chrono_literals;

// Longer than any service's statistics lag.
constexpr auto lag = 20min;

std::string let_in(Context& context, const Meeting& meeting, std::string_view who) {
  return context.play("join", object({{"room", meeting.ref.room}, {"name", who}, {"user_id", who}}),
                      "participant");
}

bool holds(const std::vector<Participant>& people, std::string_view name) {
  return std::any_of(people.begin(), people.end(), [&](const Participant& one) { return one.name == name; });
}

Presence look(Context& context, const Meeting& meeting) {
  return must(context.client().presence(meeting.ref), "presence");
}

void sees_who_is_in(Context& context) {
  const auto meeting = context.make();
  const auto ada = let_in(context, meeting, "Ada");
  const auto bob = let_in(context, meeting, "Bob");
  if (context.can(Capability::complete_presence)) {
    context.advance(1s);
    const auto two = look(context, meeting);
    expect(two.state == PresenceState::occupied && two.complete && two.people.size() == 2,
           "of two people it does not see two");
    expect(holds(two.people, "Ada") && holds(two.people, "Bob"), "people are not named");
    context.play("leave", object({{"participant", ada}, {"room", meeting.ref.room}}));
    const auto one = look(context, meeting);
    expect(one.people.size() == 1 && holds(one.people, "Bob"), "who left is still seen");
    return;
  }
  context.advance(lag);
  const auto there = look(context, meeting);
  expect(there.state == PresenceState::occupied, "of two people who have been in for a while it sees nobody");
  expect(!there.complete, "it says that nobody can be missing, and does not declare it");
  expect(!bob.empty(), "the emulator does not say who came in");
}

void empty_is_empty(Context& context) {
  const auto meeting = context.make();
  const auto before = look(context, meeting);
  expect(before.state != PresenceState::occupied && before.people.empty(),
         "nobody is in, and somebody is seen");
  if (!context.can(Capability::complete_presence)) {
    expect(before.state == PresenceState::unknown, "it cannot be sure, and says empty");
    return;
  }
  expect(before.state == PresenceState::empty && before.complete, "nobody is in, and it is not sure");
  const auto ada = let_in(context, meeting, "Ada");
  context.play("leave", object({{"participant", ada}, {"room", meeting.ref.room}}));
  expect(look(context, meeting).state == PresenceState::empty, "all have left, and it is not empty");
}

void an_error_is_not_empty(Context& context) {
  const auto meeting = context.make();
  (void)let_in(context, meeting, "Ada");
  for (const auto& [status, body] : std::vector<std::pair<int, std::string>>{
           {500, "{}"}, {200, ""}, {200, "<html>"}, {403, "{}"}, {200, "{\"data\":7}"}}) {
    context.rig(always({.status = status, .body = body}));
    const auto presence = context.client().presence(meeting.ref);
    expect(!presence || presence->state != PresenceState::empty,
           "an answer of " + std::to_string(status) + " '" + body + "' is read as an empty meeting");
  }
}

void puts_one_out(Context& context) {
  const auto meeting = context.make();
  const auto ada = let_in(context, meeting, "Ada");
  (void)let_in(context, meeting, "Bob");
  must(context.client().remove_participant(meeting.ref, {ada}), "remove_participant");
  const auto rest = look(context, meeting);
  expect(rest.people.size() == 1 && holds(rest.people, "Bob"), "the wrong one is out, or nobody is");
  const auto again = context.client().remove_participant(meeting.ref, {ada});
  expect(again || again.error().code == ErrorCode::not_found,
         "putting out who is gone is neither fine nor not_found");
}

void puts_all_out(Context& context) {
  const auto meeting = context.make();
  for (const char* who : {"Ada", "Bob", "Cy"}) (void)let_in(context, meeting, who);
  must(context.client().remove_all(meeting.ref), "remove_all");
  expect(look(context, meeting).people.empty(), "somebody is still in");
  must(context.client().remove_all(meeting.ref), "remove_all of an empty meeting");
}

void a_failed_removal_is_an_error(Context& context) {
  const auto meeting = context.make();
  const auto ada = let_in(context, meeting, "Ada");
  for (const int status : {401, 403, 500}) {
    context.rig(always({.status = status, .body = "{}"}));
    (void)must_fail(context.client().remove_participant(meeting.ref, {ada}),
                    "a removal answered with " + std::to_string(status));
  }
}

// A meeting that two people have been to.
Meeting held(Context& context) {
  auto meeting = context.make();
  const auto ada = let_in(context, meeting, "Ada");
  const auto bob = let_in(context, meeting, "Bob");
  context.advance(10min);
  for (const auto& who : {ada, bob})
    context.play("leave", object({{"participant", who}, {"room", meeting.ref.room}}));
  context.advance(lag);
  return meeting;
}

void remembers_sittings(Context& context) {
  const auto meeting = held(context);
  const auto list = must(context.client().list_sessions(meeting.ref), "list_sessions");
  expect(list.items.size() == 1, "of one sitting it tells " + std::to_string(list.items.size()));
  const auto& one = list.items.front();
  expect(one.ref.meeting.platform == context.info().instance && !one.ref.id.empty(),
         "the sitting has no reference");
  expect(one.ended_at.has_value() && *one.ended_at > one.started_at,
         "the sitting has no end after its beginning");
  const auto lasted = *one.ended_at - one.started_at;
  expect(lasted >= 9min && lasted <= 12min, "a sitting of ten minutes is told with another length");
}

void remembers_people(Context& context) {
  const auto meeting = held(context);
  const auto list = must(context.client().list_sessions(meeting.ref), "list_sessions");
  expect(!list.items.empty(), "it remembers no sitting");
  std::vector<Participant> people;
  PageToken at;
  for (int page = 0; page < 10; ++page) {
    const auto some = must(context.client().list_attendance(list.items.front().ref, at), "list_attendance");
    for (const auto& one : some.items) people.push_back(one.participant);
    if (some.next.empty()) break;
    at = some.next;
  }
  expect(holds(people, "Ada") && holds(people, "Bob"), "it does not remember who was there");
}

void never_held_is_no_error(Context& context) {
  const auto meeting = context.make();
  context.advance(lag);
  const auto list =
      must(context.client().list_sessions(meeting.ref), "list_sessions of a meeting that nobody came to");
  expect(list.items.empty(), "nobody came, and there was a sitting");
}

void theme_is_taken(Context& context) {
  (void)context.emulator();
  const auto meeting = context.make();
  must(context.client().set_theme(meeting.ref, {.primary_color = "#102030"}), "set_theme");
  context.rig(always({.status = 500, .body = "{}"}));
  (void)must_fail(context.client().set_theme(meeting.ref, {.primary_color = "#102030"}),
                  "a theme answered with 500");
}

}  // namespace

void add_people(std::vector<Entry>& all) {
  using enum Capability;
  constexpr std::string_view area = "people";
  all.push_back({{area, "sees_who_is_in", "it sees who is in", {presence}, {presence, complete_presence}},
                 sees_who_is_in});
  all.push_back(
      {{area, "empty_is_empty", "it says empty only when it is sure", {presence}, {complete_presence}},
       empty_is_empty});
  all.push_back(
      {{area, "an_error_is_not_empty", "an answer that cannot be read is no empty meeting", {presence}},
       an_error_is_not_empty});
  all.push_back({{area,
                  "puts_one_out",
                  "it puts out one, and nobody else",
                  {remove_participant, complete_presence},
                  {remove_participant}},
                 puts_one_out});
  all.push_back({{area,
                  "puts_all_out",
                  "it puts everybody out, also twice",
                  {remove_all, complete_presence},
                  {remove_all}},
                 puts_all_out});
  all.push_back(
      {{area, "a_failed_removal_is_an_error", "a removal that was refused is an error", {remove_participant}},
       a_failed_removal_is_an_error});
  all.push_back({{area, "remembers_sittings", "it tells when a meeting was held", {sessions}, {sessions}},
                 remembers_sittings});
  all.push_back({{area, "remembers_people", "it tells who was there", {sessions, attendance}, {attendance}},
                 remembers_people});
  all.push_back(
      {{area, "never_held_is_no_error", "a meeting that nobody came to has no sittings", {sessions}},
       never_held_is_no_error});
  all.push_back(
      {{area, "theme_is_taken", "a theme is taken, or an error", {theme}, {theme}}, theme_is_taken});
}

}  // namespace vplatform::testing::conformance
