#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "cli/command.hpp"
#include "vplatform/sessions/backend.hpp"

namespace vplatform::cli {

/// A subcommand with the options that all over the store have.
[[nodiscard]] CLI::App* add_store_command(CLI::App& group, Invocation& invocation, const std::string& name,
                                          const std::string& description);

/// What a command does once everything that it works with is open.
using OnStore = std::function<Exit(const sessions::Backend& backend)>;

/// Opens the store, and no platform: what only looks into it needs no configuration. Says what failed.
Exit on_store(Context& context, const OnStore& run);
/// Opens the store and the platforms.
Exit on_store_and_platforms(Context& context, const OnStore& run);
/// The same, and makes the store where there is none yet.
Exit on_new_store_and_platforms(Context& context, const OnStore& run);

/// Says what failed; `where_to_look` is the advice where something is not in the store.
Exit failed_on_store(Output& out, const Error& error, std::string_view where_to_look);

}  // namespace vplatform::cli
