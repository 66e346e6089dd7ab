#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/hints.hpp"
#include "cli/sessions/session_commands.hpp"
#include "cli/sessions/show_session.hpp"
#include "cli/sessions/store_command.hpp"
#include "vplatform/sessions/sessions.hpp"

namespace vplatform::cli {
namespace {

struct Options {
  std::string owner{};
  std::string room{};
  std::vector<std::string> attributes{};
  std::string name{};
  std::string key{};
  std::string starts_at{};
  std::string ends_at{};
  std::optional<int> max_people{};
  bool needs_host = false;
};

Result<std::optional<TimePoint>> moment(const std::string& option, const std::string& text) {
  if (text.empty()) return std::optional<TimePoint>();
  const auto at = read_moment(option, text, std::chrono::system_clock::now());
  if (!at) return Failure{at.error()};
  return std::optional(*at);
}

Result<sessions::SessionSpec> read(const Options& options) {
  auto attributes = read_attributes(options.attributes);
  if (!attributes) return Failure{attributes.error()};
  const auto starts_at = moment("--starts-at", options.starts_at);
  if (!starts_at) return Failure{starts_at.error()};
  const auto ends_at = moment("--ends-at", options.ends_at);
  if (!ends_at) return Failure{ends_at.error()};
  sessions::SessionSpec spec;
  spec.owner = options.owner;
  spec.room.id = options.room;
  spec.room.attributes = std::move(*attributes);
  spec.name = options.name;
  spec.request_key = options.key;
  spec.starts_at = *starts_at;
  spec.ends_at = *ends_at;
  spec.needs_host = options.needs_host;
  spec.max_people = options.max_people;
  return spec;
}

std::string hint_for_session(const Error& error, Exit exit, const Options& options) {
  if (error.effect != Effect::unknown) return hint_for(error, exit);
  if (!options.key.empty())
    return "try again with the same --key: that finishes the session, and makes no second";
  return "the session is kept, and the host's reconciler finishes it: 'vplatform session list --owner " +
         options.owner + "' shows it";
}

Exit create(const Options& options, Context& context) {
  const auto spec = read(options);
  if (!spec) return context.out.misused(spec.error());
  return on_new_store_and_platforms(context, [&](const sessions::Backend& backend) {
    const auto session = sessions::Sessions(backend).create(*spec);
    if (!session) {
      const Exit exit = exit_of(session.error());
      return context.out.failed(session.error(), exit, hint_for_session(session.error(), exit, options));
    }
    show_session(context.out, *session);
    return Exit::done;
  });
}

}  // namespace

void add_session_create(CLI::App& group, Invocation& invocation) {
  auto* command = add_store_command(group, invocation, "create",
                                    "Make a session and its meeting, where its flags choose");
  command->footer("A TIME is 2026-01-01T12:00:00Z, or from now 90s, 30m, 1h, 2d.");
  auto options = std::make_shared<Options>();
  command->add_option("--owner", options->owner, "Whose it is")->required()->type_name("OWNER");
  command->add_option("--room", options->room, "The room")->required()->type_name("ID");
  command->add_option("--attr", options->attributes, "What rules look at; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_option("--name", options->name, "Its name, for people")->type_name("NAME");
  command->add_option("--key", options->key, "At most one session is made for an owner's key")
      ->type_name("KEY");
  command->add_option("--starts-at", options->starts_at, "When people are let in; default: now")
      ->type_name("TIME");
  command->add_option("--ends-at", options->ends_at, "When it is ended")->type_name("TIME");
  command->add_option("--max-people", options->max_people, "So many at once")->type_name("N");
  command->add_flag("--needs-host", options->needs_host, "Nobody gets in before a host has come");
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return create(*options, context); };
  });
}

}  // namespace vplatform::cli
