#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "sessions/store/database.hpp"
#include "vplatform/sessions/session.hpp"

// The table people. A row begins as a seat: it takes a place while the platform is asked for the grant.

namespace vplatform::sessions {

/// What is known of a person in a session.
struct PersonRow {
  Person person{};
  bool was_let_in = false;
  std::optional<TimePoint> grant_until{};
};

[[nodiscard]] std::optional<PersonRow> find_person(Transaction& transaction, std::string_view session_id,
                                                   std::string_view person);

/// Takes a place for somebody who asks to get in, or holds it for longer.
void take_seat(Transaction& transaction, const Session& session, const AdmissionRequest& who, TimePoint now,
               TimePoint until);
/// Gives the place up: no grant came of it. What the person was let in with before stays.
void give_up_seat(Transaction& transaction, std::string_view session_id, std::string_view person,
                  TimePoint now);
/// The person has a grant and may enter; keeps the place for a while yet.
void seat_granted(Transaction& transaction, std::string_view session_id, std::string_view person,
                  const JoinGrant& grant, const AdmissionRequest& who, TimePoint now, TimePoint until);

/// Everybody who was let in or put out, oldest first; not who is in.
[[nodiscard]] std::vector<Person> list_people(Transaction& transaction, std::string_view session_id);

/// Marks a person as put out, or as not. False where there is no such person.
[[nodiscard]] bool set_removed(Transaction& transaction, std::string_view session_id, std::string_view person,
                               std::optional<TimePoint> at);

/// Until when somebody holds a grant; unset where nobody does.
[[nodiscard]] std::optional<TimePoint> latest_grant(Transaction& transaction, std::string_view session_id);

}  // namespace vplatform::sessions
