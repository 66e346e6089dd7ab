#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <ctime>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "cli/command.hpp"
#include "cli/faults_file.hpp"
#include "vplatform/emulators/emulated_service.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::cli {
namespace {

using emulators::EmulatedService;

struct Options {
  std::map<std::string, std::optional<int>> ports{};  // by kind
  std::string webhooks_to{};
  std::string faults{};
};

// SIGINT and SIGTERM are taken here, one by one, and by no thread that is started later.
class EndSignals {
 public:
  EndSignals() {
    ::sigemptyset(&signals_);
    ::sigaddset(&signals_, SIGINT);
    ::sigaddset(&signals_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }

  /// True where one came within a second.
  [[nodiscard]] bool came() const {
    const timespec second{.tv_sec = 1, .tv_nsec = 0};
    return ::sigtimedwait(&signals_, nullptr, &second) > 0;
  }

 private:
  sigset_t signals_{};
};

std::string config_json(const std::vector<EmulatedService>& services) {
  spi::JsonWriter out;
  out.begin_object().member("version", 1).member("default", services.front().kind);
  out.key("platforms").begin_object();
  for (const auto& service : services) out.key(service.kind).raw(service.settings);
  out.end_object().end_object();
  return std::move(out).text();
}

std::string services_json(const std::vector<EmulatedService>& services, const std::string& webhooks_to) {
  spi::JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const auto& service : services) {
    out.begin_object().member("platform", service.kind).member("url", service.server->url());
    out.key("variables").begin_object();
    for (const auto& [name, value] : service.variables) out.member(name, value);
    out.end_object();
    out.member("control", service.server->url() + "/_emulator");
    if (!webhooks_to.empty()) out.member("webhooks_to", webhooks_to + "/" + service.kind);
    out.end_object();
  }
  out.end_array().key("config").raw(config_json(services)).end_object();
  return std::move(out).text();
}

void show(Output& out, const std::vector<EmulatedService>& services, const std::string& webhooks_to) {
  std::vector<Row> rows;
  for (const auto& service : services) {
    const std::string to = webhooks_to.empty() ? "" : "webhooks to " + webhooks_to + "/" + service.kind;
    rows.push_back({{service.kind, Ink::strong}, service.server->url(), to});
  }
  out.table(rows);
  out.line();
  out.line({{"credentials", Ink::faint}});
  for (const auto& service : services) {
    for (const auto& [name, value] : service.variables) out.line({"export " + name + "=" + value});
  }
  out.line();
  out.line({{"vplatform.json", Ink::faint}});
  out.line({config_json(services)});
  out.line();
  out.note("ctrl-c ends it");
}

void deliver(const EmulatedService& service, HttpTransport& network, const std::string& to, Output& out) {
  for (const int status : service.deliver_webhooks(network, to + "/" + service.kind)) {
    const auto outcome = status != 0 ? "answered " + std::to_string(status) : std::string("nobody answered");
    out.note("webhook of " + service.kind + ": " + outcome);
  }
}

Result<std::vector<EmulatedService>> start(const Options& options) {
  std::vector<EmulatedService> services;
  for (const auto& kind : emulators::emulated_kinds()) {
    const auto& port = options.ports.at(kind);
    if (!port) continue;
    auto service = emulators::start_emulator(kind, *port);
    if (!service) return Failure{service.error()};
    services.push_back(std::move(*service));
  }
  return services;
}

Exit emulate(const Options& options, Context& context) {
  const auto faults = options.faults.empty()
                          ? Result<std::vector<testing::Fault>>{std::vector<testing::Fault>{}}
                          : read_faults(options.faults, context.environment);
  if (!faults) return context.out.misused(faults.error());
  const EndSignals end;
  const auto services = start(options);
  if (!services) return context.out.failed(services.error(), Exit::platform_failed, "is the port free?");
  if (services->empty()) {
    const Error nothing{.code = ErrorCode::invalid_argument, .message = "no platform to emulate"};
    return context.out.failed(nothing, Exit::usage, "give --daily, --whereby or --livekit a port; 0 is any");
  }
  for (const auto& service : *services) {
    for (const auto& fault : *faults) service.server->faults().add(fault);
  }
  if (context.out.json()) context.out.value(services_json(*services, options.webhooks_to));
  show(context.out, *services, options.webhooks_to);
  const auto network = make_curl_transport();
  while (!end.came()) {
    if (options.webhooks_to.empty()) continue;
    for (const auto& service : *services) deliver(service, *network, options.webhooks_to, context.out);
  }
  return Exit::done;
}

}  // namespace

void add_emulate(CLI::App& app, Invocation& invocation) {
  auto* command = add_command(app, invocation, "emulate", "Serve emulators of the providers on 127.0.0.1");
  command->footer(
      "Runs until ctrl-c. Webhooks go to URL/daily, URL/whereby and URL/livekit, within a second. FILE is a\n"
      "JSON array such as [{\"kind\": \"lost_after\", \"method\": \"POST\", \"path\": \"/rooms\"}]; each "
      "emulator gets\n"
      "all of it. While they run: POST /_emulator/play/join and its like with a JSON object make people "
      "come\n"
      "and go, POST and DELETE /_emulator/faults add a fault and clear them.");
  auto options = std::make_shared<Options>();
  for (const auto& kind : emulators::emulated_kinds()) {
    command->add_option("--" + kind, options->ports[kind], "Emulate it on this port; 0: any that is free")
        ->type_name("PORT")
        ->check(CLI::Range(0, 65535));
  }
  command->add_option("--webhooks-to", options->webhooks_to, "Where webhooks are sent")->type_name("URL");
  command->add_option("--faults", options->faults, "Faults to start with")->type_name("FILE");
  command->callback([&invocation, options] {
    while (options->webhooks_to.ends_with('/')) options->webhooks_to.pop_back();
    invocation.command = [options](Context& context) { return emulate(*options, context); };
  });
}

}  // namespace vplatform::cli
