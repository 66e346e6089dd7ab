#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>

#include "cli/arguments.hpp"
#include "cli/command.hpp"

namespace vplatform::cli {
namespace {

struct Options {
  std::string ref{};
  std::string until{};
};

Exit extend(const Options& options, Context& context) {
  const auto until = read_moment("--until", options.until, std::chrono::system_clock::now());
  if (!until) return context.out.misused(until.error());
  const auto meeting = open_meeting(context, options.ref);
  if (!meeting) return context.out.misused(meeting.error());
  const auto extended = meeting->client.update_meeting(meeting->ref, {.ends_at = *until});
  if (!extended) return context.out.failed(extended.error());
  return show_meeting(context.out, *extended);
}

}  // namespace

void add_extend(CLI::App& app, Invocation& invocation) {
  auto* command = add_command(app, invocation, "extend", "Give a meeting another end");
  auto options = std::make_shared<Options>();
  command->add_option("meeting", options->ref, "The meeting: instance/id")->required()->type_name("REF");
  command->add_option("--until", options->until, "2026-01-01T12:00:00Z, or from now: 30m, 1h, 2d")
      ->required()
      ->type_name("TIME");
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return extend(*options, context); };
  });
}

}  // namespace vplatform::cli
