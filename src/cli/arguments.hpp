#pragma once

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "vplatform/header.hpp"
#include "vplatform/join.hpp"
#include "vplatform/json_text.hpp"
#include "vplatform/meeting_ref.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/result.hpp"
#include "vplatform/spi/registry.hpp"
#include "vplatform/time.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform::cli {

// What options say, read. All errors are `invalid_argument` and name the option.

/// `K=V`, each key once.
[[nodiscard]] Result<std::map<std::string, std::string>> read_attributes(
    const std::vector<std::string>& texts);

/// `PLATFORM=JSON`, each kind of platform once, and only kinds that there are.
[[nodiscard]] Result<std::map<std::string, JsonText>> read_extras(const std::vector<std::string>& texts,
                                                                  const Registry& registry);

/// `Name: value`; a name may come more than once, as it may in a request.
[[nodiscard]] Result<std::vector<Header>> read_headers(const std::vector<std::string>& texts);

/// `90s`, `30m`, `1h`, `2d`; `option` is where it was given.
[[nodiscard]] Result<std::chrono::seconds> read_duration(const std::string& option, const std::string& text);

/// A moment by RFC 3339, or so much time from now: `2026-01-01T12:00:00Z`, `30m`.
[[nodiscard]] Result<TimePoint> read_moment(const std::string& option, const std::string& text,
                                            TimePoint now);

/// `instance/id` or `instance/id#room`.
[[nodiscard]] Result<MeetingRef> read_reference(const std::string& text);

[[nodiscard]] Result<Role> read_role(const std::string& text);
[[nodiscard]] Result<RecordingKind> read_recording_kind(const std::string& text);
[[nodiscard]] Result<EventKind> read_event_kind(const std::string& text);

}  // namespace vplatform::cli
