#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/decision_text.hpp"
#include "cli/hints.hpp"

namespace vplatform::cli {
namespace {

struct Options {
  std::string room{};
  std::vector<std::string> attributes{};
  std::string on{};
  std::string name{};
  std::string key{};
  std::string ends_in{};
  std::vector<std::string> extras{};
};

struct Wanted {
  RoomContext room{};
  MeetingSpec spec{};
};

Result<std::map<std::string, JsonText>> extras_of(const Options& options) {
  Registry registry;
  add_builtin_platforms(registry);
  return read_extras(options.extras, registry);
}

Result<Wanted> read(const Options& options) {
  auto attributes = read_attributes(options.attributes);
  if (!attributes) return Failure{attributes.error()};
  auto extras = extras_of(options);
  if (!extras) return Failure{extras.error()};
  Wanted wanted{.room = {.id = options.room, .attributes = std::move(*attributes)},
                .spec = {.name = options.name, .key = options.key, .extras = std::move(*extras)}};
  if (!options.ends_in.empty()) {
    const auto ends_in = read_duration("--ends-in", options.ends_in);
    if (!ends_in) return Failure{ends_in.error()};
    wanted.spec.ends_at = std::chrono::system_clock::now() + *ends_in;
  }
  return wanted;
}

// The instance that was asked, for the hint; its choice is the same again.
std::string asked(const PlatformFactory& factory, const Options& options, Wanted wanted) {
  if (!options.on.empty()) return options.on;
  wanted.room.needs.capabilities = needs_of(wanted.spec);
  return std::string(factory.select(wanted.room).platform());
}

Exit create(const Options& options, Context& context) {
  const auto wanted = read(options);
  if (!wanted) return context.out.misused(wanted.error());
  const auto factory = context.open();
  if (!factory) return context.out.misused(factory.error());
  if (!options.on.empty()) {
    if (const auto client = factory->client(options.on); !client) return context.out.misused(client.error());
  }
  const auto meeting = factory->create_meeting(wanted->room, wanted->spec, {.on = options.on});
  if (!meeting) {
    const Exit exit = exit_of(meeting.error());
    const auto hint = hint_for_create(meeting.error(), exit, asked(*factory, options, *wanted));
    return context.out.failed(meeting.error(), exit, hint);
  }
  if (options.on.empty()) {
    context.out.note("on " + meeting->ref.platform + ": " + why(meeting->decision));
  }
  return show_meeting(context.out, *meeting);
}

}  // namespace

void add_create(CLI::App& app, Invocation& invocation) {
  auto* command = add_command(app, invocation, "create", "Make a meeting for a room, where its flags choose");
  auto options = std::make_shared<Options>();
  command->add_option("--room", options->room, "The room")->required()->type_name("ID");
  command->add_option("--attr", options->attributes, "What rules look at; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_option("--on", options->on, "On this instance, without a choice")->type_name("INSTANCE");
  command->add_option("--name", options->name, "The meeting's name, for people")->type_name("NAME");
  command->add_option("--key", options->key, "At most one meeting is made for a key")->type_name("KEY");
  command->add_option("--ends-in", options->ends_in, "How long it lasts: 90s, 30m, 1h, 2d")
      ->type_name("DURATION");
  command->add_option("--extra", options->extras, "Members for that platform's own request; may be repeated")
      ->type_name("PLATFORM=JSON")
      ->allow_extra_args(false);
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return create(*options, context); };
  });
}

}  // namespace vplatform::cli
