// The worker: what is applied and the mark that it was are one transaction.

#include "vplatform/sessions/inbox.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "sessions/crash_point.hpp"
#include "sessions/inbox/inbox_batches.hpp"
#include "sessions/inbox/inbox_rows.hpp"
#include "sessions/inbox/inbox_sql.hpp"
#include "sessions/inbox/inbox_state.hpp"
#include "sessions/reconcile/presence_rows.hpp"
#include "sessions/recording/recording_rows.hpp"
#include "sessions/session/session_rows.hpp"

namespace vplatform::sessions {
namespace {

constexpr std::chrono::hours longest_retry{1};
constexpr int most_takes = 3;      // of batches that other workers have taken too
constexpr int most_purged = 1000;  // per look, so that a long list does not hold the store

/// A claimed event and the session that it is about.
struct Task {
  StoredEvent event{};
  std::optional<std::string> session_id{};
};

/// A platform may name the recording alone: Daily does when one starts.
std::optional<std::string> find_session_of(Transaction& transaction, const EventFields& event) {
  auto id = session_of_event(transaction, event);
  if (!id && event.recording) id = session_of_recording(transaction, *event.recording);
  return id;
}

std::vector<Task> claim(Transaction& transaction, TimePoint now, const Batch& batch, int most) {
  std::vector<Task> tasks;
  for (auto& event : claim_events(transaction, now, {.first = batch.first, .last = batch.last}, most)) {
    auto session_id = find_session_of(transaction, event.fields);
    tasks.push_back({std::move(event), std::move(session_id)});
  }
  // Every worker locks sessions in this order, so that none waits for another in a circle.
  std::stable_sort(tasks.begin(), tasks.end(),
                   [](const Task& a, const Task& b) { return a.session_id < b.session_id; });
  return tasks;
}

void apply(Transaction& transaction, Task& task, int failures, TimePoint now) {
  if (task.session_id) {
    // Read anew for each event: the one before may have changed it.
    if (const auto session = lock_session(transaction, *task.session_id)) {
      apply_presence_event(transaction, *session, task.event);
      apply_recording_event(transaction, *session, task.event);
    } else {
      task.session_id.reset();
    }
  }
  mark_processed(transaction, task.event.number, task.session_id, failures, now);
}

/// The store's own troubles are no fault of an event.
bool is_fault_of_event(const Error& error) {
  return error.code != ErrorCode::unavailable && error.code != ErrorCode::cancelled;
}

class Worker {
 public:
  Worker(const Database& database, const InboxOptions& options, const RuntimeEnv& env)
      : database_(database), options_(options), env_(env) {}

  [[nodiscard]] Result<bool> is_anything_due() const {
    return database_.read([&](Transaction& transaction) -> Result<bool> {
      const auto row = transaction.find(
          "SELECT number FROM inbox_events WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at LIMIT 1",
          {env_.now()});
      return row.has_value() || waits_in_the_future(transaction);
    });
  }

  /// Marks what is applied next.
  [[nodiscard]] Result<std::optional<Batch>> take(int most) const {
    auto batch = database_.write([&](Transaction& transaction) -> Result<std::optional<Batch>> {
      if (waits_in_the_future(transaction)) bring_back(transaction);
      return take_batch(transaction, env_.now(), {.events = most, .attempts = options_.attempts},
                        env_.new_id);
    });
    crash_point("inbox.after_take");
    return batch;
  }

  /// Returns how many events are finished; after a batch that failed, each was tried by itself, so that one
  /// that cannot be applied keeps no other back.
  [[nodiscard]] Result<std::size_t> work_off(const Batch& batch) const {
    if (batch.is_dead) return std::size_t{1};
    std::optional<StoredEvent> current;
    auto done = apply_batch(batch, current);
    if (done) return done;
    const bool is_fault = current && is_fault_of_event(done.error());
    if (batch.is_alone()) return is_fault ? write_failure(*current, done.error()) : forgive(batch, done);
    if (is_fault) done = apply_each();
    release(batch);
    return done;
  }

  /// Forgets what was processed long ago; a repetition that comes even later would count as new.
  [[nodiscard]] Result<void> purge() const {
    const TimePoint before = env_.now() - options_.keep_processed;
    const auto oldest = database_.read([&](Transaction& transaction) -> Result<bool> {
      return transaction.find(std::string("SELECT number").append(sql::events_to_forget), {before, 1})
          .has_value();
    });
    if (!oldest) return Failure{oldest.error()};
    if (!*oldest) return {};
    return database_.write([&](Transaction& transaction) -> Result<void> {
      (void)transaction.execute("DELETE FROM inbox_events WHERE number IN (SELECT number" +
                                    std::string(sql::events_to_forget) + ")",
                                {before, most_purged});
      return {};
    });
  }

