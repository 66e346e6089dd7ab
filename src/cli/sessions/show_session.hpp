#pragma once

#include <optional>
#include <string>

#include "cli/output.hpp"
#include "vplatform/sessions/session.hpp"
#include "vplatform/time.hpp"

namespace vplatform::cli {

/// RFC 3339; empty where it is unset.
[[nodiscard]] std::string text_of(const std::optional<TimePoint>& at);

/// Shows a session with the steps of its end, as JSON or for people.
void show_session(Output& out, const sessions::Session& session);
/// For people alone.
void show_session_text(Output& out, const sessions::Session& session);

/// A session in a line of a table.
[[nodiscard]] Row row_of(const sessions::Session& session);

}  // namespace vplatform::cli
