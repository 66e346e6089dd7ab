#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sessions/store/database.hpp"
#include "vplatform/sessions/session.hpp"

namespace vplatform::sessions {

/// A row of `sessions`: what hosts see of it, and what the part itself goes by.
struct SessionRow {
  Session session{};
  std::string instance{};     ///< Where its meeting is, or is to be made.
  std::string meeting_key{};  ///< Which that is made with.
  std::chrono::microseconds opens_before{};
  bool needs_host = false;
  std::optional<TimePoint> host_came_at{};
  std::optional<TimePoint> create_due{};  ///< Unset once the meeting is made.
  std::int64_t create_attempts = 0;
  std::optional<TimePoint> end_due{};  ///< Unset once the end is finished.
  std::int64_t end_attempts = 0;

  [[nodiscard]] bool is_over() const noexcept { return session.over_at.has_value(); }
};

[[nodiscard]] std::optional<SessionRow> find_session_row(Transaction& transaction, std::string_view id);
/// As `lock_session`.
[[nodiscard]] std::optional<SessionRow> lock_session_row(Transaction& transaction, std::string_view id);
[[nodiscard]] std::optional<SessionRow> find_session_row_by_request(Transaction& transaction,
                                                                    std::string_view owner,
                                                                    std::string_view request_key);
/// By a code that `normalized_join_code` has passed; of sessions that are not over.
[[nodiscard]] std::optional<SessionRow> find_session_row_by_code(Transaction& transaction,
                                                                 std::string_view code);
[[nodiscard]] std::optional<SessionRow> find_session_row_by_room(Transaction& transaction,
                                                                 std::string_view room);

/// Where a list of sessions goes on: after the session that was made then and has this id, newest first.
struct ListPosition {
  std::int64_t created_at = 0;
  std::string id{};
};
[[nodiscard]] std::vector<Session> list_by_owner(Transaction& transaction, std::string_view owner,
                                                 std::optional<SessionState> state, const ListPosition& after,
                                                 int most);
[[nodiscard]] std::vector<Session> list_by_person(Transaction& transaction, std::string_view person,
                                                  std::optional<SessionState> state,
                                                  const ListPosition& after, int most);

/// Enters a new session. False where its request key or its code is taken.
[[nodiscard]] bool insert_session_row(Transaction& transaction, const SessionRow& row,
                                      std::string_view request_key);

/// A room's name as it is looked up: in any case of ASCII letters.
[[nodiscard]] std::string folded_room(std::string_view room);

}  // namespace vplatform::sessions
