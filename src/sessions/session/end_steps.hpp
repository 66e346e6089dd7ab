#pragma once

#include <string_view>

#include "sessions/store/database.hpp"
#include "vplatform/sessions/session.hpp"

namespace vplatform::sessions {

void write_step(Transaction& transaction, std::string_view session_id, const EndStepReport& report,
                TimePoint at);

/// Has the steps that call the platform done again, of a session that is over and locked.
void reopen_end(Transaction& transaction, std::string_view session_id, TimePoint now);

}  // namespace vplatform::sessions
