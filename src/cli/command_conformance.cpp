// Holds a live account, or an emulator over HTTP, against the catalogue, and ends every meeting that was
// made.

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/testing/conformance.hpp"

namespace vplatform::cli {
namespace {

using testing::CheckOutcome;
using testing::CheckResult;

struct Options {
  std::string on{};
  std::vector<std::string> only{};  // names of checks; empty: all
};

testing::ConformanceTarget target_of(const OpenInstance& instance) {
  testing::ConformanceTarget target{.name = instance.client.info().instance};
  const auto client = std::make_shared<const Client>(instance.client);
  target.platform = [client](const PlatformEnv&,
                             testing::WebhookKeys) -> Result<std::shared_ptr<const Platform>> {
    // The platform lives in its client.
    return std::shared_ptr<const Platform>(client, client->as<Platform>());
  };
  target.transport = make_curl_transport();
  return target;
}

Result<testing::ConformanceReport> examine(const Options& options, const testing::ConformanceTarget& target,
                                           const std::function<void(const CheckResult&)>& seen) {
  if (options.only.empty()) return testing::run_conformance(target, seen);
  testing::ConformanceReport report{.target = target.name};
  for (const auto& name : options.only) {
    bool known = false;
    for (const auto& check : testing::conformance_checks()) known = known || check.name == name;
    if (!known) return fail(ErrorCode::invalid_argument, "the catalogue has no check '" + name + "'");
  }
  for (const auto& name : options.only) {
    report.results.push_back(testing::run_check(target, name));
    seen(report.results.back());
  }
  return report;
}

std::string to_json(const testing::ConformanceReport& report) {
  spi::JsonWriter json;
  json.begin_object().member("instance", report.target).member("passed", report.passed());
  json.key("checks").begin_array();
  for (const auto& one : report.results) {
    json.begin_object()
        .member("area", one.check.area)
        .member("name", one.check.name)
        .member("outcome", to_string(one.outcome));
    if (!one.why.empty()) json.member("why", one.why);
    json.key("left").begin_array();
    for (const auto& ref : one.left) json.value(to_string(ref));
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return std::move(json).text();
}

Exit conformance(const Options& options, Context& context) {
  const auto instance = open_instance(context, options.on);
  if (!instance) return context.out.misused(instance.error());
  const auto show = [&](const CheckResult& one) {
    const bool good = one.outcome == CheckOutcome::passed || one.outcome == CheckOutcome::excused;
    const Ink ink = good ? Ink::good : one.outcome == CheckOutcome::failed ? Ink::bad : Ink::faint;
    context.out.line(
        {{one.outcome == CheckOutcome::not_applicable ? "–" : std::string(to_string(one.outcome)), ink},
         "  " + std::string(one.check.area) + ": ",
         {std::string(one.check.says)},
         {one.why.empty() ? "" : "  (" + one.why + ")", Ink::faint}});
    for (const auto& ref : one.left) context.out.line({{"left behind: " + to_string(ref), Ink::bad}});
  };
  const auto report = examine(options, target_of(*instance), show);
  if (!report) return context.out.misused(report.error());
  if (context.out.json()) {
    context.out.value(to_json(*report));
  } else {
    context.out.line();
    context.out.line({std::to_string(report->count(CheckOutcome::passed)) + " passed, " +
                      std::to_string(report->count(CheckOutcome::failed)) + " failed, " +
                      std::to_string(report->count(CheckOutcome::not_applicable)) + " not applicable"});
  }
  return report->passed() ? Exit::done : Exit::platform_failed;
}

}  // namespace

void add_conformance(CLI::App& app, Invocation& invocation) {
  auto* command =
      add_command(app, invocation, "conformance",
                  "Hold an account against the catalogue, and end every meeting that was made for it");
  auto options = std::make_shared<Options>();
  command->add_option("--on", options->on, "The instance")->required()->type_name("INSTANCE");
  command->add_option("--check", options->only, "Only this check; may be given more than once")
      ->type_name("NAME");
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return conformance(*options, context); };
  });
}

}  // namespace vplatform::cli
