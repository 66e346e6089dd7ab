#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "cli/checkup.hpp"
#include "cli/command.hpp"
#include "cli/hints.hpp"
#include "cli/json_shapes.hpp"
#include "cli/subscriptions.hpp"

namespace vplatform::cli {
namespace {

using std::chrono::milliseconds;

// How one cheap authenticated call went.
struct Visit {
  Result<Health> health;
  milliseconds took{};
  std::optional<Result<Subscriptions>> webhooks{};  // where it was well enough to be asked, and has any
};

struct Report {
  std::vector<std::pair<Checkup, std::optional<Visit>>> items{};
  std::vector<std::string> ignored{};
  std::optional<Error> error{};  // why the configuration cannot be used
};

std::optional<Result<Subscriptions>> ask_for_webhooks(const Client& client) {
  auto webhooks = read_subscriptions(client);
  if (webhooks) return without_secrets(*std::move(webhooks));
  if (webhooks.error().code == ErrorCode::unsupported) return std::nullopt;
  return webhooks;
}

// An account whose plan has no webhooks is well all the same.
bool are_ill(const std::optional<Result<Subscriptions>>& webhooks) {
  if (!webhooks) return false;
  if (!*webhooks) return webhooks->error().code != ErrorCode::permission_denied;
  return has_failed(**webhooks);
}

std::optional<Visit> visit(const PlatformFactory& factory, const Checkup& checkup) {
  const auto client = factory.client(checkup.name);
  if (!client || checkup.state == InstanceState::disabled) return std::nullopt;
  const auto start = std::chrono::steady_clock::now();
  auto health = client->check_health();
  if (!health && health.error().code == ErrorCode::unsupported) return std::nullopt;
  const auto took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
  Visit visited{.health = std::move(health), .took = took};
  if (visited.health) visited.webhooks = ask_for_webhooks(*client);
  return visited;
}

Report examine(const Context& context, const Config& config) {
  Registry registry;
  add_builtin_platforms(registry);
  const auto factory = context.open();
  Report report{.ignored = config.ignored};
  if (!factory) report.error = factory.error();
  for (const auto& instance : config.platforms) {
    auto checkup = check_settings(registry, config, instance);
    auto visited = factory ? visit(*factory, checkup) : std::nullopt;
    report.items.emplace_back(std::move(checkup), std::move(visited));
  }
  return report;
}

Exit exit_of(const Report& report) {
  if (report.error) return Exit::usage;
  for (const auto& [checkup, visited] : report.items) {
    if (visited && (!visited->health || are_ill(visited->webhooks))) return Exit::platform_failed;
  }
  return Exit::done;
}

void write_visit(spi::JsonWriter& out, const Visit& visited) {
  out.member("healthy", visited.health.has_value());
  out.member("took_ms", std::int64_t{visited.took.count()});
  if (visited.health) {
    write_optional(out, "account", visited.health->account);
    write_optional(out, "paste", visited.health->hint);
  } else {
    out.key("error");
    write_error(out, visited.health.error());
  }
}

void write_webhooks(spi::JsonWriter& out, const Result<Subscriptions>& webhooks) {
  out.key("webhooks").begin_object();
  if (webhooks) {
    write_subscriptions(out, *webhooks);
  } else {
    out.key("error");
    write_error(out, webhooks.error());
  }
  out.end_object();
}

void write_item(spi::JsonWriter& out, const Checkup& checkup, const std::optional<Visit>& visited) {
  out.begin_object();
  out.member("platform", checkup.name).member("kind", checkup.kind).member("state", to_string(checkup.state));
  out.key("settings");
  write_texts(out, checkup.settings);
  out.key("variables");
  write_texts(out, checkup.variables);
  out.key("secrets").begin_array();
  for (const auto& secret : checkup.secrets) {
    out.begin_object().member("name", secret.name).member("present", secret.present).end_object();
  }
  out.end_array().key("faults");
  write_texts(out, checkup.faults);
  if (visited) write_visit(out, *visited);
  if (visited && visited->webhooks) write_webhooks(out, *visited->webhooks);
  out.end_object();
}

std::string report_json(const Report& report) {
  spi::JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const auto& [checkup, visited] : report.items) write_item(out, checkup, visited);
  out.end_array().key("ignored");
  write_texts(out, report.ignored);
  if (report.error) {
    out.key("error");
    write_error(out, *report.error);
  }
  out.end_object();
  return std::move(out).text();
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : "  ") + text;
  return all;
}

