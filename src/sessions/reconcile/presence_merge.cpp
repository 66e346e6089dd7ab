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

PresenceChange merge_in(PresenceRow& row, const Sighting& sighting) {
  const TimePoint joined_at = sighting.who.joined_at.value_or(sighting.at);
  if (sighting.at <= row.told_at) {
    if (row.joined_at) return PresenceChange::nothing;
    row.joined_at = joined_at;  // the news that somebody came is late
    return PresenceChange::joined;
  }
  row.told_at = sighting.at;
  if (row.is_in()) return PresenceChange::nothing;
  // Who was only thought to have left has never been away.
  if (!row.left_is_inferred || joined_at > *row.left_at) row.joined_at = joined_at;
  row.left_at.reset();
  row.left_is_inferred = false;
  return PresenceChange::joined;
}

PresenceChange merge_out(PresenceRow& row, const Sighting& sighting) {
  if (!row.joined_at) row.joined_at = sighting.who.joined_at;
  if (sighting.at >= row.told_at) {
    row.told_at = sighting.at;
    if (!row.is_in() && sighting.is_inferred) return PresenceChange::nothing;
    row.left_at = sighting.at;
    row.left_is_inferred = sighting.is_inferred;
    return PresenceChange::left;
  }
  // The platform's own word on when, for what was only concluded.
  const bool is_better = !row.is_in() && row.left_is_inferred && !sighting.is_inferred;
  if (!is_better || (row.joined_at && sighting.at < *row.joined_at)) return PresenceChange::nothing;
  row.left_at = sighting.at;
  row.left_is_inferred = false;
  return PresenceChange::left;
}

}  // namespace

PresenceChange merge(std::optional<PresenceRow>& known, const Sighting& sighting) {
  if (!known) return enter(known, sighting);
  take_facts(*known, sighting, sighting.at > known->told_at);
  return sighting.is_in ? merge_in(*known, sighting) : merge_out(*known, sighting);
}

}  // namespace vplatform::sessions
