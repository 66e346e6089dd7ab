#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "vplatform/sessions/sessions.hpp"

namespace vplatform::sessions {

/// The longest name, key or id that hosts give us, in bytes: it is indexed.
inline constexpr std::size_t longest_name = 500;

/// What hosts may ask for. The first thing that is wrong is the error.
[[nodiscard]] std::optional<Failure> fault_of(const SessionSpec& spec, TimePoint now);
[[nodiscard]] std::optional<Failure> fault_of(const SessionsOptions& options);
[[nodiscard]] std::optional<Failure> fault_of(const SessionFilter& filter);
[[nodiscard]] std::optional<Failure> fault_of(const AdmissionRequest& request);
[[nodiscard]] std::optional<Failure> fault_of(const SessionChange& change, const Session& session,
                                              TimePoint now);

/// Text that both databases store: UTF-8 without NUL, and not too long.
[[nodiscard]] std::optional<Failure> fault_of_text(std::string_view what, std::string_view text);
/// The same, and not empty.
[[nodiscard]] std::optional<Failure> fault_of_name(std::string_view what, std::string_view text);

}  // namespace vplatform::sessions
