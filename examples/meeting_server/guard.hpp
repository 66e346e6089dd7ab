#pragma once

#include <httplib.h>

#include <optional>
#include <vplatform/sessions/session.hpp>

#include "service.hpp"

namespace meeting_server {

/// Whoever asks. Refuses with 401 where nobody is known, and with 403 what another site's page has sent.
[[nodiscard]] std::optional<User> user_of(const Service& service, const httplib::Request& request,
                                          httplib::Response& response);

/// A session, and what the user is in it.
struct Seat {
  User user{};
  sessions::Session session{};
  std::optional<sessions::Person> person{};  ///< Unset: was never let in.

  [[nodiscard]] bool is_host() const { return session.owner == user.id; }
};

/// The session that the first part of the path names, for its host and those who were let in. To everybody
/// else it does not exist: 404.
[[nodiscard]] std::optional<Seat> seat_of(const Service& service, const httplib::Request& request,
                                          httplib::Response& response);
/// The same for its host alone; 403 for the others who are in.
[[nodiscard]] std::optional<Seat> host_of(const Service& service, const httplib::Request& request,
                                          httplib::Response& response);

/// Whether the request carries the admin's token; refuses it with 401 otherwise, with 404 where there is no
/// admin view.
[[nodiscard]] bool is_admin(const Service& service, const httplib::Request& request,
                            httplib::Response& response);

}  // namespace meeting_server
