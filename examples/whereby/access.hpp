#pragma once

#include <httplib.h>

#include <optional>
#include <string>
#include <vplatform/sessions/session.hpp>

#include "service.hpp"

namespace reflector {

using vplatform::sessions::Session;

// What routes begin with. Each refuses the request itself where it returns nothing.

/// Somebody who asks about a room: a user, or a guest of a room that is shared.
struct RoomCall {
  const web::User* user = nullptr;  ///< Null: a guest.
  Room room{};

  /// What a user is called in meetings: nothing that a guest could be called.
  [[nodiscard]] std::string person() const { return user == nullptr ? "" : "user/" + user->id; }
  [[nodiscard]] bool is_owner() const { return user != nullptr && user->id == room.owner; }
};

/// 404 without such a room; 401 for a guest where none may come, and for a wrong token.
[[nodiscard]] std::optional<RoomCall> room_call(const Service& service, const std::string& room,
                                                const httplib::Request& request, httplib::Response& response);
/// The same for its owner: 401, 403.
[[nodiscard]] std::optional<RoomCall> owner_call(const Service& service, const std::string& room,
                                                 const httplib::Request& request,
                                                 httplib::Response& response);

/// Somebody who asks about a meeting, by the right to its room.
struct MeetingCall : RoomCall {
  Session meeting{};
};

/// The meeting is the first group of the path. 404 without such a meeting; else as `room_call`.
[[nodiscard]] std::optional<MeetingCall> meeting_call(const Service& service, const httplib::Request& request,
                                                      httplib::Response& response);

}  // namespace reflector
