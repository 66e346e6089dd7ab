#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/json_shapes.hpp"

namespace vplatform::cli {
namespace {

struct Options {
  std::string ref{};
  std::string who{};
  bool all = false;
};

std::string removed_json(const MeetingRef& ref, const Options& options) {
  spi::JsonWriter out;
  out.begin_object();
  write_ref(out, ref);
  write_optional(out, "participant", options.who);
  out.member("all", options.all).member("removed", true).end_object();
  return std::move(out).text();
}

Exit remove(const Options& options, Context& context) {
  if (options.all == !options.who.empty()) {
    const Error unclear{.code = ErrorCode::invalid_argument,
                        .message = options.all ? "either a participant or --all, not both"
                                               : "nobody to remove: name a participant, or say --all"};
    return context.out.failed(unclear, Exit::usage, "'vplatform presence REF' shows who is in");
  }
  const auto meeting = open_meeting(context, options.ref);
  if (!meeting) return context.out.misused(meeting.error());
  const auto removed = options.all
                           ? meeting->client.remove_all(meeting->ref)
                           : meeting->client.remove_participant(meeting->ref, ParticipantId{options.who});
  if (!removed) {
    const bool nobody = removed.error().code == ErrorCode::not_found;
    return context.out.failed(removed.error(), exit_of(removed.error()),
                              nobody ? "'vplatform presence " + options.ref + "' shows who is in" : "");
  }
  if (context.out.json()) context.out.value(removed_json(meeting->ref, options));
  context.out.fields(
      {{"removed", options.all ? "everybody" : options.who}, {"from", to_string(meeting->ref)}});
  return Exit::done;
}

}  // namespace

void add_remove(CLI::App& app, Invocation& invocation) {
  auto* command = add_command(app, invocation, "remove", "Put somebody out of a meeting, or everybody");
  command->footer("Who holds a grant that is still good can come back; 'end' puts out for good.");
  auto options = std::make_shared<Options>();
  command->add_option("meeting", options->ref, "The meeting: instance/id")->required()->type_name("REF");
  command->add_option("participant", options->who, "Who, by the id that 'presence' shows")->type_name("ID");
  command->add_flag("--all", options->all, "Everybody");
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return remove(*options, context); };
  });
}

}  // namespace vplatform::cli
