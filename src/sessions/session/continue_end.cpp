// The saga of the end: each step is a call to the platform that may be made twice, and then a write.

#include <algorithm>
#include <utility>

#include "sessions/session/context.hpp"
#include "sessions/session/end_calls.hpp"
#include "sessions/session/end_steps.hpp"
#include "sessions/session/sagas.hpp"
#include "sessions/session/session_row.hpp"

namespace vplatform::sessions {
namespace {

const EndStepReport* next_step(const Session& session) {
  const auto next = std::find_if(session.ending.begin(), session.ending.end(), [](const EndStepReport& one) {
    return one.state == EndStepState::pending || one.state == EndStepState::failing;
  });
  return next == session.ending.end() ? nullptr : &*next;
}

/// What a step came to, and whether another one comes after it.
struct StepWritten {
  SessionRow row{};
  bool goes_on = false;
};

/// Marks the step, and says when the saga goes on where it cannot at once.
void write_outcome(Transaction& transaction, const SessionsContext& context, const SessionRow& row,
                   const EndStepReport& report, const std::optional<Error>& why) {
  const TimePoint now = context.env.now();
  write_step(transaction, row.session.id, report, now);
  if (!why) {
    (void)transaction.execute("UPDATE sessions SET end_attempts = 0 WHERE id = ?", {row.session.id});
    return;
  }
  const auto failures = row.end_attempts + 1;
  (void)transaction.execute("UPDATE sessions SET end_due = ?, end_attempts = ? WHERE id = ?",
                            {now + pause_after(failures, *why, context.options), failures, row.session.id});
}

/// Writes what a step came to, unless the lease was lost: then its new holder does that.
Result<StepWritten> write_end(const SessionsContext& context, std::string_view id, const Lease& lease,
                              std::chrono::milliseconds length, const EndStepReport& report,
                              const std::optional<Error>& why) {
  return context.database().write([&](Transaction& transaction) -> Result<StepWritten> {
    auto row = lock_session_row(transaction, id);
    if (!row) return no_session(id);
    if (!extend_lease(transaction, lease, length, context.env)) return StepWritten{*std::move(row)};
    write_outcome(transaction, context, *row, report, why);
    row = find_session_row(transaction, id);
    const bool is_finished = next_step(row->session) == nullptr;
    if (is_finished) (void)transaction.execute("UPDATE sessions SET end_due = NULL WHERE id = ?", {id});
    if (why || is_finished) release_lease(transaction, lease);
    return StepWritten{*std::move(row), !why && !is_finished};
  });
}

Result<SessionRow> stored_row(const SessionsContext& context, std::string_view id) {
  return context.database().read([&](Transaction& transaction) -> Result<SessionRow> {
    auto row = find_session_row(transaction, id);
    if (!row) return no_session(id);
    return *std::move(row);
  });
}

/// Nothing was left to do. A lease that is not given back runs out.
void give_back(const SessionsContext& context, const Lease& lease) {
  (void)context.database().write([&](Transaction& transaction) -> Result<void> {
    release_lease(transaction, lease);
    return {};
  });
}

}  // namespace

Result<Session> continue_end(const Backend& backend, const SessionsOptions& options,
                             std::string_view session_id, const CallOptions& call) {
  const SessionsContext context(backend, options);
  const auto length = lease_length(call);
  auto row = stored_row(context, session_id);
  if (!row) return Failure{std::move(row.error())};
  if (!row->is_over())
    return fail(ErrorCode::failed_precondition, "the session '" + row->session.id + "' is not over");
  if (next_step(row->session) == nullptr) return std::move(row->session);
  const auto lease = take_lease(context.database(), end_lease_name(session_id), length, context.env);
  if (!lease) return Failure{lease.error()};
  if (!*lease) return std::move(row->session);
  // Another may have got on until the lease was taken.
  row = stored_row(context, session_id);
  if (!row) return Failure{std::move(row.error())};
  for (bool goes_on = true; goes_on;) {
    const EndStepReport* step = next_step(row->session);
    if (step == nullptr) {
      give_back(context, **lease);
      break;
    }
    const StepOutcome outcome = do_end_step(context, *row, step->step, call);
    auto written = write_end(context, session_id, **lease, length, outcome.report, outcome.error);
    after_end_step_written(step->step);
    if (!written) return Failure{std::move(written.error())};
    goes_on = written->goes_on;
    row = std::move(written->row);
  }
  return std::move(row->session);
}

}  // namespace vplatform::sessions
