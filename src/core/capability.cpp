#include "vplatform/capability.hpp"

#include <array>

namespace vplatform {

namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, capability_count> names{
    "list_meetings",
    "update_end",
    "update_metadata",
    "end_meeting",
    "end_bars_return",
    "knocking",
    "open_access",
    "size_limit",
    "metadata",
    "eject_at_end",
    "join",
    "join_expiry",
    "join_screen_share",
    "join_microphone",
    "join_camera",
    "join_chat",
    "join_recording",
    "webhooks",
    "manage_webhooks",
    "health",
    "presence",
    "complete_presence",
    "remove_participant",
    "remove_all",
    "sessions",
    "attendance",
    "record_composed",
    "record_audio_only",
    "record_tracks",
    "record_local",
    "record_automatically",
    "list_recordings",
    "recording_links",
    "delete_recordings",
    "store_at_provider",
    "store_s3_keys",
    "store_s3_role",
    "store_gcs",
    "store_azure",
    "store_file",
    "theme",
    "record_on_demand",
};
static_assert(names.back() == "record_on_demand" &&
              names[static_cast<std::size_t>(Capability::webhooks)] == "webhooks" &&
              names[static_cast<std::size_t>(Capability::store_at_provider)] == "store_at_provider");

}  // namespace

std::string_view to_string(Capability capability) noexcept {
  return names[static_cast<std::size_t>(capability)];
}

std::optional<Capability> capability_from(std::string_view name) noexcept {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Capability>(i);
  }
  return std::nullopt;
}

std::vector<Capability> CapabilitySet::list() const {
  std::vector<Capability> members;
  for (std::size_t i = 0; i < capability_count; ++i) {
    if (has(static_cast<Capability>(i))) members.push_back(static_cast<Capability>(i));
  }
  return members;
}

std::string to_string(CapabilitySet set) {
  std::string text;
  for (const auto one : set.list()) {
    if (!text.empty()) text += ", ";
    text += to_string(one);
  }
  return text;
}

}  // namespace vplatform
