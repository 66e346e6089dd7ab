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

/// The first step after that one which is not done.
const EndStepReport* next_step(const Session& session, EndStep after = EndStep::deny_entry) {
  const auto next = std::find_if(session.ending.begin(), session.ending.end(), [&](const EndStepReport& one) {
    return one.step > after && (one.state == EndStepState::pending || one.state == EndStepState::failing);
  });
  return next == session.ending.end() ? nullptr : &*next;
}

bool is_any_failing(const Session& session) {
  return std::any_of(session.ending.begin(), session.ending.end(),
                     [](const EndStepReport& one) { return one.state == EndStepState::failing; });
}

/// Whether waiting is of no use: the next call would be refused like this one.
bool is_refused_for_good(const Error& error) {
  switch (error.code) {
    case ErrorCode::invalid_argument:
    case ErrorCode::unauthenticated:
    case ErrorCode::permission_denied:
    case ErrorCode::failed_precondition:
    case ErrorCode::unsupported:
      return true;
    default:
      return false;
  }
}

/// What a step came to, and whether another one comes after it.
struct StepWritten {
  SessionRow row{};
  bool goes_on = false;
};

/// One go through the steps that are not done.
struct Pass {
  Lease lease{};
  std::chrono::milliseconds lease_length{};
  std::int64_t failures = 0;  ///< This one included, should a step fail.
};

/// Marks the step, and says when the saga goes on where it cannot at once.
void write_outcome(Transaction& transaction, const SessionsContext& context, const std::string& id,
                   const StepOutcome& outcome, const Pass& pass) {
  const TimePoint now = context.env.now();
  write_step(transaction, id, outcome.report, now);
  if (!outcome.error) return;
  (void)transaction.execute(
      "UPDATE sessions SET end_due = ?, end_attempts = ? WHERE id = ?",
      {now + pause_after(pass.failures, *outcome.error, context.options), pass.failures, id});
}

/// Whether the steps after one that has failed wait for it no longer: that a recording cannot be stopped is
/// no reason to leave people in.
bool is_passed_over(const Error& error, const Pass& pass, const SessionsOptions& options) {
  return pass.failures >= options.end_step_attempts || is_refused_for_good(error);
}

/// Writes what a step came to, unless the lease was lost: then its new holder does that.
Result<StepWritten> write_end(const SessionsContext& context, std::string_view id, const StepOutcome& outcome,
                              const Pass& pass) {
  return context.database().write([&](Transaction& transaction) -> Result<StepWritten> {
    auto row = lock_session_row(transaction, id);
    if (!row) return no_session(id);
    if (!extend_lease(transaction, pass.lease, pass.lease_length, context.env))
      return StepWritten{*std::move(row)};
    write_outcome(transaction, context, row->session.id, outcome, pass);
    row = find_session_row(transaction, id);
    if (!is_any_failing(row->session))
      (void)transaction.execute("UPDATE sessions SET end_attempts = 0 WHERE id = ?", {id});
    if (next_step(row->session) == nullptr)
      (void)transaction.execute("UPDATE sessions SET end_due = NULL WHERE id = ?", {id});
    const bool is_held_up = outcome.error && !is_passed_over(*outcome.error, pass, context.options);
    const bool goes_on = !is_held_up && next_step(row->session, outcome.report.step) != nullptr;
    if (!goes_on) release_lease(transaction, pass.lease);
    return StepWritten{*std::move(row), goes_on};
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
  Pass pass{.lease = **lease, .lease_length = length, .failures = row->end_attempts + 1};
  const EndStepReport* step = next_step(row->session);
  if (step == nullptr) give_back(context, **lease);
  while (step != nullptr) {
    const EndStep current = step->step;
    const StepOutcome outcome = do_end_step(context, *row, current, call);
    auto written = write_end(context, session_id, outcome, pass);
    after_end_step_written(current);
    if (!written) return Failure{std::move(written.error())};
    row = std::move(written->row);
    if (row->end_attempts == 0) pass.failures = 1;
    step = written->goes_on ? next_step(row->session, current) : nullptr;
  }
  return std::move(row->session);
}

}  // namespace vplatform::sessions
