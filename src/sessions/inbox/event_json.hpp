#pragma once

#include <string_view>

#include "vplatform/spi/json.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::sessions {

/// A normalised event as the inbox keeps it, without `natural_key` and `raw`: the same event is the same
/// text. Times are cut to microseconds.
void write_event(spi::JsonWriter& json, const EventFields& event);
/// Reads it back; what another version has written and this one does not know is left out.
[[nodiscard]] EventFields event_from_json(std::string_view text);

}  // namespace vplatform::sessions
