#pragma once

#include <string_view>

#include "cli/command.hpp"

namespace vplatform::cli {

// Parts of `session`, `inbox` and `recordings`.
void add_session(CLI::App& app, Invocation& invocation);
void add_session_create(CLI::App& group, Invocation& invocation);
void add_session_admit(CLI::App& group, Invocation& invocation);
void add_inbox(CLI::App& app, Invocation& invocation);
void add_recordings(CLI::App& app, Invocation& invocation);
void add_recordings_fetch(CLI::App& group, Invocation& invocation);

/// What to do about a session that is not there.
inline constexpr std::string_view where_sessions_are =
    "'vplatform session list --owner OWNER' shows what there is";
/// What to do about a recording that is not there.
inline constexpr std::string_view where_recordings_are = "'vplatform recordings list' shows what there is";

}  // namespace vplatform::cli
