// The tool: reads the command line, runs one command, and ends with its exit code.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <string_view>

#include "cli/command.hpp"
#include "cli/guard.hpp"

namespace vplatform::cli {

CLI::App* add_command(CLI::App& app, Invocation& invocation, const std::string& name,
                      const std::string& description) {
  auto* command = app.add_subcommand(name, description);
  command
      ->add_option("--config", invocation.config_path, "Configuration file; default: the environment decides")
      ->type_name("FILE");
  command->add_flag("--json", invocation.json, "One JSON value on stdout, for programs");
  return command;
}

CLI::App* add_group(CLI::App& app, const std::string& name, const std::string& description) {
  auto* group = app.add_subcommand(name, description);
  group->require_subcommand(1);
  return group;
}

namespace {

void add_all(CLI::App& app, Invocation& invocation) {
  add_platforms(app, invocation);
  add_select(app, invocation);
  add_create(app, invocation);
  add_find(app, invocation);
  add_list(app, invocation);
  add_extend(app, invocation);
  add_end(app, invocation);
  add_join(app, invocation);
  add_presence(app, invocation);
  add_remove(app, invocation);
  add_sessions(app, invocation);
  add_record(app, invocation);
  add_webhook(app, invocation);
  add_webhooks(app, invocation);
  add_doctor(app, invocation);
  add_conformance(app, invocation);
  add_emulate(app, invocation);
  add_demo(app, invocation);
  add_of_store(app, invocation);
}

// CLI11's words in the library's manner: lower-case, no full stop, one line.
std::string tidied(std::string text) {
  text = text.substr(0, text.find('\n'));
  while (!text.empty() && text.back() == '.') text.pop_back();
  // Not where the message starts with the name of an option.
  if (text.size() > 1 && (text[1] == ' ' || std::islower(static_cast<unsigned char>(text[1])) != 0)) {
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  }
  return text;
}

Exit misused(const CLI::App& app, const CLI::ParseError& error, bool json) {
  // The innermost word that was understood.
  const CLI::App* at = &app;
  std::string understood = "vplatform";
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    understood += " " + at->get_name();
  }
  std::string message = tidied(error.what());
  // CLI11 asks for a command and does not say that it did not know the word which stood there.
  const bool asks_for_command = at->get_require_subcommand_min() > 0;
  const auto words = app.remaining(true);
  if (asks_for_command && !words.empty() && words.front().rfind('-', 0) != 0) {
    const std::string tried = at == &app ? words.front() : at->get_name() + " " + words.front();
    message = "there is no command '" + tried + "'";
  }
  const Error failure{.code = ErrorCode::invalid_argument, .message = message};
  return Output::of_process(json).failed(failure, Exit::usage, "'" + understood + " --help' shows how");
}

Exit run(int argc, char** argv, bool json) {
  CLI::App app("One way to run video meetings on several platforms", "vplatform");
  app.set_version_flag("--version", "vplatform " VPLATFORM_VERSION);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  Invocation invocation;
  add_all(app, invocation);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return misused(app, error, json);
    app.exit(error);
    return Exit::done;
  }
  Output out = Output::of_process(invocation.json);
  Context context{.out = out, .config_path = invocation.config_path, .store = invocation.store};
  return invocation.command(context);
}

}  // namespace
}  // namespace vplatform::cli

int main(int argc, char** argv) {
  // Asked before parsing, so that whatever goes wrong, and a command line that cannot be read, is answered in
  // JSON as well.
  const bool json =
      std::any_of(argv, argv + argc, [](const char* word) { return std::string_view(word) == "--json"; });
  return static_cast<int>(
      vplatform::cli::guarded(json, [&] { return vplatform::cli::run(argc, argv, json); }));
}
