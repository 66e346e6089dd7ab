#pragma once

#include <optional>
#include <vplatform/sessions/recordings.hpp>
#include <vplatform/sessions/session.hpp>

#include "web/answers.hpp"

namespace campus {

/// How things look in answers.

/// RFC 3339, or null.
[[nodiscard]] web::Json time_json(const std::optional<vplatform::TimePoint>& at);
[[nodiscard]] web::Json recording_json(const vplatform::sessions::RecordingEntry& recording);

/// The link by which a browser gets in: the room's address with the token.
[[nodiscard]] std::string join_url_of(const vplatform::JoinGrant& grant);

/// Says in the right status why somebody was not let in: 409 `not_yet`, `full`; 410 `ended`, `cancelled`; 403
/// `removed`; 404 `wrong_code`; 429 `too_many_attempts`; 503 `not_ready`. True where they were.
[[nodiscard]] bool was_admitted(const vplatform::sessions::Admission& admission, httplib::Response& response);

}  // namespace campus
