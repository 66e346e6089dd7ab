#include <CLI/CLI.hpp>
#include <memory>
#include <vector>

#include "cli/command.hpp"
#include "cli/json_shapes.hpp"
#include "cli/pages.hpp"

namespace vplatform::cli {
namespace {

std::string items_json(const std::vector<Meeting>& meetings) {
  spi::JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const auto& meeting : meetings) write_meeting(out, meeting);
  out.end_array().end_object();
  return std::move(out).text();
}

Exit list(const std::string& name, Context& context) {
  const auto instance = open_instance(context, name);
  if (!instance) return context.out.misused(instance.error());
  const auto meetings =
      all_pages<Meeting>(name, [&](const PageToken& from) { return instance->client.list_meetings(from); });
  if (!meetings) return context.out.failed(meetings.error());
  if (context.out.json()) {
    context.out.value(items_json(*meetings));
    return Exit::done;
  }
  if (meetings->empty()) context.out.note("no meetings on " + name);
  std::vector<Row> rows;
  for (const auto& meeting : *meetings) {
    rows.push_back({to_string(meeting.ref),
                    meeting.ends_at ? to_rfc3339(*meeting.ends_at) : "",
                    {meeting.url, Ink::faint}});
  }
  context.out.table(rows);
  return Exit::done;
}

}  // namespace

void add_list(CLI::App& app, Invocation& invocation) {
  auto* command = add_command(app, invocation, "list", "List the meetings of an instance");
  auto instance = std::make_shared<std::string>();
  command->add_option("instance", *instance, "Its name in the configuration")
      ->required()
      ->type_name("INSTANCE");
  command->callback([&invocation, instance] {
    invocation.command = [instance](Context& context) { return list(*instance, context); };
  });
}

}  // namespace vplatform::cli
