#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <vector>

#include "cli/json_shapes.hpp"
#include "cli/pages.hpp"
#include "cli/sessions/json_session.hpp"
#include "cli/sessions/session_commands.hpp"
#include "cli/sessions/show_list.hpp"
#include "cli/sessions/show_session.hpp"
#include "cli/sessions/store_command.hpp"
#include "cli/sessions/store_names.hpp"

namespace vplatform::cli {
namespace {

using sessions::Session;
using sessions::Sessions;

struct ListOptions {
  std::string owner{};
  std::string person{};
  std::string state{};
};

constexpr ListLook<Session> as_sessions{write_session, row_of, "no such sessions"};

Exit list(const ListOptions& options, Context& context) {
  if (options.owner.empty() == options.person.empty()) {
    return context.out.misused({.code = ErrorCode::invalid_argument,
                                .message = "whose sessions: say --owner, or --person for those that somebody "
                                           "was let into"});
  }
  sessions::SessionFilter filter;
  if (!options.state.empty()) {
    const auto state = read_session_state(options.state);
    if (!state) return context.out.misused(state.error());
    filter.state = *state;
  }
  return on_store(context, [&](const sessions::Backend& backend) {
    const Sessions all(backend);
    const auto found = all_pages<Session>("the store", [&](const PageToken& from) {
      return options.person.empty() ? all.list(options.owner, filter, from)
                                    : all.list_of_person(options.person, filter, from);
    });
    return found ? show_list(context.out, *found, as_sessions) : context.out.failed(found.error());
  });
}

/// A session, its people, and what happened where that was asked for.
struct Whole {
  Session session{};
  std::vector<sessions::Person> people{};
  std::optional<std::vector<sessions::LogEntry>> log{};
};

Result<Whole> read_whole(const Sessions& sessions, const std::string& id, bool with_log) {
  auto session = sessions.get(id);
  if (!session) return Failure{session.error()};
  auto people = sessions.people(id);
  if (!people) return Failure{people.error()};
  Whole whole{.session = *std::move(session), .people = *std::move(people)};
  if (with_log) {
    auto log = all_pages<sessions::LogEntry>("the store",
                                             [&](const PageToken& from) { return sessions.log(id, from); });
    if (!log) return Failure{log.error()};
    whole.log = *std::move(log);
  }
  return whole;
}

void write_whole(spi::JsonWriter& out, const Whole& whole) {
  out.begin_object();
  write_session_members(out, whole.session);
  out.key("people").begin_array();
  for (const auto& one : whole.people) write_person(out, one);
  out.end_array();
  if (whole.log) {
    out.key("log").begin_array();
    for (const auto& one : *whole.log) write_log_entry(out, one);
    out.end_array();
  }
  out.end_object();
}

Row row_of(const sessions::Person& one) {
  return {one.person,
          {one.name, Ink::strong},
          one.identity.empty() ? "" : "as " + one.identity,
          std::string(to_string(one.role)),
          one.is_in ? Cell("is in", Ink::good) : Cell(""),
          one.removed_at ? Cell("removed " + to_rfc3339(*one.removed_at), Ink::bad) : Cell("")};
}

Row row_of(const sessions::LogEntry& one) {
  return {
      {to_rfc3339(one.at), Ink::faint}, one.what, one.detail, one.source, one.inferred ? "concluded" : ""};
}

Exit show_whole(Output& out, const Whole& whole) {
  if (out.json()) {
    out.value(to_json(write_whole, whole));
    return Exit::done;
  }
  show_session_text(out, whole.session);
  std::vector<Row> rows;
  for (const auto& one : whole.people) rows.push_back(row_of(one));
  if (!rows.empty()) out.line({{"people", Ink::faint}});
  out.table(rows, "  ");
  rows.clear();
  if (!whole.log) return Exit::done;
  out.line({{"log", Ink::faint}});
  for (const auto& one : *whole.log) rows.push_back(row_of(one));
  out.table(rows, "  ");
  return Exit::done;
}

Exit show(const std::string& id, bool with_log, Context& context) {
  return on_store(context, [&](const sessions::Backend& backend) {
    const auto whole = read_whole(Sessions(backend), id, with_log);
    if (!whole) return failed_on_store(context.out, whole.error(), where_sessions_are);
    return show_whole(context.out, *whole);
  });
}

Exit end(const std::string& id, Context& context) {
  return on_store_and_platforms(context, [&](const sessions::Backend& backend) {
    const auto session = Sessions(backend).end(id);
    if (!session) return failed_on_store(context.out, session.error(), where_sessions_are);
    show_session(context.out, *session);
    const auto is_left = [](const sessions::EndStepReport& one) {
      return one.state == sessions::EndStepState::pending || one.state == sessions::EndStepState::failing;
    };
    if (std::none_of(session->ending.begin(), session->ending.end(), is_left)) return Exit::done;
    context.out.note(
        "nobody gets in any more; what is left is done by the host's reconciler, or by this again");
    return Exit::platform_failed;
  });
}

Exit clear(const std::string& owner, Context& context) {
  return on_store(context, [&](const sessions::Backend& backend) {
    const auto cleared = Sessions(backend).clear_ended(owner);
    if (!cleared) return context.out.failed(cleared.error());
    if (context.out.json()) context.out.value(to_json(write_cleared, *cleared));
    context.out.fields({{"cleared", std::to_string(cleared->sessions)},
                        {"with recordings", std::to_string(cleared->recordings)},
                        {"kept, not over", std::to_string(cleared->kept_live)},
                        {"kept, still ending", std::to_string(cleared->kept_ending)},
                        {"kept for recordings", std::to_string(cleared->kept_recordings)}});
    return Exit::done;
  });
}

void add_list_command(CLI::App& group, Invocation& invocation) {
  auto* command = add_store_command(group, invocation, "list", "List an owner's sessions, or a person's");
  auto options = std::make_shared<ListOptions>();
  command->add_option("--owner", options->owner, "Whose they are")->type_name("OWNER");
  command->add_option("--person", options->person, "Who was let into them")->type_name("PERSON");
  command->add_option("--state", options->state, "scheduled, live, ended or cancelled")->type_name("STATE");
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return list(*options, context); };
  });
}

