#pragma once

#include "cli/demo/facts.hpp"
#include "cli/demo/stage.hpp"

// The parts of the demo, in their order. Each adds to the facts.
namespace vplatform::cli::demo {

[[nodiscard]] Result<void> play_services(Stage& stage, Facts& facts);
[[nodiscard]] Result<void> play_choice(Stage& stage, Facts& facts);
[[nodiscard]] Result<void> play_meetings(Stage& stage, Facts& facts);
[[nodiscard]] Result<void> play_grants(Stage& stage, Facts& facts);
[[nodiscard]] Result<void> play_webhooks(Stage& stage, Facts& facts);
[[nodiscard]] Result<void> play_people(Stage& stage, Facts& facts);
[[nodiscard]] Result<void> play_recording(Stage& stage, Facts& facts);
[[nodiscard]] Result<void> play_revival(Stage& stage, Facts& facts);
[[nodiscard]] Result<void> play_move(Stage& stage, Facts& facts);
[[nodiscard]] Result<void> play_lost_answer(Stage& stage, Facts& facts);
[[nodiscard]] Result<void> play_end(Stage& stage, Facts& facts);

}  // namespace vplatform::cli::demo
