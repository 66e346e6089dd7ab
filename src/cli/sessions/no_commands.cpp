// In place of the commands over the store, where the tool was built without the component sessions.

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/command.hpp"

namespace vplatform::cli {
namespace {

// Not among those that are listed; here alone so that the words after it are not taken for another command.
void add_absent(CLI::App& app, Invocation& invocation, const std::string& name) {
  auto* command = app.add_subcommand(name)->group("")->prefix_command();
  command->callback([&invocation, command, name] {
    const auto words = command->remaining();
    invocation.json = std::find(words.begin(), words.end(), "--json") != words.end();
    invocation.command = [name](Context& context) {
      return context.out.misused({.code = ErrorCode::invalid_argument,
                                  .message = "there is no command '" + name +
                                             "': this vplatform was built without the component sessions"});
    };
  });
}

}  // namespace

void add_of_store(CLI::App& app, Invocation& invocation) {
  for (const auto* name : {"session", "inbox", "recordings"}) add_absent(app, invocation, name);
  app.footer("Built without the component sessions: there is no 'session', 'inbox' and 'recordings'.");
}

}  // namespace vplatform::cli
