#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command.hpp"

namespace vplatform::cli {
namespace {

Exit find(const std::string& ref, Context& context) {
  const auto meeting = open_meeting(context, ref);
  if (!meeting) return context.out.misused(meeting.error());
  const auto found = meeting->client.find_meeting(meeting->ref);
  if (!found) return context.out.failed(found.error());
  return show_meeting(context.out, *found);
}

}  // namespace

void add_find(CLI::App& app, Invocation& invocation) {
  auto* command = add_command(app, invocation, "find", "Show a meeting as its platform has it");
  auto ref = std::make_shared<std::string>();
  command->add_option("meeting", *ref, "The meeting, as create shows it: instance/id")
      ->required()
      ->type_name("REF");
  command->callback(
      [&invocation, ref] { invocation.command = [ref](Context& context) { return find(*ref, context); }; });
}

}  // namespace vplatform::cli
