#include "broken.hpp"

namespace vplatform::conformance_test {

namespace {

Step<void> does_nothing(const Step<void>&) {
  return Result<void>();
}

}  // namespace

std::vector<Row> broken_people(const Good& good) {
  return {
      {"sees_who_is_in", "it forgets the last",
       broken(good.daily,
              [](Broken& p) {
                p.presence_step = [](Step<Presence> step) {
                  return with_value(std::move(step), [](Presence& presence) {
                    if (!presence.people.empty()) presence.people.pop_back();
                  });
                };
              })},
      {"empty_is_empty", "it says empty when it cannot know",
       broken(good.whereby,
              [](Broken& p) {
                p.presence_step = [](Step<Presence> step) {
                  return with_value(std::move(step),
                                    [](Presence& presence) { presence.state = PresenceState::empty; });
                };
              })},
      {"an_error_is_not_empty", "what it cannot read is empty",
       broken(good.daily,
              [](Broken& p) {
                p.presence_step = [](Step<Presence> step) {
                  return never_failing(std::move(step),
                                       Presence{.state = PresenceState::empty, .complete = true});
                };
              })},
      {"puts_one_out", "it puts nobody out",
       broken(good.daily, [](Broken& p) { p.remove_step = does_nothing; })},
      {"puts_all_out", "it puts nobody out",
       broken(good.daily, [](Broken& p) { p.remove_all_step = does_nothing; })},
      {"a_failed_removal_is_an_error", "it calls every removal a success",
       broken(good.daily,
              [](Broken& p) {
                p.remove_step = [](Step<void> step) { return never_failing(std::move(step)); };
              })},
      {"remembers_sittings", "its sittings never end",
       broken(good.daily,
              [](Broken& p) {
                p.sessions_step = [](Step<Page<MeetingSession>> step) {
                  return with_value(std::move(step), [](Page<MeetingSession>& page) {
                    for (auto& one : page.items) one.ended_at.reset();
                  });
                };
              })},
      {"remembers_people", "it remembers nobody",
       broken(good.daily,
              [](Broken& p) {
                p.attendance_step = [](Step<Page<Attendance>> step) {
                  return with_value(std::move(step), [](Page<Attendance>& page) { page.items.clear(); });
                };
              })},
      {"never_held_is_no_error", "it finds no meeting that was not held",
       broken(good.daily,
              [](Broken& p) {
                p.sessions_step = [](Step<Page<MeetingSession>> step) {
                  return changed(std::move(step),
                                 [](Result<Page<MeetingSession>> result) -> Result<Page<MeetingSession>> {
                                   if (result && result->items.empty())
                                     return fail(ErrorCode::not_found, "nothing was held");
                                   return result;
                                 });
                };
              })},
      {"theme_is_taken", "it calls every theme a success",
       broken(
           good.whereby,
           [](Broken& p) { p.theme_step = [](Step<void> step) { return never_failing(std::move(step)); }; })},
  };
}

}  // namespace vplatform::conformance_test
