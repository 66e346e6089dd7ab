#pragma once

#include <string_view>

#include "vplatform/spi/json.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::sessions {

/// What a normalised event says beside the columns of its row, which are its `id`, `kind`, `type`,
/// `platform`, `at`, `natural_key` and `raw`. The same event is the same text. Times are cut to microseconds.
void write_event(spi::JsonWriter& json, const EventFields& event);
/// Reads it back into an event that has its `platform`; what another version has written and this one does
/// not know is left out.
void read_event(std::string_view text, EventFields& event);

}  // namespace vplatform::sessions
