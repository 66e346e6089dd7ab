#pragma once

#include "cli/output.hpp"
#include "vplatform/sessions/recordings.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::cli {

/// A recording of the ledger as JSON, without what the consent hook said and without the storage's place.
void write_entry(spi::JsonWriter& out, const sessions::RecordingEntry& entry);
/// A recording of the ledger in a line of a table.
[[nodiscard]] Row row_of(const sessions::RecordingEntry& entry);

}  // namespace vplatform::cli
