#include "whereby_join.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "vplatform/spi/json.hpp"
#include "vplatform/spi/naming.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::whereby {

namespace {

constexpr std::size_t longest_identity = 36;
constexpr std::size_t longest_name = 100;  // in characters, not in bytes
constexpr std::string_view forbidden_in_names = "$!<>:;";
constexpr std::string_view embed_origin = "https://cdn.srv.whereby.com";

// What the library says itself, and the right to enter.
constexpr std::array<std::string_view, 3> owned_parameters = {"displayName", "externalId", "roomKey"};

bool starts_character(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

bool is_control(char byte) noexcept {
  return static_cast<unsigned char>(byte) < 0x20U || byte == 0x7F;
}

std::string fit_name(std::string_view name) {
  std::string fit;
  std::size_t characters = 0;
  for (const char byte : name) {
    if (is_control(byte) || forbidden_in_names.find(byte) != std::string_view::npos) continue;
    if (starts_character(byte) && ++characters > longest_name) break;
    fit += byte;
  }
  return fit;
}

// Whereby's parameters are texts, numbers, and `on` or `off`.
std::optional<std::string> parameter_text(const spi::Json& value) {
  if (auto text = value.id()) return text;
  const auto truth = value.boolean();
  if (!truth) return std::nullopt;
  return *truth ? "on" : "off";
}

Result<void> add_extras(Person& person, const JsonText& extras) {
  const auto members = spi::Json::parse(extras.text);
  if (!members || !members->is_object()) {
    return fail(ErrorCode::invalid_argument, "extras for whereby are not a JSON object");
  }
  for (const auto& [name, value] : members->members()) {
    for (const auto owned : owned_parameters) {
      if (name == owned)
        return fail(ErrorCode::invalid_argument, "extras for whereby must not hold '" + name + "'");
    }
    auto text = parameter_text(value);
    if (!text)
      return fail(ErrorCode::invalid_argument,
                  "extras for whereby hold '" + name + "', which is not a plain value");
    person.parameters.emplace_back(name, *std::move(text));
  }
  return {};
}

// Null where the meeting has no link for the role.
const std::string* link_for(const Meeting& meeting, Role role) noexcept {
  switch (role) {
    case Role::host:
      return meeting.host_link ? &meeting.host_link->url.reveal() : nullptr;
    case Role::viewer:
      return meeting.viewer_link ? &meeting.viewer_link->url.reveal() : nullptr;
    case Role::participant:
      return &meeting.url;
  }
  return nullptr;
}

}  // namespace

Result<Person> read_person(const JoinSpec& spec, const std::function<std::string()>& new_id) {
  Person person{.role = spec.role};
  person.identity = spi::safe_identity(spec.user_id.empty() ? new_id() : spec.user_id, longest_identity);
  const auto name = fit_name(spec.name);
  if (!name.empty()) person.parameters.emplace_back("displayName", name);
  person.parameters.emplace_back("externalId", person.identity);
  if (const auto extras = spec.extras.find("whereby"); extras != spec.extras.end()) {
    if (const auto added = add_extras(person, extras->second); !added) return Failure{added.error()};
  }
  return person;
}

bool has_link_for(const Meeting& meeting, Role role) noexcept {
  const auto* link = link_for(meeting, role);
  return link != nullptr && !link->empty();
}

Result<JoinGrant> grant_for(const Meeting& meeting, const Person& person) {
  if (!has_link_for(meeting, person.role)) {
    return fail(ErrorCode::failed_precondition, "whereby has no " + std::string(to_string(person.role)) +
                                                    " link for meeting '" + meeting.ref.id + "'");
  }
  std::string link = *link_for(meeting, person.role);
  const auto url = spi::parse_url(link);
  if (!url) return fail(ErrorCode::invalid_argument, "the meeting's link is not an address");
  for (const auto& [name, value] : person.parameters) link = spi::with_query(std::move(link), name, value);

  JoinGrant grant;
  grant.kind = JoinKind::web_component;
  grant.url = Secret(std::move(link));
  grant.role = person.role;
  grant.identity = person.identity;
  grant.hosts = {spi::origin_of(*url), std::string(embed_origin)};
  return grant;
}

}  // namespace vplatform::platforms::whereby
