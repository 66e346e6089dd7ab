#include "sessions/session/end_steps.hpp"

namespace vplatform::sessions {

void write_step(Transaction& transaction, std::string_view session_id, const EndStepReport& report,
                TimePoint at) {
  (void)transaction.execute(
      "INSERT INTO end_steps (session_id, step, state, note, changed_at) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (session_id, step) DO UPDATE SET state = excluded.state, note = excluded.note, "
      "changed_at = excluded.changed_at",
      {session_id, to_string(report.step), to_string(report.state), report.note, at});
}

void reopen_end(Transaction& transaction, std::string_view session_id, TimePoint now) {
  for (const auto step : {EndStep::stop_recordings, EndStep::remove_everybody, EndStep::delete_room})
    write_step(transaction, session_id, {.step = step}, now);
  (void)transaction.execute("UPDATE sessions SET end_due = ?, end_attempts = 0 WHERE id = ?",
                            {now, session_id});
}

}  // namespace vplatform::sessions
