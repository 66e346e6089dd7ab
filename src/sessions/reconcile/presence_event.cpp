// What an event says of who is in.

#include "sessions/reconcile/presence_rows.hpp"
#include "sessions/reconcile/presence_write.hpp"

namespace vplatform::sessions {
namespace {

/// Whether it was news.
bool write_sitting(Transaction& transaction, const Session& session, const StoredEvent& event,
                   std::optional<TimePoint> started_at, std::optional<TimePoint> ended_at) {
  const std::string& sitting = event.fields.session_id;
  const auto known =
      transaction.find("SELECT started_at, ended_at FROM sittings WHERE session_id = ? AND sitting = ?",
                       {session.id, sitting});
  if (known && (known->maybe_time(0) || !started_at) && (known->maybe_time(1) || !ended_at)) return false;
  (void)transaction.execute(
      "INSERT INTO sittings (session_id, sitting, started_at, ended_at) VALUES (?, ?, ?, ?) ON CONFLICT "
      "(session_id, sitting) DO UPDATE SET started_at = COALESCE(sittings.started_at, excluded.started_at), "
      "ended_at = COALESCE(sittings.ended_at, excluded.ended_at)",
      {session.id, sitting, started_at, ended_at});
  return true;
}

std::optional<TimePoint> end_of_sitting(Transaction& transaction, const Session& session,
                                        const std::string& sitting) {
  const auto row = transaction.find("SELECT ended_at FROM sittings WHERE session_id = ? AND sitting = ?",
                                    {session.id, sitting});
  return row ? row->maybe_time(0) : std::nullopt;
}

void log_sitting(Transaction& transaction, const Session& session, const StoredEvent& event,
                 std::string_view what) {
  write_log(transaction, session.id,
            {.what = what,
             .detail = event.fields.session_id,
             .source = Source::event,
             .event = event.number,
             .at = event.at()});
}

/// Makes nothing live: LiveKit says so of a room that was only made, long before anybody comes. Who is in is
/// told of each, and asked for.
void started(Transaction& transaction, const Session& session, const StoredEvent& event) {
  if (write_sitting(transaction, session, event, event.at(), std::nullopt))
    log_sitting(transaction, session, event, "meeting_started");
  if (session.state == SessionState::scheduled) look_soon(transaction, session.id, event.received_at);
}

/// Whoever was in that sitting has left with it, though nobody said so.
void close_sitting(Transaction& transaction, const Session& session, const StoredEvent& event) {
  for (const auto& row : present_rows(transaction, session.id)) {
    if (row.sitting != event.fields.session_id || row.told_at > event.at()) continue;
    const Sighting gone{
        .who = {.id = {row.connection}, .is_person = row.is_person}, .at = event.at(), .is_inferred = true};
    (void)write_sighting(transaction, session, gone, {Source::event, event.number});
  }
}

void ended(Transaction& transaction, const Session& session, const StoredEvent& event) {
  if (write_sitting(transaction, session, event, std::nullopt, event.at()))
    log_sitting(transaction, session, event, "meeting_ended");
  if (!event.fields.session_id.empty()) close_sitting(transaction, session, event);
  look_soon(transaction, session.id, event.received_at);
}

/// What a late join says of a sitting that is over: that person has left with it, as if it had come in time.
std::optional<Sighting> left_with_sitting(Transaction& transaction, const Session& session,
                                          const Sighting& joined) {
  if (joined.sitting.empty()) return std::nullopt;
  const auto end = end_of_sitting(transaction, session, joined.sitting);
  if (!end || *end < joined.at) return std::nullopt;
  return Sighting{
      .who = {.id = joined.who.id, .is_person = joined.who.is_person}, .at = *end, .is_inferred = true};
}

void joined(Transaction& transaction, const Session& session, const Sighting& sighting,
            const StoredEvent& event) {
  const Witness witness{Source::event, event.number};
  auto row = write_sighting(transaction, session, sighting, witness);
  if (row.is_in()) {
    if (const auto gone = left_with_sitting(transaction, session, sighting))
      row = write_sighting(transaction, session, *gone, witness);
  }
  // The reconciler puts out whoever is to stay out.
  if (row.is_in() && !row.identity.empty() && is_removed(transaction, session.id, row.identity))
    look_soon(transaction, session.id, event.received_at);
}

void left(Transaction& transaction, const Session& session, const Sighting& sighting,
          const StoredEvent& event) {
  const auto row = write_sighting(transaction, session, sighting, {Source::event, event.number});
  // Platforms tell times to the second: who was seen in that same second may have left after it. The platform
  // knows. And from the last departure on it counts how long nobody is in.
  if (row.is_in() || !is_anybody_in(transaction, session.id)) {
    look_soon(transaction, session.id, event.received_at);
  }
}

void moved(Transaction& transaction, const Session& session, const StoredEvent& event, bool is_in) {
  if (!event.fields.participant) return;
  Sighting sighting{
      .who = *event.fields.participant, .sitting = event.fields.session_id, .at = event.at(), .is_in = is_in};
  if (is_in && !sighting.who.joined_at) sighting.who.joined_at = sighting.at;
  if (sighting.who.id.value.empty()) {
    // Nobody can be told apart by this; the platform can still be asked.
    make_live(transaction, session,
              {.what = "live", .source = Source::event, .event = event.number, .at = event.at()});
    look_soon(transaction, session.id, event.received_at);
    return;
  }
  if (is_in) {
    joined(transaction, session, sighting, event);
  } else {
    left(transaction, session, sighting, event);
  }
}

}  // namespace

void apply_presence_event(Transaction& transaction, const Session& session, const StoredEvent& event) {
  switch (event.fields.kind) {
    case EventKind::meeting_started:
      return started(transaction, session, event);
    case EventKind::meeting_ended:
      return ended(transaction, session, event);
    case EventKind::participant_joined:
      return moved(transaction, session, event, true);
    case EventKind::participant_left:
      return moved(transaction, session, event, false);
    case EventKind::participant_waiting:
    case EventKind::participant_stopped_waiting:
    case EventKind::recording_started:
    case EventKind::recording_updated:
    case EventKind::recording_ready:
    case EventKind::recording_failed:
    case EventKind::transcript_started:
    case EventKind::transcript_ready:
    case EventKind::transcript_failed:
    case EventKind::stream_started:
    case EventKind::stream_updated:
    case EventKind::stream_ended:
    case EventKind::stream_failed:
    case EventKind::track_published:
    case EventKind::track_unpublished:
    case EventKind::other:
      return;
  }
}

}  // namespace vplatform::sessions
