#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/json_shapes.hpp"
#include "cli/pages.hpp"
#include "cli/recording_text.hpp"
#include "cli/show_recording.hpp"

namespace vplatform::cli {
namespace {

/// A recording, and the instance that its meeting is on.
struct OpenRecording {
  PlatformFactory factory;
  Client client;
  RecordingRef ref;
};

Result<OpenRecording> open_recording(const Context& context, const std::string& text) {
  auto ref = read_recording(text);
  if (!ref) return Failure{ref.error()};
  auto instance = open_instance(context, ref->meeting.platform);
  if (!instance) return Failure{instance.error()};
  return OpenRecording{std::move(instance->factory), std::move(instance->client), *std::move(ref)};
}

// A recording that cannot be named well enough, or is not there, is found in the list of its meeting.
Exit failed(Output& out, const Error& error, const MeetingRef& meeting) {
  const bool unnamed = error.code == ErrorCode::failed_precondition || error.code == ErrorCode::not_found;
  const std::string list = "'vplatform record list " + to_string(meeting) + "' shows its recordings";
  return out.failed(error, exit_of(error), unnamed ? list : "");
}

void say_done(Output& out, const RecordingRef& ref, const std::string& what) {
  if (out.json()) {
    spi::JsonWriter json;
    json.begin_object();
    write_recording_ref(json, ref);
    json.member(what, true).end_object();
    out.value(json.text());
  }
  out.fields({{what, to_text(ref)}});
}

Exit stop(const std::string& text, Context& context) {
  const auto recording = open_recording(context, text);
  if (!recording) return context.out.misused(recording.error());
  const auto stopped = recording->client.stop_recording(recording->ref);
  if (!stopped) return failed(context.out, stopped.error(), recording->ref.meeting);
  say_done(context.out, recording->ref, "stopped");
  return Exit::done;
}

Exit find(const std::string& text, Context& context) {
  const auto recording = open_recording(context, text);
  if (!recording) return context.out.misused(recording.error());
  const auto found = recording->client.find_recording(recording->ref);
  if (!found) return failed(context.out, found.error(), recording->ref.meeting);
  show_recording(context.out, *found);
  return Exit::done;
}

Exit erase(const std::string& text, Context& context) {
  const auto recording = open_recording(context, text);
  if (!recording) return context.out.misused(recording.error());
  const auto erased = recording->client.delete_recording(recording->ref);
  if (!erased) return failed(context.out, erased.error(), recording->ref.meeting);
  say_done(context.out, recording->ref, "deleted");
  return Exit::done;
}

Exit list(const std::string& text, Context& context) {
  const auto meeting = open_meeting(context, text);
  if (!meeting) return context.out.misused(meeting.error());
  const auto recordings = all_pages<Recording>(meeting->ref.platform, [&](const PageToken& from) {
    return meeting->client.list_recordings(meeting->ref, from);
  });
  if (!recordings) return context.out.failed(recordings.error());
  if (context.out.json()) {
    spi::JsonWriter json;
    json.begin_object().key("items").begin_array();
    for (const auto& one : *recordings) write_recording(json, one);
    json.end_array().end_object();
    context.out.value(json.text());
    return Exit::done;
  }
  if (recordings->empty()) context.out.note("no recordings of " + to_string(meeting->ref));
  std::vector<Row> rows;
  for (const auto& one : *recordings) rows.push_back(row_of(one));
  context.out.table(rows);
  return Exit::done;
}

Exit link(const std::string& text, const std::string& valid_for, Context& context) {
  const auto length = read_duration("--valid-for", valid_for);
  if (!length) return context.out.misused(length.error());
  const auto recording = open_recording(context, text);
  if (!recording) return context.out.misused(recording.error());
  const auto link = recording->client.recording_link(recording->ref, *length);
  if (!link) return failed(context.out, link.error(), recording->ref.meeting);
  if (context.out.json()) {
    spi::JsonWriter json;
    json.begin_object();
    write_recording_ref(json, recording->ref);
    json.member("url", link->url.reveal()).member("expires_at", to_rfc3339(link->expires_at)).end_object();
    context.out.value(json.text());
    return Exit::done;
  }
  context.out.fields({{"url", link->url.reveal()}, {"expires at", to_rfc3339(link->expires_at)}});
  context.out.note("whoever has the link can fetch the recording");
  return Exit::done;
}

using Action = Exit (*)(const std::string& text, Context& context);

/// A subcommand that takes a recording and nothing else.
void add_simple(CLI::App& group, Invocation& invocation, const std::string& name,
                const std::string& description, Action action) {
  auto* command = add_command(group, invocation, name, description);
  auto text = std::make_shared<std::string>();
  command->add_option("recording", *text, "The recording, as start and list show it")
      ->required()
      ->type_name("RECORDING");
  command->callback([&invocation, text, action] {
    invocation.command = [text, action](Context& context) { return action(*text, context); };
  });
}

void add_record_list(CLI::App& group, Invocation& invocation) {
  auto* command = add_command(group, invocation, "list", "List the recordings of a meeting");
  auto ref = std::make_shared<std::string>();
  command->add_option("meeting", *ref, "The meeting: instance/id")->required()->type_name("REF");
  command->callback(
      [&invocation, ref] { invocation.command = [ref](Context& context) { return list(*ref, context); }; });
}

void add_record_link(CLI::App& group, Invocation& invocation) {
  auto* command = add_command(group, invocation, "link", "Make a link that a recording is fetched by");
  auto text = std::make_shared<std::string>();
  auto valid_for = std::make_shared<std::string>("1h");
  command->add_option("recording", *text, "The recording, as start and list show it")
      ->required()
      ->type_name("RECORDING");
  command->add_option("--valid-for", *valid_for, "How long the link is good")
      ->type_name("DURATION")
      ->capture_default_str();
  command->callback([&invocation, text, valid_for] {
    invocation.command = [text, valid_for](Context& context) { return link(*text, *valid_for, context); };
  });
}

}  // namespace

void add_record(CLI::App& app, Invocation& invocation) {
  auto* group = add_group(app, "record", "Start, stop, find, list, fetch and delete recordings");
  group->footer(
      "A RECORDING is its meeting, '@', and what is known of it: daily/standup@key=5f0c… (ours),\n"
      "daily/standup@id=r1 (the platform's), or both with a comma; its kind first where it is not composed:\n"
      "daily/standup@audio_only,key=5f0c….");
  add_record_start(*group, invocation);
  add_simple(*group, invocation, "stop", "Stop a recording; stopping twice is fine", stop);
  add_simple(*group, invocation, "find", "Show a recording as its platform has it", find);
  add_record_list(*group, invocation);
  add_record_link(*group, invocation);
  add_simple(*group, invocation, "delete", "Delete a recording; deleting twice is fine", erase);
}

}  // namespace vplatform::cli
