#pragma once

#include <string>

#include "cli/demo/facts.hpp"
#include "cli/output.hpp"

// The facts, for people part by part, and for programs all at once. Neither shows a link or a token.
namespace vplatform::cli::demo {

void show_services(Output& out, const Facts& facts);
void show_choice(Output& out, const Facts& facts);
void show_meetings(Output& out, const Facts& facts);
void show_grants(Output& out, const Facts& facts);
void show_webhooks(Output& out, const Facts& facts);
void show_people(Output& out, const Facts& facts);
void show_recording(Output& out, const Facts& facts);
void show_revival(Output& out, const Facts& facts);
void show_move(Output& out, const Facts& facts);
void show_lost_answer(Output& out, const Facts& facts);
void show_end(Output& out, const Facts& facts);

[[nodiscard]] std::string to_json(const Facts& facts);

}  // namespace vplatform::cli::demo
