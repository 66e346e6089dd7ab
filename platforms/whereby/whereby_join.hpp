#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "vplatform/join.hpp"
#include "vplatform/meeting.hpp"
#include "vplatform/result.hpp"

namespace vplatform::platforms::whereby {

/// Who joins, in Whereby's words.
struct Person {
  Role role = Role::participant;
  std::string identity{};                                         ///< `externalId`
  std::vector<std::pair<std::string, std::string>> parameters{};  ///< Of the link.
};

/// Makes name and identity fit Whereby's rules. Errors: `invalid_argument` for extras that are no parameters.
[[nodiscard]] Result<Person> read_person(const JoinSpec& spec, const std::function<std::string()>& new_id);

/// Whether the meeting holds the link that a role takes.
[[nodiscard]] bool has_link_for(const Meeting& meeting, Role role) noexcept;

/// The link of the person's role, and never that of another. Errors: `failed_precondition` where the meeting
/// has none.
[[nodiscard]] Result<JoinGrant> grant_for(const Meeting& meeting, const Person& person);

}  // namespace vplatform::platforms::whereby
