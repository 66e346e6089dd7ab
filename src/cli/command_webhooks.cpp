#include <CLI/CLI.hpp>
#include <memory>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/json_shapes.hpp"
#include "cli/subscriptions.hpp"

namespace vplatform::cli {
namespace {

struct Options {
  std::string on{};
  std::string url{};
  std::vector<std::string> events{};
  bool dry_run = false;
};

Result<WebhookSpec> read(const Options& options) {
  WebhookSpec spec{.url = options.url, .dry_run = options.dry_run};
  for (const auto& event : options.events) {
    const auto kind = read_event_kind(event);
    if (!kind) return Failure{kind.error()};
    spec.kinds.push_back(*kind);
  }
  return spec;
}

std::string state_of(const WebhookSubscription& subscription) {
  return subscription.active ? "active" : "FAILED";
}

std::string changes_of(const WebhookSubscription& subscription, bool dry_run) {
  std::string all;
  for (const auto& change : subscription.changes) all += (all.empty() ? "" : ", ") + change;
  if (all.empty()) return "nothing, it is as it should be";
  return dry_run ? all + "; nothing was done yet" : all;
}

void show(Output& out, const WebhookSubscription& subscription, bool dry_run) {
  if (out.json()) {
    spi::JsonWriter json;
    json.begin_object().member("dry_run", dry_run).key("subscription");
    write_subscription(json, subscription);
    json.end_object();
    out.value(json.text());
    return;
  }
  const bool is_there = !subscription.id.empty();
  out.fields({{"webhook", subscription.url},
              {"id", subscription.id},
              {"state", is_there ? state_of(subscription) : "not there"},
              {"failures", is_there ? std::to_string(subscription.failures) : ""},
              {dry_run ? "would change" : "changed", changes_of(subscription, dry_run)}});
}

// What the error says in one breath, people read line by line: it may hold something to paste.
Exit failed(Output& out, Error error, const PlatformInfo& info) {
  if (out.json() || error.code != ErrorCode::unsupported || info.webhook_advice.empty()) {
    return out.failed(error);
  }
  error.message = "'" + info.instance + "' takes no subscription by a call";
  return out.failed(error, exit_of(error), info.webhook_advice);
}

Exit ensure(const Options& options, Context& context) {
  const auto spec = read(options);
  if (!spec) return context.out.misused(spec.error());
  const auto instance = open_instance(context, options.on);
  if (!instance) return context.out.misused(instance.error());
  const auto subscription = instance->client.ensure_webhook(*spec);
  if (!subscription) return failed(context.out, subscription.error(), instance->client.info());
  show(context.out, *subscription, options.dry_run);
  return Exit::done;
}

std::string state_json(const std::string& instance, const Subscriptions& subscriptions) {
  spi::JsonWriter out;
  out.begin_object().member("platform", instance);
  write_subscriptions(out, subscriptions);
  out.end_object();
  return std::move(out).text();
}

Exit state(const std::string& name, Context& context) {
  const auto instance = open_instance(context, name);
  if (!instance) return context.out.misused(instance.error());
  const auto subscriptions = read_subscriptions(instance->client);
  if (!subscriptions) return context.out.failed(subscriptions.error());
  if (context.out.json()) {
    context.out.value(state_json(name, *subscriptions));
    return Exit::done;
  }
  for (const auto& line : lines_of(*subscriptions, name)) context.out.line({line});
  return Exit::done;
}

void add_ensure(CLI::App& group, Invocation& invocation) {
  auto* command = add_command(group, invocation, "ensure",
                              "Make our subscription, or bring it to what is wanted, and revive it");
  command->footer("A subscription with another url is somebody else's: it is never touched.");
  auto options = std::make_shared<Options>();
  command->add_option("--on", options->on, "The instance")->required()->type_name("INSTANCE");
  command->add_option("--url", options->url, "Where your server takes webhooks")
      ->required()
      ->type_name("URL");
  command
      ->add_option("--event", options->events,
                   "A kind of event, such as participant_joined; may be repeated; default: all")
      ->type_name("KIND")
      ->allow_extra_args(false);
  command->add_flag("--dry-run", options->dry_run, "Say what would change, and change nothing");
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return ensure(*options, context); };
  });
}

void add_state(CLI::App& group, Invocation& invocation) {
  auto* command = add_command(group, invocation, "state", "Show what is subscribed, and whether it works");
  auto instance = std::make_shared<std::string>();
  command->add_option("--on", *instance, "The instance")->required()->type_name("INSTANCE");
  command->callback([&invocation, instance] {
    invocation.command = [instance](Context& context) { return state(*instance, context); };
  });
}

}  // namespace

void add_webhooks(CLI::App& app, Invocation& invocation) {
  auto* group = add_group(app, "webhooks", "Subscribe to webhooks at the provider, and see how that is");
  group->footer("'vplatform webhook' tells what one request is.");
  add_ensure(*group, invocation);
  add_state(*group, invocation);
}

}  // namespace vplatform::cli
