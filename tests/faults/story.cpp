#include "faults/story.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "vplatform/sessions/recordings.hpp"
#include "vplatform/sessions/sessions.hpp"

namespace faults {

using namespace vplatform;
using namespace vplatform::sessions;
using namespace std::chrono_literals;

namespace {

constexpr int most_attempts = 12;

std::string uuid() {
  return RuntimeEnv{}.filled().new_id();
}

}  // namespace

Story::Story(KillWorld& world, int number, std::vector<Death> deaths, bool repeats)
    : world_(world),
      owner_("owner-" + std::to_string(number)),
      repeats_(repeats),
      victim_(world, std::move(deaths)) {}

void Story::tell() {
  try {
    tell_all();
  } catch (const std::exception& failure) {
    expect(false, failure.what());
  }
}

void Story::tell_all() {
  make_sessions();
  let_people_in();
  put_bob_out();
  record_and_delete();
  fetch_an_own_recording();
  record_until_the_end();
  end_sessions();
  settle();
  victim_.heal();
  settle();
  check_sessions();
  check_events();
  check_recordings();
  leave_nothing();
}

std::map<std::string, int> Story::hits() {
  std::map<std::string, int> hits;
  for (const auto& [point, times] : (*victim_.tell(command("hits")))["said"].members())
    hits[point] = static_cast<int>(times.integer().value_or(0));
  return hits;
}

void Story::make_sessions() {
  live_ = create("live", std::nullopt);
  scheduled_ = create("scheduled", 86'400);
  room_ = session(live_).meeting->room;
  expect(world_.daily->meetings(world_.now()).size() == 2, "two creates have not made two meetings");
  // A host that asks again with its key gets the same session.
  expect(create("live", std::nullopt) == live_, "a repeated create has made another session");
  insist(std::move(command("update").member("session", live_).member("ends_in", 14'400)));
}

void Story::let_people_in() {
  const std::string token = admit("ada", true);
  (void)world_.enter(token);
  ++entered_;
  deliver();
}

void Story::put_bob_out() {
  const std::string token = admit("bob", false);
  (void)world_.enter(token);
  ++entered_;
  deliver();
  const auto is_removed = [&] {
    return world_.count("SELECT count(*) FROM people WHERE session_id = ? AND removed_at IS NOT NULL",
                        {live_}) == 1;
  };
  insist(std::move(command("remove").member("session", live_).member("person", "bob")), is_removed);
  // Daily revokes no token.
  pass(30s);
  (void)world_.enter(token);
  ++entered_;
  deliver();
  tell_rounds(most_attempts, [&] { return !is_in_at_daily("bob"); });
  expect(!is_in_at_daily("bob"), "who was put out is in again");
}

void Story::record_and_delete() {
  const std::string key = uuid();
  insist(std::move(command("record").member("session", live_).member("key", key)),
         [&] { return has_recording(key); });
  tell_rounds(most_attempts, [&] { return !world_.recordings_of(room_).empty(); });
  deliver();
  deleted_ = Recordings(world_.backend).list({.session_id = live_}).value().items.at(0).id;
  pass(60s);
  insist(std::move(command("stop").member("recording", deleted_)));
  held_back_ = "ready-to-download";
  pass(90s);  // Daily has made the file
  tell_rounds(most_attempts,
              [&] { return Recordings(world_.backend).get(deleted_).value().state == LedgerState::ready; });
  insist(std::move(command("delete").member("recording", deleted_)),
         [&] { return Recordings(world_.backend).get(deleted_).value().state == LedgerState::deleted; });
  tell_rounds(most_attempts, [&] { return world_.recordings_of(room_).empty(); });
  expect(!late_.empty(), "Daily did not say that the recording is ready");
  deliver_late();
}

void Story::fetch_an_own_recording() {
  const auto reported = insist(std::move(command("report")
                                             .member("session", live_)
                                             .member("recorder_id", "recorder of " + owner_)
                                             .member("url", world_.files.url("/recording.mp4"))));
  own_ = reported["said"]["id"].text_or("");
  for (int i = 0; i < most_attempts; ++i) {
    (void)victim_.tell(command("fetch"));
    if (Recordings(world_.backend).get(own_).value().state == LedgerState::fetched) return;
    pass(60s);
  }
  expect(false, "an own recording was never fetched");
}

void Story::record_until_the_end() {
  const std::string key = uuid();
  insist(std::move(command("record").member("session", live_).member("key", key)),
         [&] { return has_recording(key); });
  tell_rounds(most_attempts, [&] { return !world_.recordings_of(room_).empty(); });
  deliver();
  pass(60s);
}

void Story::end_sessions() {
  for (const auto& id : {scheduled_, live_}) {
    insist(std::move(command("end").member("session", id)), [&] { return is_over(id); });
    const auto admitted = insist(std::move(command("admit").member("session", id).member("person", "eve")));
    const std::string reason = admitted["said"]["reason"].text_or("");
    expect(reason == (id == live_ ? "ended" : "cancelled"), "somebody was let in after the end: " + reason);
  }
}

void Story::settle() {
  deliver();
  tell_rounds(2 * most_attempts, [&] { return is_settled(); });
}

/// What could not be fetched would be tried again in every later story.
void Story::leave_nothing() {
  for (const auto& one : Recordings(world_.backend).list({.session_id = live_}).value().items)
    insist(std::move(command("delete").member("recording", one.id)));
  tell_rounds(most_attempts, [&] { return is_settled(); });
  expect(world_.recordings_of(room_).empty(), "Daily still has a deleted recording");
}

Story::Json Story::insist(const Words& words, const std::function<bool()>& is_done) {
  std::string why;
  for (int i = 0; i < most_attempts; ++i) {
    const auto answer = victim_.tell(words);
    if (answer && (*answer)["ok"].boolean().value_or(false)) return *answer;
    if (answer) {
      why = (*answer)["error"].text_or("");
      pass(30s);
    } else if (!repeats_ && is_done && is_done()) {
      return {};
    }
  }
  throw std::runtime_error("it was said often enough, and not done: " + words.text() + ": " + why);
}

std::string Story::create(const std::string& key, std::optional<int> starts_in) {
  Words words = command("create");
  words.member("owner", owner_).member("key", key);
  if (starts_in) words.member("starts_in", *starts_in);
  const auto is = [&](const char* sql) { return world_.count(sql, {owner_, key}) == 1; };
  (void)insist(words,
               [&] { return is("SELECT count(*) FROM sessions WHERE owner = ? AND request_key = ?"); });
  // Where the dead still holds the making of the meeting, it is made a little later.
  tell_rounds(most_attempts, [&] {
    return is("SELECT count(*) FROM sessions WHERE owner = ? AND request_key = ? AND meeting_id IS NOT NULL");
  });
  for (const auto& session : Sessions(world_.backend).list(owner_).value().items) {
    if (session.starts_at.has_value() == starts_in.has_value()) return session.id;
  }
  throw std::runtime_error("a session that was written down is not listed");
}

std::string Story::admit(const std::string& person, bool is_host) {
  const auto answer = insist(
      std::move(command("admit").member("session", live_).member("person", person).member("host", is_host)));
  expect(answer["said"]["reason"].text() == "admitted", person + " was not admitted");
  return answer["said"]["token"].text_or("");
}

/// Half a minute each, until it is enough.
void Story::tell_rounds(int most, const std::function<bool()>& is_enough) {
  for (int i = 0; i < most && !is_enough(); ++i) {
    pass(30s);
    deliver();
    (void)victim_.tell(command("round"));
  }
}

void Story::pass(std::chrono::seconds time) {
  world_.clock.advance(time);
}

void Story::expect(bool holds, const std::string& what) {
  if (!holds) wrong_.push_back(owner_ + ": " + what);
}

}  // namespace faults
