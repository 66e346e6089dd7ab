// What a story must have left behind.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "faults/story.hpp"
#include "vplatform/sessions/recordings.hpp"
#include "vplatform/sessions/sessions.hpp"

namespace faults {

using namespace vplatform;
using namespace vplatform::sessions;

namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool is_finished(const EndStepReport& step) {
  return step.state == EndStepState::done || step.state == EndStepState::unsupported;
}

std::string in_words(const Session& session) {
  std::string text(to_string(session.state));
  for (const auto& step : session.ending)
    text += ", " + std::string(to_string(step.step)) + " " + std::string(to_string(step.state));
  return text;
}

}  // namespace

Session Story::session(const std::string& id) const {
  return Sessions(world_.backend).get(id).value();
}

bool Story::is_over(const std::string& id) const {
  return session(id).over_at.has_value();
}

bool Story::is_in_at_daily(const std::string& identity) const {
  const auto meeting = *session(live_).meeting;
  const auto presence = world_.backend.platforms->client_for(meeting).value().presence(meeting).value();
  return std::any_of(presence.people.begin(), presence.people.end(),
                     [&](const Participant& one) { return one.identity == identity; });
}

bool Story::has_recording(const std::string& key) const {
  return world_.count("SELECT count(*) FROM recordings WHERE instance_key = ?", {key}) > 0;
}

bool Story::is_settled() const {
  return world_.count("SELECT count(*) FROM sessions WHERE create_due IS NOT NULL OR end_due IS NOT NULL") ==
             0 &&
         world_.count("SELECT count(*) FROM inbox_events WHERE state = 'waiting'") == 0 &&
         world_.count(
             "SELECT count(*) FROM recordings WHERE state IN ('requested', 'starting', 'active', 'stopping', "
             "'processing') OR delete_due IS NOT NULL") == 0;
}

void Story::check_sessions() {
  expect(Sessions(world_.backend).list(owner_).value().items.size() == 2, "there are not two sessions");
  for (const auto& id : {live_, scheduled_}) {
    const Session ended = session(id);
    const auto wanted = id == live_ ? SessionState::ended : SessionState::cancelled;
    const bool all =
        ended.ending.size() == 4 && std::all_of(ended.ending.begin(), ended.ending.end(), is_finished);
    expect(ended.state == wanted && all && !ended.over_is_inferred, "a session is stuck: " + in_words(ended));
  }
  expect(world_.daily->meetings(world_.now()).empty(), "Daily still has a meeting");
  expect(is_settled(), "something is left to be done");
}

void Story::check_events() {
  for (const auto& id : acknowledged_) {
    const auto rows = [&](const char* sql) { return world_.count(sql, {id}); };
    expect(rows("SELECT count(*) FROM inbox_events WHERE event_id = ?") == 1,
           "an acknowledged event is lost, or there twice: " + id);
    expect(rows("SELECT count(*) FROM inbox_events WHERE event_id = ? AND state = 'processed'") == 1,
           "an acknowledged event was not applied: " + id);
  }
  expect(world_.count("SELECT count(*) FROM (SELECT event_number FROM session_log WHERE session_id = ? AND "
                      "event_number IS NOT NULL GROUP BY event_number, what HAVING count(*) > 1) AS twice",
                      {live_}) == 0,
         "an event was applied twice");
  expect(world_.count("SELECT count(*) FROM session_log WHERE session_id = ? AND what = 'joined'", {live_}) ==
             entered_,
         "not as many have joined as have entered");
  expect(
      world_.count("SELECT count(*) FROM session_log WHERE session_id = ? AND what = 'ended'", {live_}) == 1,
      "the session has not ended once");
  expect(world_.count("SELECT count(*) FROM presence WHERE session_id = ? AND left_at IS NULL", {live_}) == 0,
         "somebody is still in");
}

void Story::check_recordings() {
  const Recordings recordings(world_.backend);
  expect(world_.count("SELECT count(*) FROM recordings WHERE session_id = ?", {live_}) == 3,
         "there are not three recordings");
  expect(recordings.get(deleted_).value().state == LedgerState::deleted, "a deleted recording is back");
  const auto left = recordings.list({.session_id = live_}).value().items;
  expect(std::all_of(left.begin(), left.end(),
                     [&](const RecordingEntry& one) {
                       return one.state == (one.id == own_ ? LedgerState::fetched : LedgerState::ready);
                     }),
         "a recording is stuck");
  expect(world_.recordings_of(room_).size() == 1,
         "Daily does not have the one recording that was not deleted");
  const auto own = recordings.get(own_).value();
  expect(own.files.size() == 1 && bytes_of(own.files.front().local_path) == recorded_bytes(),
         "a fetched file is not whole");
}

}  // namespace faults
