#include "sessions/inbox/inbox_batches.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "sessions/inbox/inbox_rows.hpp"

namespace vplatform::sessions {
namespace {

/// So long after it has marked a batch, a worker that lives has come back, or holds its events.
constexpr std::chrono::seconds longest_absence{5};

constexpr std::string_view process_ended = "the process ended while it was applied";

Batch take_alone(Transaction& transaction, std::int64_t number, int most_attempts) {
  const auto row = transaction.find("SELECT attempts FROM inbox_events WHERE number = ?", {number});
  const bool is_dead = row->integer(0) >= most_attempts;
  if (is_dead) {
    mark_dead(transaction, number, DeadReason::failed, process_ended);
  } else {
    count_attempt(transaction, number);
  }
  return {.first = number, .last = number, .is_dead = is_dead};
}

/// An event of a batch whose worker has not come back. A batch of which nothing waits any more is forgotten.
std::optional<std::int64_t> find_suspect(Transaction& transaction, TimePoint now) {
  // A mark from the future is by a clock that has been set back since.
  const Rows marks = transaction.query(
      "SELECT worker, first_number, last_number FROM inbox_batches WHERE taken_at <= ? OR taken_at > ?",
      {now - longest_absence, now + longest_absence});
  for (const Row& mark : marks) {
    const auto due = due_numbers(transaction, now, {.first = mark.integer(1), .last = mark.integer(2)}, 1);
    if (!due.empty()) return due.front();
    release_batch(transaction, {.worker = mark.text(0)});
  }
  return std::nullopt;
}

}  // namespace

std::optional<Batch> take_batch(Transaction& transaction, TimePoint now, BatchLimits limits,
                                const std::function<std::string()>& new_id) {
  if (const auto suspect = find_suspect(transaction, now))
    return take_alone(transaction, *suspect, limits.attempts);
  const auto due = due_numbers(transaction, now, {}, limits.events);
  if (due.empty()) return std::nullopt;
  if (due.size() == 1) return take_alone(transaction, due.front(), limits.attempts);
  const auto [first, last] = std::minmax_element(due.begin(), due.end());
  Batch batch{.worker = new_id(), .first = *first, .last = *last};
  (void)transaction.execute(
      "INSERT INTO inbox_batches (worker, taken_at, first_number, last_number) VALUES (?, ?, ?, ?)",
      {batch.worker, now, batch.first, batch.last});
  return batch;
}

void release_batch(Transaction& transaction, const Batch& batch) {
  if (batch.is_alone()) return;
  (void)transaction.execute("DELETE FROM inbox_batches WHERE worker = ?", {batch.worker});
}

}  // namespace vplatform::sessions
