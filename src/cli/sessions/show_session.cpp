#include "cli/sessions/show_session.hpp"

#include <vector>

#include "cli/json_shapes.hpp"
#include "cli/sessions/json_session.hpp"

namespace vplatform::cli {
namespace {

using sessions::EndStepState;
using sessions::SessionState;

Ink ink_of(SessionState state) {
  return state == SessionState::live ? Ink::good : Ink::plain;
}

Ink ink_of(EndStepState state) {
  switch (state) {
    case EndStepState::pending:
    case EndStepState::unsupported:
      return Ink::plain;
    case EndStepState::done:
      return Ink::good;
    case EndStepState::failing:
      return Ink::bad;
  }
  return Ink::plain;
}

std::string over_text(const sessions::Session& session) {
  if (!session.over_at) return {};
  return to_rfc3339(*session.over_at) + (session.over_is_inferred ? ", concluded" : "");
}

}  // namespace

std::string text_of(const std::optional<TimePoint>& at) {
  return at ? to_rfc3339(*at) : "";
}

void show_session(Output& out, const sessions::Session& session) {
  if (out.json()) {
    out.value(to_json(write_session, session));
  } else {
    show_session_text(out, session);
  }
}

void show_session_text(Output& out, const sessions::Session& session) {
  out.fields({{"session", session.id},
              {"owner", session.owner},
              {"room", session.room},
              {"name", session.name},
              {"state", std::string(to_string(session.state))},
              {"join code", session.over_at ? "" : session.join_code},
              {"meeting", session.meeting ? to_string(*session.meeting) : ""},
              {"url", session.url},
              {"starts at", text_of(session.starts_at)},
              {"ends at", text_of(session.ends_at)},
              {"at most", session.max_people ? std::to_string(*session.max_people) + " people" : ""},
              {"live since", text_of(session.live_at)},
              {"over since", over_text(session)}});
  std::vector<Row> steps;
  for (const auto& one : session.ending)
    steps.push_back({to_string(one.step), {to_string(one.state), ink_of(one.state)}, {one.note, Ink::faint}});
  out.table(steps, "  ");
}

Row row_of(const sessions::Session& session) {
  return {session.id,
          {to_string(session.state), ink_of(session.state)},
          {session.name, Ink::strong},
          session.room,
          session.meeting ? to_string(*session.meeting) : "",
          text_of(session.starts_at ? session.starts_at : std::optional(session.created_at))};
}

}  // namespace vplatform::cli
