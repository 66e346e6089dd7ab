// Who is in, and who is to stay out.

#include <algorithm>
#include <utility>

#include "sessions/crash_point.hpp"
#include "sessions/reconcile/presence_rows.hpp"
#include "sessions/session/check_request.hpp"
#include "sessions/session/context.hpp"
#include "sessions/session/people_rows.hpp"
#include "sessions/session/session_rows.hpp"
#include "vplatform/factory.hpp"

namespace vplatform::sessions {
namespace {

Failure no_person(std::string_view person) {
  return fail(ErrorCode::not_found, "the session knows nobody '" + std::string(person) + "'");
}

/// Whom to put out, and of which meeting.
struct Removed {
  Session session{};
  std::string identity{};
};

Result<Removed> bar(const SessionsContext& context, std::string_view id, std::string_view person) {
  return context.database().write([&](Transaction& transaction) -> Result<Removed> {
    auto session = lock_session(transaction, id);
    if (!session) return no_session(id);
    const auto known = find_person(transaction, id, person);
    if (!known) return no_person(person);
    const TimePoint now = context.env.now();
    if (!known->person.removed_at) {
      (void)set_removed(transaction, id, person, now);
      write_log(transaction, id, {.what = "removed", .detail = person, .at = now});
    }
    // Where the call is lost in a crash, or the person is on the way in, a look soon shows it.
    (void)transaction.execute("UPDATE sessions SET poll_due = ? WHERE id = ? AND over_at IS NULL", {now, id});
    return Removed{*std::move(session), known->person.identity};
  });
}

/// Who is in: as the platform says, else as far as is known.
Result<std::vector<Participant>> find_connections(const SessionsContext& context, const Client& client,
                                                  const Session& session, const CallOptions& call) {
  Error why;
  if (client.info().capabilities.has(Capability::presence)) {
    auto presence = client.presence(*session.meeting, call);
    if (presence && presence->state != PresenceState::unknown) return std::move(presence->people);
    if (!presence) why = std::move(presence.error());
    if (why.code == ErrorCode::not_found)
      return std::vector<Participant>();  // nobody is in a room that is gone
  }
  auto known = context.database().read([&](Transaction& transaction) -> Result<std::vector<Participant>> {
    return people_in(transaction, session.id);
  });
  if (known && known->empty() && !why.message.empty()) return Failure{std::move(why)};
  return known;
}

Result<void> put_out(const SessionsContext& context, const Removed& removed, const CallOptions& call) {
  const Session& session = removed.session;
  if (session.over_at || !session.meeting || removed.identity.empty()) return {};
  const auto client = context.platforms->client(session.meeting->platform);
  if (!client) return Failure{client.error()};
  if (!client->info().capabilities.has(Capability::remove_participant)) {
    return fail(ErrorCode::unsupported, "the platform '" + session.meeting->platform +
                                            "' puts nobody out; the person gets no new grant");
  }
  const auto people = find_connections(context, *client, session, call);
  if (!people) return Failure{people.error()};
  for (const Participant& who : *people) {
    if (who.identity != removed.identity) continue;
    auto done = client->remove_participant(*session.meeting, who.id, call);
    if (!done && done.error().code != ErrorCode::not_found) return done;
  }
  return {};
}

/// Marks those who are in, and adds those who came without a grant of ours.
void add_presence(std::vector<Person>& people, const std::vector<Participant>& present) {
  for (const Participant& who : present) {
    if (!who.is_person) continue;
    const auto known = std::find_if(people.begin(), people.end(), [&](const Person& one) {
      return !who.identity.empty() && one.identity == who.identity;
    });
    if (known != people.end()) {
      known->is_in = true;
    } else {
      people.push_back({.identity = who.identity,
                        .name = who.name,
                        .role = who.role.value_or(Role::participant),
                        .is_in = true});
    }
  }
}

}  // namespace

Result<std::vector<Person>> Sessions::people(std::string_view id) const {
  const auto session = get(id);
  if (!session) return Failure{session.error()};
  return state_->database().read([&](Transaction& transaction) -> Result<std::vector<Person>> {
    auto people = list_people(transaction, id);
    add_presence(people, people_in(transaction, id));
    return people;
  });
}

Result<void> Sessions::remove(std::string_view id, std::string_view person, const CallOptions& call) const {
  const State& context = *state_;
  if (fault_of_text("id", id)) return fail(ErrorCode::not_found, "there is no session of that id");
  if (auto fault = fault_of_name("person", person)) return *std::move(fault);
  crash_point("remove.before_write");
  const auto removed = bar(context, id, person);
  crash_point("remove.after_write");
  if (!removed) return Failure{removed.error()};
  auto done = put_out(context, *removed, call);
  crash_point("remove.after_call");
  return done;
}

Result<void> Sessions::readmit(std::string_view id, std::string_view person) const {
  const State& context = *state_;
  if (fault_of_text("id", id)) return fail(ErrorCode::not_found, "there is no session of that id");
  if (auto fault = fault_of_name("person", person)) return *std::move(fault);
  return context.database().write([&](Transaction& transaction) -> Result<void> {
    if (!lock_session(transaction, id)) return no_session(id);
    if (!set_removed(transaction, id, person, std::nullopt)) return no_person(person);
    write_log(transaction, id, {.what = "readmitted", .detail = person, .at = context.env.now()});
    return {};
  });
}

}  // namespace vplatform::sessions
