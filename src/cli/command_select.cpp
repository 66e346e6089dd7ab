#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/decision_text.hpp"
#include "cli/json_shapes.hpp"

namespace vplatform::cli {
namespace {

struct Options {
  std::string room{};
  std::vector<std::string> attributes{};
  std::string meeting{};
  std::optional<std::string> flag{};
};

// Plays the flag service: one answer for every room.
class GivenFlag final : public FlagSource {
 public:
  explicit GivenFlag(std::string value) : value_(std::move(value)) {}

  std::optional<FlagAnswer> resolve(std::string_view, const RoomContext&) override {
    return FlagAnswer{.value = value_};
  }

 private:
  std::string value_;
};

Exit show(Output& out, const Decision& decision) {
  if (!decision) return out.failed(decision.error(), Exit::platform_failed);
  if (out.json()) {
    out.value(to_json(write_decision, decision));
    return Exit::done;
  }
  std::vector<std::pair<std::string, std::string>> fields{
      {"platform", std::string(decision.platform())},
      {"why", why(decision)},
      {"version", std::to_string(decision.config_version())}};
  for (const auto& one : decision.passed_over()) fields.emplace_back("passed over", in_words(one));
  out.fields(fields);
  return Exit::done;
}

Exit select(const Options& options, Context& context) {
  auto attributes = read_attributes(options.attributes);
  if (!attributes) return context.out.misused(attributes.error());
  FactoryOptions with;
  if (options.flag) with.flags = std::make_shared<GivenFlag>(*options.flag);
  const auto factory = context.open(std::move(with));
  if (!factory) return context.out.misused(factory.error());
  const RoomContext room{.id = options.room, .attributes = std::move(*attributes)};
  if (options.meeting.empty()) return show(context.out, factory->select(room));
  const auto meeting = read_reference(options.meeting);
  if (!meeting) return context.out.misused(meeting.error());
  return show(context.out, factory->select(room, *meeting));
}

}  // namespace

void add_select(CLI::App& app, Invocation& invocation) {
  auto* command = add_command(app, invocation, "select", "Say which platform a room gets, and why");
  auto options = std::make_shared<Options>();
  command->add_option("--room", options->room, "The room")->required()->type_name("ID");
  command->add_option("--attr", options->attributes, "What rules look at; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_option("--meeting", options->meeting, "A meeting that the room has already")->type_name("REF");
  command->add_option("--flag", options->flag, "What the flag service is to answer")->type_name("PLATFORM");
  command->callback([&invocation, options] {
    invocation.command = [options](Context& context) { return select(*options, context); };
  });
}

}  // namespace vplatform::cli
