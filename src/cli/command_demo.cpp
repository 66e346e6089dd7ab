#include <CLI/CLI.hpp>
#include <array>

#include "cli/command.hpp"
#include "cli/demo/play.hpp"
#include "cli/demo/show.hpp"

namespace vplatform::cli {
namespace {

// Something that is played, and then shown.
struct Part {
  Result<void> (*play)(demo::Stage& stage, demo::Facts& facts);
  void (*show)(Output& out, const demo::Facts& facts);
};

constexpr std::array parts{Part{demo::play_services, demo::show_services},
                           Part{demo::play_choice, demo::show_choice},
                           Part{demo::play_meetings, demo::show_meetings},
                           Part{demo::play_grants, demo::show_grants},
                           Part{demo::play_webhooks, demo::show_webhooks},
                           Part{demo::play_people, demo::show_people},
                           Part{demo::play_recording, demo::show_recording},
                           Part{demo::play_revival, demo::show_revival},
                           Part{demo::play_move, demo::show_move},
                           Part{demo::play_lost_answer, demo::show_lost_answer},
                           Part{demo::play_end, demo::show_end}};

Exit play(Context& context) {
  auto stage = demo::Stage::build(context.environment);
  if (!stage) return context.out.failed(stage.error());
  demo::Facts facts;
  for (const Part& part : parts) {
    if (auto played = part.play(**stage, facts); !played) {
      (void)(*stage)->end_all();  // nothing stays behind at a real service
      return context.out.failed(played.error());
    }
    part.show(context.out, facts);
  }
  if (context.out.json()) context.out.value(demo::to_json(facts));
  return Exit::done;
}

}  // namespace

void add_demo(CLI::App& app, Invocation& invocation) {
  auto* command = add_command(app, invocation, "demo", "Show what vplatform does, on emulators and the mock");
  command->footer(
      "Where the environment holds a provider's credentials (WHEREBY_API_KEY; DAILY_API_KEY; "
      "LIVEKIT_API_KEY,\n"
      "LIVEKIT_API_SECRET and one of LIVEKIT_URL, LIVEKIT_WS_URL, LIVEKIT_HOST), its platform is the real\n"
      "service; what is made there is ended again. People, recordings and webhooks are played on emulators.");
  command->callback([&invocation] { invocation.command = play; });
}

}  // namespace vplatform::cli