void add_show_command(CLI::App& group, Invocation& invocation) {
  auto* command = add_store_command(group, invocation, "show", "Show a session and its people");
  auto id = std::make_shared<std::string>();
  auto with_log = std::make_shared<bool>(false);
  command->add_option("session", *id, "Its id, as create and list show it")->required()->type_name("ID");
  command->add_flag("--log", *with_log, "Also what happened to it");
  command->callback([&invocation, id, with_log] {
    invocation.command = [id, with_log](Context& context) { return show(*id, *with_log, context); };
  });
}

void add_end_command(CLI::App& group, Invocation& invocation) {
  auto* command = add_store_command(group, invocation, "end",
                                    "End a session, or cancel a scheduled one; ending twice is fine");
  command->footer(
      "Nobody gets in from here on; recordings are stopped, everybody is put out, the room is deleted.\n"
      "Ends with 1 where a step is left to do.");
  auto id = std::make_shared<std::string>();
  command->add_option("session", *id, "Its id, as create and list show it")->required()->type_name("ID");
  command->callback(
      [&invocation, id] { invocation.command = [id](Context& context) { return end(*id, context); }; });
}

void add_clear_command(CLI::App& group, Invocation& invocation) {
  auto* command = add_store_command(group, invocation, "clear", "Forget an owner's sessions that are over");
  command->footer("Kept is what is not over, still ends, or has recordings that are not settled.");
  auto owner = std::make_shared<std::string>();
  command->add_option("--owner", *owner, "Whose they are")->required()->type_name("OWNER");
  command->callback([&invocation, owner] {
    invocation.command = [owner](Context& context) { return clear(*owner, context); };
  });
}

}  // namespace

void add_session(CLI::App& app, Invocation& invocation) {
  auto* group = add_group(app, "session", "Keep sessions in a store: create, admit, list, show, end, clear");
  group->footer(
      "A session is a host's own: with an owner, a join code, and an end that survives a crash. When a\n"
      "meeting was held, by its platform's account, is another thing: 'vplatform sessions REF'.");
  add_session_create(*group, invocation);
  add_list_command(*group, invocation);
  add_show_command(*group, invocation);
  add_session_admit(*group, invocation);
  add_end_command(*group, invocation);
  add_clear_command(*group, invocation);
}

}  // namespace vplatform::cli
