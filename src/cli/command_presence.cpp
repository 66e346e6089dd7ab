#include <CLI/CLI.hpp>
#include <memory>
#include <vector>

#include "cli/command.hpp"
#include "cli/json_shapes.hpp"
#include "cli/presence_text.hpp"

namespace vplatform::cli {
namespace {

void show(Output& out, const Presence& presence) {
  const Ink ink = presence.state == PresenceState::unknown ? Ink::bad : Ink::good;
  out.line({{in_words(presence.state), ink},
            "  as of " + to_rfc3339(presence.as_of),
            presence.complete ? "  complete" : "  somebody may be missing"});
  std::vector<Row> rows;
  for (const auto& one : presence.people) rows.push_back(row_of(one));
  out.table(rows, "  ");
  if (presence.state == PresenceState::unknown) {
    out.note("the platform cannot say who is in; that is not the same as nobody");
  }
}

Exit presence(const std::string& ref, Context& context) {
  const auto meeting = open_meeting(context, ref);
  if (!meeting) return context.out.misused(meeting.error());
  const auto presence = meeting->client.presence(meeting->ref);
  if (!presence) return context.out.failed(presence.error());
  if (context.out.json()) {
    context.out.value(to_json(write_presence, *presence));
    return Exit::done;
  }
  show(context.out, *presence);
  return Exit::done;
}

}  // namespace

void add_presence(CLI::App& app, Invocation& invocation) {
  auto* command = add_command(app, invocation, "presence", "Say who is in a meeting, and how surely");
  auto ref = std::make_shared<std::string>();
  command->add_option("meeting", *ref, "The meeting: instance/id")->required()->type_name("REF");
  command->callback([&invocation, ref] {
    invocation.command = [ref](Context& context) { return presence(*ref, context); };
  });
}

}  // namespace vplatform::cli
