#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/json_shapes.hpp"

namespace vplatform::cli {
namespace {

std::string ended_json(const MeetingRef& ref) {
  spi::JsonWriter out;
  out.begin_object();
  write_ref(out, ref);
  out.member("ended", true).end_object();
  return std::move(out).text();
}

Exit end(const std::string& ref, Context& context) {
  const auto meeting = open_meeting(context, ref);
  if (!meeting) return context.out.misused(meeting.error());
  const auto ended = meeting->client.end_meeting(meeting->ref);
  if (!ended) return context.out.failed(ended.error());
  if (context.out.json()) context.out.value(ended_json(meeting->ref));
  context.out.fields({{"ended", to_string(meeting->ref)}});
  return Exit::done;
}

}  // namespace

void add_end(CLI::App& app, Invocation& invocation) {
  auto* command = add_command(app, invocation, "end", "Put everybody out and delete; ending twice is fine");
  auto ref = std::make_shared<std::string>();
  command->add_option("meeting", *ref, "The meeting: instance/id")->required()->type_name("REF");
  command->callback(
      [&invocation, ref] { invocation.command = [ref](Context& context) { return end(*ref, context); }; });
}

}  // namespace vplatform::cli
