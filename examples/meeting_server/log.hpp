#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace meeting_server {

/// Writes a line of JSON to standard error: time, event, and what is said of it. Never pass a secret, a
/// token, a code or a link. Thread-safe.
void log(std::string_view event, nlohmann::ordered_json fields = nlohmann::ordered_json::object());

}  // namespace meeting_server
