#pragma once

#include <functional>
#include <string>

#include "cli/context.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the name is the library's
class App;
}  // namespace CLI

namespace vplatform::cli {

/// What the command line asks for: the common options, and the command that was chosen.
struct Invocation {
  bool json = false;
  std::string config_path{};
  std::string store{};
  std::function<Exit(Context&)> command{};
};

/// A subcommand with the options that all have.
[[nodiscard]] CLI::App* add_command(CLI::App& app, Invocation& invocation, const std::string& name,
                                    const std::string& description);
/// A subcommand that is a word before others: `record start`.
[[nodiscard]] CLI::App* add_group(CLI::App& app, const std::string& name, const std::string& description);

// Each adds a subcommand, which puts itself into `Invocation::command` when it is chosen.
void add_platforms(CLI::App& app, Invocation& invocation);
void add_select(CLI::App& app, Invocation& invocation);
void add_create(CLI::App& app, Invocation& invocation);
void add_find(CLI::App& app, Invocation& invocation);
void add_end(CLI::App& app, Invocation& invocation);
void add_list(CLI::App& app, Invocation& invocation);
void add_extend(CLI::App& app, Invocation& invocation);
void add_join(CLI::App& app, Invocation& invocation);
void add_presence(CLI::App& app, Invocation& invocation);
void add_remove(CLI::App& app, Invocation& invocation);
void add_sessions(CLI::App& app, Invocation& invocation);
void add_record(CLI::App& app, Invocation& invocation);
void add_webhook(CLI::App& app, Invocation& invocation);
void add_webhooks(CLI::App& app, Invocation& invocation);
void add_emulate(CLI::App& app, Invocation& invocation);
void add_doctor(CLI::App& app, Invocation& invocation);
void add_conformance(CLI::App& app, Invocation& invocation);
void add_demo(CLI::App& app, Invocation& invocation);
// Those over the store of the component sessions; none where the tool was built without it.
void add_of_store(CLI::App& app, Invocation& invocation);
// Part of `record`.
void add_record_start(CLI::App& group, Invocation& invocation);

}  // namespace vplatform::cli
