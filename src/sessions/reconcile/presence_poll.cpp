// What a platform answers when it is asked who is in.

#include <algorithm>
#include <chrono>
#include <set>
#include <string>

#include "sessions/inbox/storable.hpp"
#include "sessions/reconcile/presence_rows.hpp"
#include "sessions/reconcile/presence_write.hpp"

namespace vplatform::sessions {
namespace {

// No complete answer is that old.
constexpr std::chrono::minutes oldest_answer{10};

Witness asked(const Presence& presence) {
  Witness witness{.source = Source::poll};
  if (presence.complete) witness.newest = presence.as_of + oldest_answer;
  return witness;
}

/// Whether something known was told later than the answer counts for.
bool is_newer(TimePoint told_at, const Presence& presence) {
  const auto newest = asked(presence).newest;
  return told_at > presence.as_of && !(newest && told_at > *newest);
}

/// Whoever is in as far as is known, and is not in a complete list, has left.
void miss(Transaction& transaction, const Session& session, const PresenceRow& row,
          const Presence& presence) {
  const Sighting gone{
      .who = {.id = {row.connection}, .is_person = row.is_person}, .at = presence.as_of, .is_inferred = true};
  (void)write_sighting(transaction, session, gone, asked(presence));
}

void merge_list(Transaction& transaction, const Session& session, const Presence& presence) {
  std::set<std::string> listed;
  for (const auto& one : presence.people) {
    if (one.id.value.empty()) continue;  // counts in the state alone
    const Sighting in{
        .who = storable(one), .at = presence.as_of, .is_in = true, .is_inferred = !one.joined_at};
    listed.insert(in.who.id.value);
    (void)write_sighting(transaction, session, in, asked(presence));
  }
  if (!presence.complete) return;
  for (const auto& row : present_rows(transaction, session.id)) {
    if (!listed.contains(row.connection)) miss(transaction, session, row, presence);
  }
}

std::optional<TimePoint> earlier(const std::optional<TimePoint>& known, TimePoint at) {
  return known && *known < at ? known : std::optional(at);
}

/// Since when the session is completely empty, after an answer that is the newest.
void write_state(Transaction& transaction, const Session& session, const Presence& presence) {
  const auto row =
      transaction.find("SELECT presence_as_of, empty_since FROM sessions WHERE id = ?", {session.id});
  if (const auto known = row->maybe_time(0); known && is_newer(*known, presence)) return;
  const bool is_empty = presence.state == PresenceState::empty;
  if (is_empty && !presence.complete) return;  // says nothing either way
  const bool is_sure = is_empty && !is_anybody_in(transaction, session.id);
  const auto empty_since = is_sure ? earlier(row->maybe_time(1), presence.as_of) : std::nullopt;
  (void)transaction.execute(
      "UPDATE sessions SET presence_state = ?, presence_as_of = ?, empty_since = ? WHERE id = ?",
      {is_sure ? "empty" : "occupied", presence.as_of, empty_since, session.id});
}

}  // namespace

void apply_presence(Transaction& transaction, const Session& session, const Presence& presence) {
  if (presence.state == PresenceState::unknown) return;
  merge_list(transaction, session, presence);
  write_state(transaction, session, presence);
}

}  // namespace vplatform::sessions
