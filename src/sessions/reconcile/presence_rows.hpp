#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sessions/inbox/inbox_rows.hpp"
#include "sessions/store/database.hpp"
#include "vplatform/presence.hpp"
#include "vplatform/sessions/session.hpp"

// The tables presence, sittings and instance_watch. Presence is a set of connections, never a count.

namespace vplatform::sessions {

/// Merges an event of a meeting or of a participant into a locked session: what is older than what is known
/// changes nothing, and the order of arrival does not matter. Makes the session live, writes the log, and
/// asks for a poll soon where a poll tells more. The end of a sitting closes that sitting alone. Other events
/// are not its affair.
void apply_presence_event(Transaction& transaction, const Session& session, const StoredEvent& event);

/// Merges what a platform has answered: who is in is in; who is not, and was before `presence.as_of`, has
/// left, inferred, where the answer is complete. Unknown changes nothing. Keeps since when the session is
/// completely empty.
void apply_presence(Transaction& transaction, const Session& session, const Presence& presence);

/// Those who are in as far as is known.
[[nodiscard]] std::vector<Participant> people_in(Transaction& transaction, std::string_view session_id);

/// How many places are taken at `now`: persons who are in, and persons who were admitted a moment ago and are
/// not seen yet; without `person`, who keeps a place once had.
[[nodiscard]] int places_taken(Transaction& transaction, std::string_view session_id, std::string_view person,
                               TimePoint now);

/// Notes that an instance's webhooks flow.
void saw_event(Transaction& transaction, std::string_view instance, TimePoint now);

}  // namespace vplatform::sessions
