#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sessions/store/database.hpp"
#include "vplatform/sessions/session.hpp"
#include "vplatform/webhook.hpp"

// What the other parts may do with the tables of sessions: sessions, end_steps, people, wrong_codes,
// session_log. Everything runs in the caller's transaction.

namespace vplatform::sessions {

/// The ids of the sessions that live, by an index: to stand in the statement of another part.
inline constexpr std::string_view live_session_ids = "SELECT id FROM sessions WHERE poll_due IS NOT NULL";

[[nodiscard]] std::optional<Session> find_session(Transaction& transaction, std::string_view id);
/// The same, and nobody else changes the session, its people, its presence or its recordings until the
/// transaction ends. Every transaction that changes any of these begins with it: so they take turns, and
/// never deadlock.
[[nodiscard]] std::optional<Session> lock_session(Transaction& transaction, std::string_view id);

/// The newest session in a room of the host that is not over, else the newest; room names in any case.
[[nodiscard]] std::optional<Session> find_session_by_room(Transaction& transaction, std::string_view room);

/// The id of the session that an event of the platform is about: by its meeting, else by the platform's room
/// name.
[[nodiscard]] std::optional<std::string> session_of_event(Transaction& transaction, const EventFields& event);

/// Who or what says that something happened.
enum class Source : std::uint8_t { host, event, poll, clock };

/// A line for the log.
struct Happening {
  std::string_view what{};
  std::string_view detail{};
  Source source = Source::host;
  std::optional<std::int64_t> event{};  ///< Its number in the inbox.
  bool inferred = false;
  TimePoint at{};
};
void write_log(Transaction& transaction, std::string_view session_id, const Happening& what);

/// Makes a locked, scheduled session live, and asks for its presence soon. Live or over: nothing.
void make_live(Transaction& transaction, const Session& session, const Happening& why);

/// The first step of the end, of a locked session: it is over, nobody gets in from here on, its code is free
/// again, and the saga is due. Over already: nothing. A scheduled one is cancelled.
void deny_entry(Transaction& transaction, const Session& session, const Happening& why);

/// Whether a person with that identity was put out of the session and is to stay out.
[[nodiscard]] bool is_removed(Transaction& transaction, std::string_view session_id,
                              std::string_view identity);

}  // namespace vplatform::sessions
