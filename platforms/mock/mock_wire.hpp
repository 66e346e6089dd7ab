#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/join.hpp"
#include "vplatform/meeting.hpp"
#include "vplatform/platforms/mock_service.hpp"
#include "vplatform/result.hpp"
#include "vplatform/time.hpp"

namespace vplatform::platforms::mock {

/// The meeting as a service over HTTP would answer it.
[[nodiscard]] std::string to_json(const MockMeeting& meeting);

/// The fields of the spec that a meeting does not match.
[[nodiscard]] std::vector<std::string> differences(const MockMeeting& meeting, const MeetingSpec& spec);

/// Who a token lets in where.
struct Ticket {
  MeetingRef meeting{};
  Role role = Role::participant;
  std::string identity{};
  std::string name{};
  TimePoint expires_at{};
};

/// The claims of a token, with the rights that the spec and the role give, and the extras of the spec.
/// Errors: `invalid_argument` where the extras touch what is ours.
[[nodiscard]] Result<std::string> to_claims(const Ticket& ticket, const JoinSpec& spec, TimePoint now);

/// Reads them. Errors: `unauthenticated`.
[[nodiscard]] Result<Ticket> read_claims(std::string_view claims);

/// Reads seconds since 1970 that a clock can hold, digits only.
[[nodiscard]] std::optional<TimePoint> read_seconds(std::string_view text);

/// The value of a parameter in a URL's query, decoded, if there is one.
[[nodiscard]] std::optional<std::string> query_value(std::string_view url, std::string_view name);

}  // namespace vplatform::platforms::mock