 private:
  /// Applies a batch in one transaction. `current` says which event it was where that fails.
  [[nodiscard]] Result<std::size_t> apply_batch(const Batch& batch,
                                                std::optional<StoredEvent>& current) const {
    crash_point("inbox.before_apply");
    auto done = database_.write([&](Transaction& transaction) -> Result<std::size_t> {
      current.reset();
      const TimePoint now = env_.now();
      auto tasks = claim(transaction, now, batch, options_.batch);
      for (Task& task : tasks) {
        current = task.event;
        apply(transaction, task, task.event.attempts - (batch.is_alone() ? 1 : 0), now);
      }
      release_batch(transaction, batch);
      crash_point("inbox.before_commit");
      return tasks.size();
    });
    crash_point("inbox.after_commit");
    return done;
  }

  [[nodiscard]] Result<std::size_t> apply_each() const {
    std::size_t finished = 0;
    for (int i = 0; i < options_.batch; ++i) {
      const auto one = take(1);
      if (!one) return Failure{one.error()};
      if (!*one) break;
      auto done = work_off(**one);
      if (!done) return done;
      finished += *done;
    }
    return finished;
  }

  /// Where the store is away the mark stays, and later its events are taken each alone.
  void release(const Batch& batch) const {
    (void)database_.write([&](Transaction& transaction) -> Result<void> {
      release_batch(transaction, batch);
      return {};
    });
  }

  /// What was the store's fault is no attempt of the event.
  [[nodiscard]] Result<std::size_t> forgive(const Batch& one, Result<std::size_t> failed) const {
    (void)database_.write([&](Transaction& transaction) -> Result<void> {
      forgive_attempt(transaction, one.first);
      return {};
    });
    return failed;
  }

  /// 1, 2, 4, … times the first wait.
  [[nodiscard]] std::chrono::milliseconds wait_after(int failures) const {
    std::chrono::milliseconds wait = options_.retry;
    for (int i = 1; i < failures && wait < longest_retry; ++i) wait *= 2;
    return std::min<std::chrono::milliseconds>(wait, longest_retry);
  }

  /// 1 where it is dead now.
  [[nodiscard]] Result<std::size_t> write_failure(const StoredEvent& event, const Error& error) const {
    auto written = database_.write([&](Transaction& transaction) -> Result<std::size_t> {
      const std::string note = describe(error);
      const bool is_dead = event.attempts >= options_.attempts;
      if (is_dead) {
        mark_dead(transaction, event.number, DeadReason::failed, note);
      } else {
        mark_failed(transaction, event.number, note, env_.now() + wait_after(event.attempts));
      }
      crash_point("inbox.before_commit");
      return std::size_t{is_dead ? 1U : 0U};
    });
    crash_point("inbox.after_commit");
    return written;
  }

  // No wait is that long: the clock has been set back since, and the event would wait until it has caught up.
  [[nodiscard]] TimePoint furthest() const { return env_.now() + wait_after(options_.attempts); }
  [[nodiscard]] bool waits_in_the_future(Transaction& transaction) const {
    return transaction.find(std::string("SELECT number").append(sql::events_in_future), {furthest()})
        .has_value();
  }
  void bring_back(Transaction& transaction) const {
    (void)transaction.execute("UPDATE inbox_events SET due_at = 0 WHERE state = 'waiting' AND due_at > ?",
                              {furthest()});
  }

  const Database& database_;
  const InboxOptions& options_;
  const RuntimeEnv& env_;
};

}  // namespace

Inbox::Inbox(Backend backend, InboxOptions options)
    : state_(std::make_shared<const State>(std::move(backend), options)) {}

Result<std::size_t> Inbox::work_off() const {
  const Worker worker(state_->database(), state_->options, state_->env);
  const auto due = worker.is_anything_due();
  if (!due) return Failure{due.error()};
  if (!*due) {
    if (auto purged = worker.purge(); !purged) return Failure{std::move(purged).error()};
    return std::size_t{0};
  }
  for (int i = 0; i < most_takes; ++i) {
    const auto batch = worker.take(state_->options.batch);
    if (!batch) return Failure{batch.error()};
    if (!*batch) break;
    auto done = worker.work_off(**batch);
    if (!done || *done > 0) return done;
  }
  return std::size_t{0};
}

void Inbox::run(std::stop_token stop) const {
  while (!stop.stop_requested()) {
    const auto done = work_off();
    if (done && *done > 0) continue;
    (void)state_->env.wait(state_->options.idle, stop);
  }
}

}  // namespace vplatform::sessions
