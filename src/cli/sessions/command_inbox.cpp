#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "cli/json_shapes.hpp"
#include "cli/pages.hpp"
#include "cli/sessions/session_commands.hpp"
#include "cli/sessions/show_list.hpp"
#include "cli/sessions/store_command.hpp"
#include "cli/sessions/store_names.hpp"
#include "vplatform/sessions/inbox.hpp"

namespace vplatform::cli {
namespace {

using sessions::Inbox;
using sessions::InboxEntry;
using sessions::InboxState;

constexpr std::string_view where_events_are = "'vplatform inbox list' shows what there is";

void write_entry(spi::JsonWriter& out, const InboxEntry& entry) {
  out.begin_object();
  out.member("number", entry.number);
  out.member("platform", entry.instance);
  out.member("state", to_string(entry.state));
  write_optional(out, "id", entry.event_id);
  out.member("kind", to_string(entry.kind));
  write_optional(out, "type", entry.type);
  if (entry.session_id) out.member("session", *entry.session_id);
  out.member("received_at", to_rfc3339(entry.received_at));
  write_optional(out, "happened_at", entry.happened_at);
  write_optional(out, "processed_at", entry.processed_at);
  out.member("attempts", entry.attempts);
  if (entry.dead_reason) out.member("dead_reason", to_string(*entry.dead_reason));
  write_optional(out, "note", entry.note);
  out.end_object();
}

Row row_of(const InboxEntry& entry) {
  return {std::to_string(entry.number),
          {to_string(entry.state), entry.state == InboxState::dead ? Ink::bad : Ink::plain},
          entry.dead_reason ? to_string(*entry.dead_reason) : "",
          to_rfc3339(entry.received_at),
          entry.instance,
          {entry.type.empty() ? std::string(to_string(entry.kind)) : entry.type, Ink::strong},
          entry.session_id.value_or(""),
          {entry.note, Ink::faint}};
}

constexpr ListLook<InboxEntry> as_events{write_entry, row_of, "no such events"};

struct ListOptions {
  std::string state{};
  int most = 100;
};

Exit list(const ListOptions& options, Context& context) {
  // A page is as large as that.
  if (options.most < 1 || options.most > 500) {
    return context.out.misused(
        {.code = ErrorCode::invalid_argument, .message = "--most is a number from 1 to 500"});
  }
  sessions::InboxFilter filter{.page_size = options.most};
  if (!options.state.empty()) {
    const auto state = read_inbox_state(options.state);
    if (!state) return context.out.misused(state.error());
    filter.state = *state;
  }
  return on_store(context, [&](const sessions::Backend& backend) {
    const auto page = Inbox(backend).list(filter);
    if (!page) return context.out.failed(page.error());
    if (!page->next.empty()) context.out.note("there are older ones; --most shows more");
    return show_list(context.out, page->items, as_events);
  });
}

Exit list_dead(Context& context) {
  return on_store(context, [&](const sessions::Backend& backend) {
    const Inbox inbox(backend);
    const auto entries = all_pages<InboxEntry>(
        "the store", [&](const PageToken& from) { return inbox.list({.state = InboxState::dead}, from); });
    return entries ? show_list(context.out, *entries, as_events) : context.out.failed(entries.error());
  });
}

Exit show_body(std::int64_t number, Context& context) {
  return on_store(context, [&](const sessions::Backend& backend) {
    const auto body = Inbox(backend).raw_body(number);
    if (!body) return failed_on_store(context.out, body.error(), where_events_are);
    if (context.out.json()) {
      spi::JsonWriter json;
      json.begin_object().member("number", number).member("body", *body).end_object();
      context.out.value(json.text());
    }
    context.out.line({*body});
    return Exit::done;
  });
}

Exit replay(std::int64_t number, Context& context) {
  return on_store(context, [&](const sessions::Backend& backend) {
    const auto replayed = Inbox(backend).replay(number);
    if (!replayed) return failed_on_store(context.out, replayed.error(), where_events_are);
    if (context.out.json()) {
      spi::JsonWriter json;
      json.begin_object().member("number", number).member("replayed", true).end_object();
      context.out.value(json.text());
    }
    context.out.fields({{"replayed", std::to_string(number)}});
    context.out.note("it has all its attempts again; the host's worker takes it next");
    return Exit::done;
  });
}

void add_list_command(CLI::App& group, Invocation& invocation) {
  auto* command = add_store_command(group, invocation, "list", "List the newest events");
  auto options = std::make_shared<ListOptions>();
  command->add_option("--state", options->state, "waiting, processed or dead")->type_name("STATE");
  command->add_option("--most", options->most, "So many, up to 500")->type_name("N")->capture_default_str();
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return list(*options, context); };
  });
}

void add_dead_command(CLI::App& group, Invocation& invocation) {
  auto* command =
      add_store_command(group, invocation, "dead", "List the dead events and why, or show one's body");
  auto number = std::make_shared<std::optional<std::int64_t>>();
  command->add_option("--body", *number, "The bytes of this event, as they came")->type_name("NUMBER");
  command->callback([&invocation, number] {
    invocation.command = [number](Context& context) {
      return *number ? show_body(**number, context) : list_dead(context);
    };
  });
}

void add_replay_command(CLI::App& group, Invocation& invocation) {
  auto* command = add_store_command(group, invocation, "replay", "Give a dead event all its attempts again");
  command->footer(
      "Only where its application has failed: what cannot be read, or came twice with different\n"
      "contents, stays dead.");
  auto number = std::make_shared<std::int64_t>(0);
  command->add_option("number", *number, "The event, as list and dead show it")
      ->required()
      ->type_name("NUMBER");
  command->callback([&invocation, number] {
    invocation.command = [number](Context& context) { return replay(*number, context); };
  });
}

}  // namespace

void add_inbox(CLI::App& app, Invocation& invocation) {
  auto* group = add_group(app, "inbox", "Look at the webhooks in a store, and replay dead ones");
  add_list_command(*group, invocation);
  add_dead_command(*group, invocation);
  add_replay_command(*group, invocation);
}

}  // namespace vplatform::cli
