#include "runtime/client_checks.hpp"

#include <algorithm>
#include <cctype>

#include "vplatform/client.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::detail {

namespace {

using enum ErrorCode;

bool is_png(std::string_view bytes) noexcept {
  return bytes.starts_with("\x89PNG\r\n\x1a\n");
}

bool is_color(std::string_view text) noexcept {
  return text.size() == 7 && text.front() == '#' &&
         std::all_of(text.begin() + 1, text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

}  // namespace

Check& Check::that(bool holds, ErrorCode code, std::string_view message) {
  if (!holds && !failure_) failure_ = fail(code, std::string(message));
  return *this;
}

Check& Check::ours(const MeetingRef& ref) {
  const auto& instance = runtime_.info().instance;
  if (ref.platform != instance) {
    return that(
        false, invalid_argument,
        "the meeting belongs to '" + ref.platform + "', and this is the client of '" + instance + "'");
  }
  return that(!ref.id.empty(), invalid_argument, "the meeting's reference has no id");
}

Check& Check::takes_new_meetings() {
  const auto state = runtime_.state();
  if (state == InstanceState::enabled) return *this;
  return that(false, failed_precondition,
              "'" + runtime_.info().instance + "' is " + std::string(to_string(state)) +
                  " and takes no new meetings");
}

Check& Check::can(CapabilitySet needs) {
  const auto missing = needs.without(runtime_.info().capabilities);
  if (missing.empty()) return *this;
  return that(false, unsupported, "'" + runtime_.info().instance + "' cannot do " + to_string(missing));
}

Check& Check::ahead(std::string_view what, const std::optional<TimePoint>& at) {
  if (!at) return *this;
  const auto now = runtime_.env().now();
  if (*at <= now) return that(false, invalid_argument, std::string(what) + " is in the past");
  if (*at <= now + longest_time) return *this;
  return that(false, invalid_argument, std::string(what) + " is more than ten years ahead");
}

Check& Check::positive(std::string_view what, const std::optional<std::chrono::seconds>& length) {
  if (!length || length->count() > 0) return *this;
  return that(false, invalid_argument, std::string(what) + " must be more than zero");
}

Check& Check::size(const std::optional<int>& people) {
  if (!people) return *this;
  that(*people > 0, invalid_argument, "max_participants must be more than zero");
  const auto limit = runtime_.info().limits.max_participants;
  if (!limit || *people <= *limit) return *this;
  return that(false, invalid_argument,
              "max_participants is " + std::to_string(*people) + ", and '" + runtime_.info().instance +
                  "' takes at most " + std::to_string(limit.value_or(0)));
}

Check& Check::extras(const std::map<std::string, JsonText>& extras) {
  const auto mine = extras.find(runtime_.info().kind);
  if (mine == extras.end()) return *this;
  const auto json = spi::Json::parse(mine->second.text);
  return that(json && json->is_object(), invalid_argument,
              "the extras for '" + mine->first + "' are no JSON object");
}

Check& Check::not_empty(std::string_view what, std::string_view text) {
  return that(!text.empty(), invalid_argument, std::string(what) + " is empty");
}

Check& Check::theme(const Theme& theme) {
  that(theme.logo_png || theme.background_png || theme.primary_color || theme.secondary_color ||
           theme.focus_color,
       invalid_argument, "the theme changes nothing");
  that(is_png(theme.logo_png.value_or("\x89PNG\r\n\x1a\n")), invalid_argument, "logo_png is no PNG");
  that(is_png(theme.background_png.value_or("\x89PNG\r\n\x1a\n")), invalid_argument,
       "background_png is no PNG");
  for (const auto& color : {theme.primary_color, theme.secondary_color, theme.focus_color}) {
    that(!color || is_color(*color), invalid_argument, "a theme's color is written '#rrggbb'");
  }
  return *this;
}

}  // namespace vplatform::detail

namespace vplatform {

CapabilitySet needs_of(const MeetingSpec& spec) noexcept {
  CapabilitySet needs;
  if (spec.access == Access::knock) needs.add(Capability::knocking);
  if (spec.access == Access::open) needs.add(Capability::open_access);
  if (spec.max_participants) needs.add(Capability::size_limit);
  if (!spec.metadata.empty()) needs.add(Capability::metadata);
  if (spec.eject_at_end) needs.add(Capability::eject_at_end);
  if (spec.recording) {
    needs.add(Capability::record_automatically);
    needs = needs | needs_of(*spec.recording);
  }
  return needs;
}

}  // namespace vplatform
