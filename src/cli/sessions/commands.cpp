// The commands over the store, where the tool was built with the component sessions.

#include "cli/sessions/session_commands.hpp"

namespace vplatform::cli {

void add_of_store(CLI::App& app, Invocation& invocation) {
  add_session(app, invocation);
  add_inbox(app, invocation);
  add_recordings(app, invocation);
}

}  // namespace vplatform::cli
