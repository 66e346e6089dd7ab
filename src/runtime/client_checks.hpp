#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "vplatform/instance_runtime.hpp"
#include "vplatform/json_text.hpp"
#include "vplatform/meeting.hpp"
#include "vplatform/result.hpp"
#include "vplatform/theme.hpp"

namespace vplatform::detail {

/// What is further away than this is a mistake.
inline constexpr std::chrono::seconds longest_time = std::chrono::years{10};

/// What `Client` checks of a call before a platform sees it. The first thing that is wrong stays.
class Check {
 public:
  explicit Check(const InstanceRuntime& runtime) : runtime_(runtime) {}

  /// Of this instance, and not empty.
  Check& ours(const MeetingRef& ref);
  /// The instance takes new meetings.
  Check& takes_new_meetings();
  Check& can(CapabilitySet needs);
  /// Ahead of now, and not absurdly far.
  Check& ahead(std::string_view what, const std::optional<TimePoint>& at);
  Check& positive(std::string_view what, const std::optional<std::chrono::seconds>& length);
  /// At least 1, and within what the platform takes.
  Check& size(const std::optional<int>& people);
  /// The member for this kind of platform is a JSON object. Those for others are nobody's business here.
  Check& extras(const std::map<std::string, JsonText>& extras);
  Check& not_empty(std::string_view what, std::string_view text);
  Check& theme(const Theme& theme);
  Check& that(bool holds, ErrorCode code, std::string_view message);

  [[nodiscard]] std::optional<Failure> failure() const { return failure_; }

 private:
  const InstanceRuntime& runtime_;
  std::optional<Failure> failure_;
};

}  // namespace vplatform::detail
