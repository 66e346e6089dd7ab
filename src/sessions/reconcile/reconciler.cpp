#include "vplatform/sessions/reconciler.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "sessions/crash_point.hpp"
#include "sessions/reconcile/conclude.hpp"
#include "sessions/reconcile/due.hpp"
#include "sessions/reconcile/look.hpp"
#include "sessions/reconcile/reconcile_state.hpp"
#include "sessions/reconcile/watchdog.hpp"
#include "sessions/recording/watch_recordings.hpp"
#include "sessions/session/sagas.hpp"
#include "sessions/session/session_rows.hpp"

namespace vplatform::sessions {
namespace {

/// Between two rounds: a round finds what is due by indexes, and costs little where nothing is.
constexpr std::chrono::milliseconds between_rounds{1000};
/// Longer than the lease under which a meeting is made, after which a create that died is due again.
constexpr std::chrono::minutes longest_lease{2};

/// No step of a saga waits longer by itself; what is due later was written by a clock that was set back.
std::chrono::milliseconds longest_wait(const SessionsOptions& options) {
  return std::max({options.end_retry, options.end_retry_most, std::chrono::milliseconds(longest_lease)});
}

Result<std::vector<std::string>> find_due(const Round& round, DueKind kind) {
  const TimePoint now = round.env.now();
  const auto longest = longest_wait(round.options.sessions);
  return round.database.read([&](Transaction& transaction) -> Result<std::vector<std::string>> {
    return due_sessions(transaction, kind, now, now + longest, round.options.batch);
  });
}

Result<void> continue_creates(Round& round) {
  const auto ids = find_due(round, DueKind::create);
  if (!ids) return Failure{ids.error()};
  for (const auto& id : *ids) {
    if (round.stop.stop_requested()) return {};
    const auto made = continue_create(round.backend, round.options.sessions, id, {.stop = round.stop});
    if (!made) {
      round.report.errors.push_back(made.error());
    } else if (made->meeting) {
      ++round.report.meetings_made;
    }
  }
  return {};
}

Result<void> conclude_ends(Round& round) {
  const TimePoint now = round.env.now();
  const auto ids = round.database.read([&](Transaction& transaction) -> Result<std::vector<std::string>> {
    return sessions_past_their_end(transaction, now, round.options.batch);
  });
  if (!ids) return Failure{ids.error()};
  for (const auto& id : *ids) {
    crash_point("end.before_deny");
    const auto concluded = round.database.write([&](Transaction& transaction) -> Result<bool> {
      const auto session = lock_session(transaction, id);
      return session && conclude_past_end(transaction, *session, now);
    });
    crash_point("end.after_deny");
    if (!concluded) return Failure{concluded.error()};
    if (*concluded) ++round.report.sessions_concluded;
  }
  return {};
}

bool is_finished(const Session& session) {
  return std::all_of(session.ending.begin(), session.ending.end(), [](const EndStepReport& step) {
    return step.state == EndStepState::done || step.state == EndStepState::unsupported;
  });
}

Result<void> continue_ends(Round& round) {
  const auto ids = find_due(round, DueKind::end);
  if (!ids) return Failure{ids.error()};
  for (const auto& id : *ids) {
    if (round.stop.stop_requested()) return {};
    const auto ended = continue_end(round.backend, round.options.sessions, id, {.stop = round.stop});
    if (!ended) round.report.errors.push_back(ended.error());
    ++(ended && is_finished(*ended) ? round.report.ends_finished : round.report.ends_unfinished);
  }
  return {};
}

Result<void> watch_all_recordings(Round& round) {
  return watch_recordings(round.backend, round.options, round.report);
}

// What a part concludes, a later one works on in the same round.
constexpr std::array parts{&continue_creates, &conclude_ends,        &look_at_sessions,
                           &continue_ends,    &watch_all_recordings, &watch_webhooks};

}  // namespace

Reconciler::Reconciler(Backend backend, ReconcilerOptions options)
    : state_(std::make_shared<const State>(std::move(backend), std::move(options))) {}

Result<RoundReport> Reconciler::State::round(std::stop_token stop) const {
  Round round{backend, options, env, database(), std::move(stop)};
  for (const auto part : parts) {
    if (round.stop.stop_requested()) break;
    if (auto done = part(round); !done) return Failure{std::move(done).error()};
  }
  return std::move(round.report);
}

Result<RoundReport> Reconciler::round() const {
  return state_->round({});
}

void Reconciler::run(std::stop_token stop) const {
  while (!stop.stop_requested()) {
    (void)state_->round(stop);
    (void)state_->env.wait(between_rounds, stop);
  }
}

}  // namespace vplatform::sessions
