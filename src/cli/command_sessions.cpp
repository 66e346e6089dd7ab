#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "cli/command.hpp"
#include "cli/json_shapes.hpp"
#include "cli/pages.hpp"
#include "cli/presence_text.hpp"

namespace vplatform::cli {
namespace {

struct Options {
  std::string ref{};
  bool attendance = false;
};

// A session, and who was in it where that was asked for.
struct Item {
  MeetingSession session{};
  std::optional<std::vector<Attendance>> people{};
};

Result<std::vector<Item>> read(const OpenMeeting& meeting, bool with_people) {
  const auto sessions = all_pages<MeetingSession>(meeting.ref.platform, [&](const PageToken& from) {
    return meeting.client.list_sessions(meeting.ref, from);
  });
  if (!sessions) return Failure{sessions.error()};
  std::vector<Item> items;
  for (const auto& session : *sessions) {
    Item item{.session = session};
    if (with_people) {
      auto people = all_pages<Attendance>(meeting.ref.platform, [&](const PageToken& from) {
        return meeting.client.list_attendance(session.ref, from);
      });
      if (!people) return Failure{people.error()};
      item.people = *std::move(people);
    }
    items.push_back(std::move(item));
  }
  return items;
}

void write_item(spi::JsonWriter& out, const Item& item) {
  out.begin_object();
  out.member("id", item.session.ref.id);
  write_optional(out, "started_at", item.session.started_at);
  write_optional(out, "ended_at", item.session.ended_at);
  if (item.session.most_participants) out.member("most_participants", *item.session.most_participants);
  if (item.people) {
    out.key("attendance").begin_array();
    for (const auto& one : *item.people) {
      out.begin_object();
      write_participant(out, one.participant);
      write_optional(out, "left_at", one.left_at);
      out.end_object();
    }
    out.end_array();
  }
  out.end_object();
}

std::string items_json(const std::vector<Item>& items) {
  spi::JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const auto& item : items) write_item(out, item);
  out.end_array().end_object();
  return std::move(out).text();
}

Row session_row(const MeetingSession& session) {
  const auto& most = session.most_participants;
  return {{to_rfc3339(session.started_at), Ink::strong},
          session.ended_at ? "to " + to_rfc3339(*session.ended_at) : "goes on",
          most ? "at most " + std::to_string(*most) + " at once" : "",
          {session.ref.id, Ink::faint}};
}

Row attendance_row(const Attendance& one) {
  Row row = row_of(one.participant);
  row.emplace_back(one.left_at ? "to " + to_rfc3339(*one.left_at) : "");
  return row;
}

void show(Output& out, const std::vector<Item>& items) {
  std::vector<Row> rows;
  for (const auto& item : items) {
    rows.push_back(session_row(item.session));
    if (!item.people) continue;
    out.table(rows);
    rows.clear();
    for (const auto& one : *item.people) rows.push_back(attendance_row(one));
    out.table(rows, "  ");
    rows.clear();
  }
  out.table(rows);
}

Exit sessions(const Options& options, Context& context) {
  const auto meeting = open_meeting(context, options.ref);
  if (!meeting) return context.out.misused(meeting.error());
  const auto items = read(*meeting, options.attendance);
  if (!items) return context.out.failed(items.error());
  if (context.out.json()) context.out.value(items_json(*items));
  if (items->empty() && !context.out.json()) context.out.note("no sessions of " + to_string(meeting->ref));
  show(context.out, *items);
  return Exit::done;
}

}  // namespace

void add_sessions(CLI::App& app, Invocation& invocation) {
  auto* command =
      add_command(app, invocation, "sessions", "List when a meeting was held, as its platform says");
  command->footer("Platforms write this down late: a stay of a few seconds or minutes may not be there yet.");
  auto options = std::make_shared<Options>();
  command->add_option("meeting", options->ref, "The meeting: instance/id")->required()->type_name("REF");
  command->add_flag("--attendance", options->attendance, "Also who was in each");
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return sessions(*options, context); };
  });
}

}  // namespace vplatform::cli
