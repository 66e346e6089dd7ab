#pragma once

#include <string>

#include "vplatform/recording.hpp"
#include "vplatform/result.hpp"

namespace vplatform::cli {

/// How a recording is written on a command line: its meeting, `@`, and what is known of it. The kind is left
/// out where it is composed, each value is percent-encoded: `daily/standup@id=r1`,
/// `daily/standup@audio_only,key=5f0c…,id=r1`.
[[nodiscard]] std::string to_text(const RecordingRef& ref);

/// Reads what `to_text` writes. A key, an id or both have to be there. Errors: `invalid_argument`.
[[nodiscard]] Result<RecordingRef> read_recording(const std::string& text);

}  // namespace vplatform::cli
