#include <CLI/CLI.hpp>
#include <memory>
#include <vector>

#include "cli/json_shapes.hpp"
#include "cli/pages.hpp"
#include "cli/sessions/ledger_shapes.hpp"
#include "cli/sessions/session_commands.hpp"
#include "cli/sessions/show_list.hpp"
#include "cli/sessions/store_command.hpp"
#include "cli/sessions/store_names.hpp"

namespace vplatform::cli {
namespace {

using sessions::RecordingEntry;

struct Options {
  std::string session{};
  std::string state{};
};

constexpr ListLook<RecordingEntry> as_recordings{write_entry, row_of, "no such recordings"};

Exit list(const Options& options, Context& context) {
  sessions::RecordingFilter filter{.session_id = options.session};
  if (!options.state.empty()) {
    const auto state = read_ledger_state(options.state);
    if (!state) return context.out.misused(state.error());
    filter.state = *state;
  }
  return on_store(context, [&](const sessions::Backend& backend) {
    const sessions::Recordings recordings(backend);
    const auto entries = all_pages<RecordingEntry>(
        "the store", [&](const PageToken& from) { return recordings.list(filter, from); });
    return entries ? show_list(context.out, *entries, as_recordings) : context.out.failed(entries.error());
  });
}

}  // namespace

void add_recordings(CLI::App& app, Invocation& invocation) {
  auto* group = add_group(app, "recordings", "List the recordings in a store, and fetch them");
  group->footer(
      "The store's ledger, from the wish to the file. What a platform has of a meeting, and starting and\n"
      "stopping, is another thing: 'vplatform record'.");
  auto* command =
      add_store_command(*group, invocation, "list", "List recordings; deleted ones with --state deleted");
  auto options = std::make_shared<Options>();
  command->add_option("--session", options->session, "Those of a session")->type_name("ID");
  command
      ->add_option("--state", options->state,
                   "requested, starting, active, stopping, processing, ready, fetched, failed, cancelled or "
                   "deleted")
      ->type_name("STATE");
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return list(*options, context); };
  });
  add_recordings_fetch(*group, invocation);
}

}  // namespace vplatform::cli
