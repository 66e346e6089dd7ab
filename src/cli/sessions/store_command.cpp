#include "cli/sessions/store_command.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "cli/hints.hpp"

namespace vplatform::cli {
namespace {

constexpr std::string_view sqlite = "sqlite:";

std::string place_of(const Context& context) {
  if (!context.store.empty()) return context.store;
  const auto variable = context.environment.variable("VPLATFORM_STORE");
  return variable && !variable->empty() ? *variable : "sqlite:vplatform.db";
}

// To open a SQLite store is to make it, and nobody wants an empty one in whatever folder this is.
std::optional<Exit> fault_of_absent(Output& out, const std::string& place) {
  if (!place.starts_with(sqlite)) return std::nullopt;
  const std::string path = place.substr(sqlite.size());
  std::error_code ignored;
  if (path.empty() || std::filesystem::exists(path, ignored)) return std::nullopt;
  const Error absent{.code = ErrorCode::not_found, .message = "there is no store at '" + path + "'"};
  return out.failed(absent, Exit::usage,
                    "--store or VPLATFORM_STORE says where it is; 'vplatform session create' makes one");
}

Exit open_and_run(Context& context, sessions::Backend backend, const std::string& place, const OnStore& run) {
  auto store = sessions::Store::open(place);
  if (!store) return context.out.failed(store.error());
  backend.store = *std::move(store);
  return run(backend);
}

std::optional<Exit> add_platforms(Context& context, sessions::Backend& backend) {
  auto factory = context.open();
  if (!factory) return context.out.misused(factory.error());
  backend.platforms = std::make_shared<const PlatformFactory>(*std::move(factory));
  return std::nullopt;
}

}  // namespace

CLI::App* add_store_command(CLI::App& group, Invocation& invocation, const std::string& name,
                            const std::string& description) {
  auto* command = add_command(group, invocation, name, description);
  command
      ->add_option("--store", invocation.store,
                   "The store: sqlite:PATH, postgresql:KEYWORDS or a postgresql:// URI; default: "
                   "VPLATFORM_STORE, else sqlite:vplatform.db in the current folder")
      ->type_name("URL");
  return command;
}

Exit on_store(Context& context, const OnStore& run) {
  const auto place = place_of(context);
  if (const auto fault = fault_of_absent(context.out, place)) return *fault;
  return open_and_run(context, {}, place, run);
}

Exit on_store_and_platforms(Context& context, const OnStore& run) {
  const auto place = place_of(context);
  if (const auto fault = fault_of_absent(context.out, place)) return *fault;
  sessions::Backend backend;
  if (const auto fault = add_platforms(context, backend)) return *fault;
  return open_and_run(context, std::move(backend), place, run);
}

Exit on_new_store_and_platforms(Context& context, const OnStore& run) {
  sessions::Backend backend;
  if (const auto fault = add_platforms(context, backend)) return *fault;
  return open_and_run(context, std::move(backend), place_of(context), run);
}

Exit failed_on_store(Output& out, const Error& error, std::string_view where_to_look) {
  // With a status it is a platform that does not have it.
  const bool is_ours = error.code == ErrorCode::not_found && error.http_status == 0;
  const Exit exit = exit_of(error);
  return out.failed(error, exit, is_ours ? std::string(where_to_look) : hint_for(error, exit));
}

}  // namespace vplatform::cli
