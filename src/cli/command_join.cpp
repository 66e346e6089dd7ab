#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>

#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/json_shapes.hpp"
#include "cli/show_grant.hpp"

namespace vplatform::cli {
namespace {

struct Options {
  std::string ref{};
  std::string role{};
  std::string name{};
  std::string user_id{};
  std::string ttl{};
  std::string until{};
};

Result<JoinSpec> read(const Options& options) {
  const auto role = read_role(options.role);
  if (!role) return Failure{role.error()};
  JoinSpec spec{.role = *role, .name = options.name, .user_id = options.user_id};
  if (!options.ttl.empty()) {
    const auto ttl = read_duration("--ttl", options.ttl);
    if (!ttl) return Failure{ttl.error()};
    spec.ttl = *ttl;
  }
  if (!options.until.empty()) {
    const auto until = read_moment("--until", options.until, std::chrono::system_clock::now());
    if (!until) return Failure{until.error()};
    spec.not_after = *until;
  }
  return spec;
}

Exit show(Output& out, const JoinGrant& grant) {
  if (out.json()) {
    out.value(to_json(write_grant, grant));
    return Exit::done;
  }
  show_grant(out, grant);
  return Exit::done;
}

Exit join(const Options& options, Context& context) {
  const auto spec = read(options);
  if (!spec) return context.out.misused(spec.error());
  const auto meeting = open_meeting(context, options.ref);
  if (!meeting) return context.out.misused(meeting.error());
  const auto grant = meeting->client.join(meeting->ref, *spec);
  if (!grant) return context.out.failed(grant.error());
  return show(context.out, *grant);
}

}  // namespace

void add_join(CLI::App& app, Invocation& invocation) {
  auto* command =
      add_command(app, invocation, "join", "Let one person in: the link or token that a page needs");
  auto options = std::make_shared<Options>();
  command->add_option("meeting", options->ref, "The meeting: instance/id")->required()->type_name("REF");
  command->add_option("--role", options->role, "host, participant or viewer")->required()->type_name("ROLE");
  command->add_option("--name", options->name, "Shown to the others")->required()->type_name("NAME");
  command->add_option("--user-id", options->user_id, "The person in your system")->type_name("ID");
  command->add_option("--ttl", options->ttl, "How long it lets somebody in: 10m")->type_name("DURATION");
  command->add_option("--until", options->until, "And until then at the latest")->type_name("TIME");
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return join(*options, context); };
  });
}

}  // namespace vplatform::cli
