#include "sessions/reconcile/presence_row.hpp"

namespace vplatform::sessions {
namespace {

void take_facts(PresenceRow& row, const Sighting& sighting, bool is_newer) {
  const auto take = [&](std::string& kept, const std::string& said) {
    if (!said.empty() && (is_newer || kept.empty())) kept = said;
  };
  take(row.sitting, sighting.sitting);
  take(row.identity, sighting.who.identity);
  take(row.name, sighting.who.name);
  if (sighting.who.role && (is_newer || !row.role)) row.role = sighting.who.role;
}

PresenceChange enter(std::optional<PresenceRow>& known, const Sighting& sighting) {
  PresenceRow row{.connection = sighting.who.id.value, .is_person = sighting.who.is_person};
  take_facts(row, sighting, true);
  row.joined_at = sighting.who.joined_at;
  row.told_at = sighting.at;
  if (sighting.is_in) {
    if (!row.joined_at) row.joined_at = sighting.at;
  } else {
    row.left_at = sighting.at;
    row.left_is_inferred = sighting.is_inferred;
  }
  known = std::move(row);
  return sighting.is_in ? PresenceChange::joined : PresenceChange::left;
}

/// The newest time of joining that is known.
void take_joining(PresenceRow& row, const std::optional<TimePoint>& joined_at) {
  if (joined_at && (!row.joined_at || *row.joined_at < *joined_at)) row.joined_at = joined_at;
}

PresenceChange late_in(PresenceRow& row, const Sighting& sighting) {
  const bool is_news = !row.joined_at;
  take_joining(row, sighting.who.joined_at);
  if (!row.joined_at) row.joined_at = sighting.at;
  if (!row.is_in() && sighting.at > *row.left_at) {
    // Was in again after the last departure that is known, and is gone by what was concluded later.
    row.left_at = row.told_at;
    row.left_is_inferred = true;
  }
  return is_news ? PresenceChange::joined : PresenceChange::nothing;
}

PresenceChange merge_in(PresenceRow& row, const Sighting& sighting) {
  if (sighting.at <= row.told_at) return late_in(row, sighting);
  row.told_at = sighting.at;
  take_joining(row, sighting.who.joined_at);
  if (row.is_in()) return PresenceChange::nothing;
  // Who was only thought to have left has never been away.
  const bool was_away = !row.left_is_inferred && (!row.joined_at || *row.joined_at <= *row.left_at);
  if (was_away) row.joined_at = sighting.at;
  row.left_at.reset();
  row.left_is_inferred = false;
  return PresenceChange::joined;
}

PresenceChange late_out(PresenceRow& row, const Sighting& sighting) {
  if (row.is_in() || sighting.is_inferred) return PresenceChange::nothing;
  if (row.joined_at && sighting.at < *row.joined_at) return PresenceChange::nothing;
  // The platform's own word on when, for what was only concluded, or known of an earlier departure alone.
  if (!row.left_is_inferred && sighting.at <= *row.left_at) return PresenceChange::nothing;
  row.left_at = sighting.at;
  row.left_is_inferred = false;
  return PresenceChange::left;
}

PresenceChange merge_out(PresenceRow& row, const Sighting& sighting) {
  if (!row.joined_at) row.joined_at = sighting.who.joined_at;
  if (sighting.at < row.told_at) return late_out(row, sighting);
  row.told_at = sighting.at;
  if (!row.is_in() && sighting.is_inferred) return PresenceChange::nothing;
  row.left_at = sighting.at;
  row.left_is_inferred = sighting.is_inferred;
  return PresenceChange::left;
}

}  // namespace

PresenceChange merge(std::optional<PresenceRow>& known, const Sighting& sighting) {
  if (!known) return enter(known, sighting);
  take_facts(*known, sighting, sighting.at > known->told_at);
  return sighting.is_in ? merge_in(*known, sighting) : merge_out(*known, sighting);
}

}  // namespace vplatform::sessions
