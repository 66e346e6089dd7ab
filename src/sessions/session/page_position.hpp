#pragma once

#include "sessions/session/session_row.hpp"
#include "vplatform/page.hpp"

namespace vplatform::sessions {

/// Where a list starts. Errors: `invalid_argument` for a token that is not ours.
[[nodiscard]] Result<ListPosition> position_from(const PageToken& token);
/// One more session than a page holds, as a page and where it goes on.
[[nodiscard]] Page<Session> page_of(std::vector<Session> sessions, int page_size);

}  // namespace vplatform::sessions
