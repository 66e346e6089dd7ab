#include <CLI/CLI.hpp>
#include <array>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/json_shapes.hpp"
#include "cli/recording_text.hpp"

namespace vplatform::cli {
namespace {

struct Options {
  std::string on{};
  std::vector<std::string> headers{};
};

// Verifiers refuse a body over 1 MiB; there is no need to take in much more.
constexpr std::size_t most_bytes = 2 * 1024 * 1024;

std::string read_body(std::istream& in) {
  std::string body;
  std::array<char, 64 * 1024> block{};
  while (body.size() < most_bytes && in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    body.append(block.data(), static_cast<std::size_t>(in.gcount()));
  }
  return body;
}

std::string text_of(const std::optional<RecordingRef>& ref) {
  if (!ref) return {};
  const std::string text = to_text(*ref);
  return ref->meeting.id.empty() ? text.substr(text.find('@') + 1) : text;
}

void show(Output& out, const WebhookVerdict& verdict) {
  const EventFields none;
  const EventFields& event = verdict.event ? **verdict.event : none;
  out.fields({{"outcome", std::string(to_string(verdict.outcome))},
              {"reply", std::to_string(verdict.reply_status)},
              {"kind", verdict.event ? std::string(to_string(event.kind)) : ""},
              {"type", event.type},
              {"meeting", event.meeting ? to_string(*event.meeting) : ""},
              {"room", event.room},
              {"recording", text_of(event.recording)},
              {"at", event.at ? to_rfc3339(*event.at) : ""},
              {"id", event.id},
              {"reason", verdict.error ? verdict.error->message : ""}});
}

Exit webhook(const Options& options, Context& context) {
  auto headers = read_headers(options.headers);
  if (!headers) return context.out.misused(headers.error());
  const auto instance = open_instance(context, options.on);
  if (!instance) return context.out.misused(instance.error());
  const auto verdict =
      instance->client.read_webhook({.headers = std::move(*headers), .body = read_body(std::cin)});
  if (context.out.json()) {
    spi::JsonWriter out;
    write_verdict(out, verdict, options.on);
    context.out.value(out.text());
  }
  show(context.out, verdict);
  return verdict.outcome == WebhookOutcome::refused ? Exit::refused : Exit::done;
}

}  // namespace

void add_webhook(CLI::App& app, Invocation& invocation) {
  auto* command =
      add_command(app, invocation, "webhook", "Tell whether a webhook is genuine, and what it says");
  command->footer(
      "The body comes on stdin, byte for byte as it was received. Exit code 3: refused.\n"
      "'vplatform webhooks' subscribes to webhooks.");
  auto options = std::make_shared<Options>();
  command->add_option("--on", options->on, "The instance that it is for")->required()->type_name("INSTANCE");
  command->add_option("--header", options->headers, "A header of the request; may be repeated")
      ->type_name("'NAME: VALUE'")
      ->allow_extra_args(false);
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return webhook(*options, context); };
  });
}

}  // namespace vplatform::cli
