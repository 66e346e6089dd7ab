#include "sessions/inbox/group_commit.hpp"

#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "sessions/crash_point.hpp"
#include "sessions/reconcile/presence_rows.hpp"
#include "sessions/store/store_state.hpp"

namespace vplatform::sessions {

namespace {

/// So many at most in one transaction, so that the first of a flood do not wait for the last.
constexpr std::size_t most_at_once = 256;

}  // namespace

/// Rows that are written at once. The first one's thread writes; the others wait for the outcome alone, where
/// one call of the system wakes them all: woken one by one, or to take a mutex, they cost more than the
/// store. A future sleeps at once; `std::atomic::wait` yields four times before, a fifth of all processor
/// time.
struct GroupCommit::Batch {
  Batch() { rows.reserve(most_at_once); }

  std::vector<const NewRow*> rows{};  // each is on the stack of its thread, which waits
  std::promise<Outcome> promise{};
  std::shared_future<Outcome> outcome = promise.get_future().share();
};

Result<void> GroupCommit::store(const ReceivedEvent& event) {
  const NewRow row = row_of(event);  // before others wait for it
  const Place place = join(row);
  if (place.number == 0) write(*place.batch);
  const Outcome& outcome = place.outcome.get();
  return place.number < outcome.each.size() ? outcome.each[place.number] : outcome.all;
}

GroupCommit::Place GroupCommit::join(const NewRow& row) {
  const std::lock_guard lock(mutex_);
  if (open_.empty() || open_.back()->rows.size() == most_at_once) open_.push_back(std::make_shared<Batch>());
  const auto& batch = open_.back();
  batch->rows.push_back(&row);
  return {batch, batch->rows.size() - 1, batch->outcome};
}

void GroupCommit::write(Batch& batch) noexcept {
  {
    std::unique_lock lock(mutex_);
    turn_.wait(lock, [&] { return !is_writing_ && open_.front().get() == &batch; });
    open_.pop_front();
    is_writing_ = true;
  }
  Outcome outcome;
  try {
    const std::span<const NewRow* const> rows = batch.rows;
    auto all = write_rows(rows);
    if (all || all.error().code == ErrorCode::unavailable || rows.size() == 1) {
      outcome.all = std::move(all);
    } else {
      // One that the store does not take must not keep the others out.
      outcome.each.reserve(rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i) outcome.each.push_back(write_rows(rows.subspan(i, 1)));
    }
  } catch (...) {
    // Memory ran out: those that have no result yet are not stored, or it is not known.
  }
  {
    const std::lock_guard lock(mutex_);
    is_writing_ = false;
  }
  turn_.notify_all();
  batch.promise.set_value(std::move(outcome));
}

Result<void> GroupCommit::write_rows(std::span<const NewRow* const> rows) const {
  crash_point("inbox.before_store");
  auto done = store_->state().database.write([&](Transaction& transaction) -> Result<void> {
    store_rows(transaction, rows);
    std::set<std::string_view> seen;  // in order, as every process locks them
    for (const auto* row : rows) seen.insert(row->event.instance);
    for (const auto instance : seen) saw_event(transaction, instance, rows.back()->event.received_at);
    return {};
  });
  crash_point("inbox.after_store");
  return done;
}

}  // namespace vplatform::sessions
