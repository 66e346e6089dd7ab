// Who is in a meeting, who was, and putting people out.

#include <algorithm>
#include <utility>

#include "mock_call.hpp"
#include "mock_pages.hpp"

namespace vplatform::platforms::mock {

Step<Presence> MockPlatform::presence(const MeetingRef& ref) const {
  return call<Presence>("presence", [&](TimePoint now) -> Result<Presence> {
    auto people = service_->people(ref, now);
    if (!people) return Failure{people.error()};
    Presence presence{.as_of = now, .people = *std::move(people)};
    const bool anybody = std::any_of(presence.people.begin(), presence.people.end(),
                                     [](const Participant& who) { return who.is_person; });
    // Told to miss people, it cannot say that nobody is in.
    presence.complete = info_.capabilities.has(Capability::complete_presence);
    presence.state = anybody             ? PresenceState::occupied
                     : presence.complete ? PresenceState::empty
                                         : PresenceState::unknown;
    return presence;
  });
}

Step<void> MockPlatform::remove_participant(const MeetingRef& ref, const ParticipantId& who) const {
  return call<void>("remove_participant", [&](TimePoint now) { return service_->leave(ref, who, now); });
}

Step<void> MockPlatform::remove_all(const MeetingRef& ref) const {
  return call<void>("remove_all", [&](TimePoint now) { return service_->put_all_out(ref, now); });
}

Step<Page<MeetingSession>> MockPlatform::list_sessions(const MeetingRef& ref, const PageToken& from) const {
  return call<Page<MeetingSession>>("list_sessions", [&](TimePoint now) -> Result<Page<MeetingSession>> {
    const auto below = read_page_number("sessions", from, newest);
    if (!below) return Failure{below.error()};
    auto found = service_->sessions(ref, *below, page_size + 1, now);
    if (!found) return Failure{found.error()};
    return page_of<MeetingSession>("sessions", *std::move(found));
  });
}

Step<Page<Attendance>> MockPlatform::list_attendance(const SessionRef& session, const PageToken& from) const {
  return call<Page<Attendance>>("list_attendance", [&](TimePoint now) -> Result<Page<Attendance>> {
    const auto start = read_page_number("attendance", from, 0);
    if (!start) return Failure{start.error()};
    auto found = service_->session(session, now);
    if (!found) return Failure{found.error()};
    auto& people = found->people;
    Page<Attendance> page;
    for (std::size_t i = *start; i < people.size() && page.items.size() < page_size; ++i)
      page.items.push_back(std::move(people[i]));
    const std::size_t next = *start + page.items.size();
    if (next < people.size()) page.next = page_token("attendance", std::to_string(next));
    return page;
  });
}

Step<void> MockPlatform::set_theme(const MeetingRef& ref, const Theme& theme) const {
  return call<void>("set_theme", [&](TimePoint now) { return service_->paint(ref, theme, now); });
}

}  // namespace vplatform::platforms::mock
