#pragma once

#include <string_view>

#include "vplatform/call_options.hpp"
#include "vplatform/sessions/backend.hpp"
#include "vplatform/sessions/sessions.hpp"

namespace vplatform::sessions {

/// Goes on with the end of a session whose entry is denied, under its lease, from the first step that is not
/// done: each step is a call to the platform for which not-found counts as done, and then a write. Where
/// another has the lease, it is success without a step. Used by `Sessions::end` and by the reconciler.
[[nodiscard]] Result<Session> continue_end(const Backend& backend, const SessionsOptions& options,
                                           std::string_view session_id, const CallOptions& call);

/// Goes on with the making of a meeting that a crash has interrupted, with the session's own key, on the
/// instance that was decided.
[[nodiscard]] Result<Session> continue_create(const Backend& backend, const SessionsOptions& options,
                                              std::string_view session_id, const CallOptions& call);

}  // namespace vplatform::sessions