void add_visit(std::vector<Row>& rows, const Visit& visited) {
  const std::string took = std::to_string(visited.took.count()) + " ms";
  if (!visited.health) {
    const Error& error = visited.health.error();
    rows.push_back({{"platform", Ink::faint}, {error.message, Ink::bad}});
    const auto hint = hint_for(error, Exit::platform_failed);
    const bool circular = error.code == ErrorCode::unauthenticated;  // it would send them here
    if (!hint.empty() && !circular) rows.push_back({"", hint});
    return;
  }
  const std::string account = visited.health->account.empty() ? "" : ", account " + visited.health->account;
  rows.push_back(
      {{"platform", Ink::faint}, {"answers and takes the credentials, " + took + account, Ink::good}});
  if (!visited.health->hint.empty()) rows.push_back({{"paste", Ink::faint}, visited.health->hint});
}

void add_webhooks(std::vector<Row>& rows, const Result<Subscriptions>& webhooks,
                  const std::string& instance) {
  const std::vector<Cell> lines =
      webhooks ? lines_of(*webhooks, instance) : std::vector<Cell>{{webhooks.error().message, Ink::bad}};
  for (const auto& line : lines) {
    const bool first = &line == &lines.front();
    rows.push_back({{first ? "webhooks" : "", Ink::faint}, line});
  }
}

void show_item(Output& out, const Checkup& checkup, const std::optional<Visit>& visited) {
  const std::string kind = checkup.kind == checkup.name ? "" : "  (" + checkup.kind + ")";
  const Ink ink = checkup.state == InstanceState::enabled ? Ink::good : Ink::bad;
  out.line({{checkup.name, Ink::strong}, kind + "  ", {to_string(checkup.state), ink}});
  std::vector<Row> rows;
  if (!checkup.settings.empty()) rows.push_back({{"settings", Ink::faint}, joined(checkup.settings)});
  if (!checkup.variables.empty()) rows.push_back({{"variables", Ink::faint}, joined(checkup.variables)});
  for (const auto& secret : checkup.secrets) {
    rows.push_back({{"secret", Ink::faint},
                    {secret.name + (secret.present ? " is there" : " is not set"),
                     secret.present ? Ink::plain : Ink::faint}});
  }
  for (const auto& fault : checkup.faults) rows.push_back({{"fault", Ink::faint}, {fault, Ink::bad}});
  if (visited) add_visit(rows, *visited);
  if (visited && visited->webhooks) add_webhooks(rows, *visited->webhooks, checkup.name);
  out.table(rows, "  ");
}

Exit doctor(Context& context) {
  const auto config = context.config();
  if (!config) return context.out.misused(config.error());
  const Report report = examine(context, *config);
  if (context.out.json()) context.out.value(report_json(report));
  for (const auto& [checkup, visited] : report.items) show_item(context.out, checkup, visited);
  for (const auto& what : report.ignored) context.out.note("ignored: " + what);
  const Exit exit = exit_of(report);
  if (exit == Exit::done) context.out.line({{"everything is fine", Ink::good}});
  return exit;
}

}  // namespace

void add_doctor(CLI::App& app, Invocation& invocation) {
  auto* command =
      add_command(app, invocation, "doctor", "Check settings, secrets and credentials; shows no secret");
  command->footer(
      "Exit code 1: an instance does not answer, refuses the credentials, or its webhook has failed; 2: the\n"
      "configuration is wrong.");
  command->callback([&invocation] { invocation.command = doctor; });
}

}  // namespace vplatform::cli
