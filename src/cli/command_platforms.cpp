#include <CLI/CLI.hpp>
#include <vector>

#include "cli/command.hpp"
#include "cli/json_shapes.hpp"

namespace vplatform::cli {
namespace {

void write_instance(spi::JsonWriter& out, const Client& client) {
  out.begin_object();
  out.member("platform", client.info().instance);
  out.member("state", to_string(client.state()));
  out.key("capabilities").begin_array();
  for (const Capability capability : client.info().capabilities.list()) out.value(to_string(capability));
  out.end_array();
  if (client.info().limits.max_participants)
    out.member("max_participants", *client.info().limits.max_participants);
  out.end_object();
}

std::string kinds_json(const std::vector<std::string>& kinds, const std::vector<Client>& clients) {
  spi::JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const auto& kind : kinds) {
    out.begin_object().member("kind", kind).key("instances").begin_array();
    for (const auto& client : clients) {
      if (client.info().kind == kind) write_instance(out, client);
    }
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return std::move(out).text();
}

Ink ink_of(InstanceState state) {
  return state == InstanceState::enabled ? Ink::good : Ink::bad;
}

void show(Output& out, const std::vector<std::string>& kinds, const std::vector<Client>& clients) {
  std::vector<Row> rows;
  for (const auto& kind : kinds) {
    rows.push_back({{kind, Ink::strong}});
    for (const auto& client : clients) {
      if (client.info().kind != kind) continue;
      rows.push_back({"  " + client.info().instance,
                      {to_string(client.state()), ink_of(client.state())},
                      to_string(client.info().capabilities)});
    }
  }
  out.table(rows);
}

Exit platforms(Context& context) {
  Registry registry;
  add_builtin_platforms(registry);
  std::vector<Client> clients;
  if (!context.config_path.empty()) {
    const auto factory = context.open();
    if (!factory) return context.out.misused(factory.error());
    clients = factory->clients();
  }
  if (context.out.json()) context.out.value(kinds_json(registry.kinds(), clients));
  show(context.out, registry.kinds(), clients);
  return Exit::done;
}

}  // namespace

void add_platforms(CLI::App& app, Invocation& invocation) {
  auto* command = add_command(app, invocation, "platforms", "List the platforms that this build has");
  command->footer("With --config also its instances, their states, and what each can do.");
  command->callback([&invocation] { invocation.command = platforms; });
}

}  // namespace vplatform::cli
