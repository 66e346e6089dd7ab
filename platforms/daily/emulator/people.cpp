// People in rooms, and the webhooks about them: https://docs.daily.co/reference/rest-api/webhooks/events
// (2025-11)

#include <algorithm>
#include <utility>

#include "emulator/state.hpp"

namespace vplatform::platforms::daily {

using spi::JsonWriter;

namespace emulated {

/// Seconds with a fraction where there is one, as JavaScript prints them.
void write_seconds(JsonWriter& json, std::string_view name, std::int64_t ms) {
  if (ms % 1000 == 0) {
    json.member(name, ms / 1000);
  } else {
    json.member(name, static_cast<double>(ms) / 1000.0);
  }
}

void begin_event(JsonWriter& json, std::string_view type, const std::string& id) {
  json.begin_object()
      .member("version", "1.0.0")
      .member("type", type)
      .member("id", id)
      .key("payload")
      .begin_object();
}

std::string end_event(JsonWriter& json, std::int64_t sent_ms) {
  json.end_object();
  write_seconds(json, "event_ts", sent_ms);
  json.end_object();
  return std::move(json).text();
}

void write_text_or_null(JsonWriter& json, std::string_view name, const std::string& text) {
  json.key(name);
  if (text.empty()) {
    json.null();
  } else {
    json.value(text);
  }
}

}  // namespace emulated

namespace {

// How long Daily waits for somebody to come back before it says that a meeting has ended.
constexpr std::int64_t grace_ms = 20'000;

using emulated::begin_event;
using emulated::end_event;
using emulated::write_seconds;
using emulated::write_text_or_null;

void write_person(JsonWriter& json, const emulated::Connection& one) {
  json.member("room", one.room);
  write_text_or_null(json, "user_id", one.person.user_id);
  write_text_or_null(json, "user_name", one.person.user_name);
  json.member("session_id", one.id);
  write_seconds(json, "joined_at", one.joined_ms);
  if (one.eject_ms) {
    write_seconds(json, "will_eject_at", *one.eject_ms);
  } else {
    json.key("will_eject_at").null();
  }
  json.member("owner", one.person.owner).key("permissions").raw(one.permissions);
}

std::string joined_event(const emulated::Connection& one) {
  JsonWriter json;
  begin_event(json, "participant.joined", "ptcpt-join-" + one.id + "-" + std::to_string(one.joined_ms));
  write_person(json, one);
  return end_event(json, one.joined_ms);
}

std::string left_event(const emulated::Connection& one, std::int64_t at_ms) {
  JsonWriter json;
  begin_event(json, "participant.left", "ptcpt-left-" + one.id + "-" + std::to_string(at_ms));
  write_person(json, one);
  write_seconds(json, "duration", at_ms - one.joined_ms);
  return end_event(json, at_ms);
}

std::string started_event(const emulated::Sitting& sitting, const std::string& room) {
  JsonWriter json;
  begin_event(json, "meeting.started",
              "met-sta-" + sitting.id + "-" + std::to_string(sitting.started_ms / 1000));
  write_seconds(json, "start_ts", sitting.started_ms);
  json.member("meeting_id", sitting.id).member("room", room);
  return end_event(json, sitting.started_ms);
}

std::string ended_event(const emulated::Sitting& sitting, const std::string& room, std::int64_t at_ms,
                        std::int64_t sent_ms) {
  JsonWriter json;
  begin_event(json, "meeting.ended", "met-end-" + sitting.id + "-" + std::to_string(at_ms / 1000));
  json.member("start_ts", sitting.started_ms / 1000);
  write_seconds(json, "end_ts", at_ms);
  json.member("meeting_id", sitting.id).member("room", room);
  return end_event(json, sent_ms);
}

}  // namespace

void Emulator::State::schedule(std::string body, std::int64_t due_ms, std::string ends_sitting) {
  events.push_back({due_ms, ++events_made, std::move(body), std::move(ends_sitting)});
}

Result<std::string> Emulator::State::enter(emulated::Connection connection, TimePoint now) {
  const emulated::Room* room = find_live(connection.room, now);
  if (room == nullptr) return fail(ErrorCode::not_found, "there is no such room");
  const auto here = [&](const auto& entry) { return entry.second.room == connection.room; };
  const auto inside = std::count_if(connections.begin(), connections.end(), here);
  const auto config = spi::Json::parse(room->config);
  if (config && inside >= (*config)["max_participants"].integer().value_or(200)) {
    return fail(ErrorCode::failed_precondition, "the room is full");
  }
  connection.id = new_uuid();
  connection.joined_ms = emulated::to_ms(now);
  // When somebody will be put out is settled on entry; later changes of the room do not reach them.
  const bool ejects = config && (*config)["eject_at_room_exp"].boolean().value_or(false);
  if (ejects && room->exp && !connection.eject_ms) connection.eject_ms = *room->exp * 1000;

  const auto [place, is_first] = sittings.try_emplace(connection.room);
  emulated::Sitting& sitting = place->second;
  if (is_first) {
    sitting = {new_uuid(), connection.joined_ms};
    schedule(started_event(sitting, connection.room), connection.joined_ms);
  }
  std::erase_if(events, [&sitting](const emulated::Event& one) { return one.ends_sitting == sitting.id; });
  schedule(joined_event(connection), connection.joined_ms);
  note_entry(sitting, connection);
  std::string id = connection.id;
  connections[id] = std::move(connection);
  return id;
}

void Emulator::State::leave(const std::string& session_id, std::int64_t at_ms) {
  const auto found = connections.find(session_id);
  if (found == connections.end()) return;
  const emulated::Connection gone = found->second;
  connections.erase(found);
  schedule(left_event(gone, at_ms), at_ms);
  const bool others = std::any_of(connections.begin(), connections.end(),
                                  [&](const auto& entry) { return entry.second.room == gone.room; });
  note_exit(gone, at_ms, !others);
  if (others) return;
  finish_in(gone.room, at_ms);
  end_call(gone.room, at_ms);
  const emulated::Sitting& sitting = sittings[gone.room];
  schedule(ended_event(sitting, gone.room, at_ms, at_ms + grace_ms), at_ms + grace_ms, sitting.id);
}

void Emulator::State::empty_room(const std::string& name, std::int64_t at_ms) {
  std::vector<std::string> ids;
  for (const auto& [id, connection] : connections) {
    if (connection.room == name) ids.push_back(id);
  }
  for (const std::string& id : ids) leave(id, at_ms);
}

void Emulator::State::tick(TimePoint now) {
  seen = std::max(seen, now);
  const std::int64_t now_ms = emulated::to_ms(now);
  std::vector<std::pair<std::int64_t, std::string>> out;
  for (const auto& [id, one] : connections) {
    if (one.eject_ms && *one.eject_ms <= now_ms) out.emplace_back(*one.eject_ms, id);
  }
  std::sort(out.begin(), out.end());
  for (const auto& [at_ms, id] : out) leave(id, at_ms);
  end_long_recordings(now_ms);

  const auto over = [&](const auto& entry) {
    const auto ended = [&](const emulated::Event& one) {
      return one.ends_sitting == entry.second.id && one.due_ms <= now_ms;
    };
    return std::any_of(events.begin(), events.end(), ended);
  };
  std::erase_if(sittings, over);
  std::erase_if(rooms_by_name, [&](const auto& entry) {
    return entry.second.exp && *entry.second.exp + options.collect_after.count() <= emulated::to_seconds(now);
  });
}

Result<std::string> Emulator::join(const std::string& room, const Person& person, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->tick(now);
  emulated::Connection connection;
  connection.room = room;
  connection.person = person;
  return state_->enter(std::move(connection), now);
}

void Emulator::leave(const std::string& session_id, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->tick(now);
  state_->leave(session_id, emulated::to_ms(now));
}

void Emulator::probe(TimePoint now) {
  send(R"({"test":"test"})", now);
}

void Emulator::send(std::string body, TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->schedule(std::move(body), emulated::to_ms(now));
}

std::vector<WebhookRequest> Emulator::due(TimePoint now) {
  const std::lock_guard lock(state_->mutex);
  state_->tick(now);
  const std::int64_t now_ms = emulated::to_ms(now);
  auto& events = state_->events;
  std::sort(events.begin(), events.end(), [](const emulated::Event& a, const emulated::Event& b) {
    return std::pair(a.due_ms, a.number) < std::pair(b.due_ms, b.number);
  });
  std::vector<WebhookRequest> requests;
  auto next = events.begin();
  std::vector<emulated::Event> delivered;
  for (; next != events.end() && next->due_ms <= now_ms; ++next) {
    if (!state_->is_wanted(*next)) continue;
    delivered.push_back(*next);
    const std::string timestamp = std::to_string(next->due_ms);
    const auto mac = state_->webhook_key.sign({timestamp, ".", next->body});
    requests.push_back({{{"Content-Type", "application/json"},
                         {"User-Agent", "node-superagent/3.8.3"},
                         {"X-Webhook-Timestamp", timestamp},
                         {"X-Webhook-Signature", spi::to_base64(spi::as_text(mac))}},
                        std::move(next->body)});
  }
  events.erase(events.begin(), next);
  for (const auto& event : delivered) state_->note_delivery(event, now_ms);
  return requests;
}

}  // namespace vplatform::platforms::daily
