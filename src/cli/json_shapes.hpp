#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/client.hpp"
#include "vplatform/selector.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::cli {

/// `{"error":{…}}`
[[nodiscard]] std::string error_json(const Error& error);

void write_error(spi::JsonWriter& out, const Error& error);
/// Never with a host link.
void write_meeting(spi::JsonWriter& out, const Meeting& meeting);
/// With the link or token itself: it was asked for, by role.
void write_grant(spi::JsonWriter& out, const JoinGrant& grant);
void write_decision(spi::JsonWriter& out, const Decision& decision);
void write_passed_over(spi::JsonWriter& out, const std::vector<PassedOver>& all);
/// The reason of a refusal comes as `error`.
void write_verdict(spi::JsonWriter& out, const WebhookVerdict& verdict, const std::string& instance);
/// Who is in, as of when, and how surely.
void write_presence(spi::JsonWriter& out, const Presence& presence);
/// The members of a participant, into an object that is open.
void write_participant(spi::JsonWriter& out, const Participant& participant);
void write_recording(spi::JsonWriter& out, const Recording& recording);
/// The members that name a recording, into an object that is open.
void write_recording_ref(spi::JsonWriter& out, const RecordingRef& ref);
void write_subscription(spi::JsonWriter& out, const WebhookSubscription& subscription);
/// The members that name a meeting, into an object that is open.
void write_ref(spi::JsonWriter& out, const MeetingRef& ref);
void write_texts(spi::JsonWriter& out, const std::vector<std::string>& texts);
/// Nothing where the text is empty: what is absent is left out.
void write_optional(spi::JsonWriter& out, spi::JsonName name, std::string_view text);
void write_optional(spi::JsonWriter& out, spi::JsonName name, const std::optional<TimePoint>& at);

template <class Write, class Value>
[[nodiscard]] std::string to_json(Write write, const Value& value) {
  spi::JsonWriter out;
  write(out, value);
  return std::move(out).text();
}

}  // namespace vplatform::cli
