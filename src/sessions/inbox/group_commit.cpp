#include "sessions/inbox/group_commit.hpp"

#include <array>
#include <cstdint>
#include <future>
#include <set>
#include <string_view>

#include "sessions/crash_point.hpp"
#include "sessions/reconcile/presence_rows.hpp"
#include "sessions/store/store_state.hpp"

namespace vplatform::sessions {
namespace {

/// What one who waited has to do.
enum class Turn : std::uint8_t { write, leave };

}  // namespace

/// An event and the thread that brought it. Each is woken by itself, once, when its turn has come: where all
/// wait for one mutex, they spend more on waking each other than on the store.
struct GroupCommit::Waiting {
  explicit Waiting(const ReceivedEvent& event) : row(row_of(event)) {}

  const NewRow row;
  Result<void> result = fail(ErrorCode::internal, "an event could not be brought to the store");
  std::promise<Turn> turn{};  // the result is the writer's until it is kept
};

Result<void> GroupCommit::store(const ReceivedEvent& event) {
  const auto mine = std::make_shared<Waiting>(event);
  auto turn = mine->turn.get_future();
  if (!join(mine) && turn.get() == Turn::leave) return std::move(mine->result);
  std::array<Waiter, most_at_once> places{};  // nothing here may fail: the others could wait for ever
  const auto batch = std::span(places).first(take(places));  // begins with our own
  write(batch);
  pass_on();  // first, so that the store is at work while the others are woken
  for (const auto& other : batch.subspan(1)) other->turn.set_value(Turn::leave);
  return std::move(mine->result);
}

bool GroupCommit::join(Waiter mine) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(mine));
  return !std::exchange(is_writing_, true);
}

std::size_t GroupCommit::take(std::span<Waiter> batch) noexcept {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (; count < batch.size() && !waiting_.empty(); ++count) {
    batch[count] = std::move(waiting_.front());
    waiting_.pop_front();
  }
  return count;
}

void GroupCommit::pass_on() {
  Waiter next;
  {
    const std::lock_guard lock(mutex_);
    is_writing_ = !waiting_.empty();
    if (is_writing_) next = waiting_.front();
  }
  if (next) next->turn.set_value(Turn::write);
}

void GroupCommit::write(std::span<const Waiter> batch) const noexcept {
  try {
    const auto all = write_rows(batch);
    const bool is_for_all = all || all.error().code == ErrorCode::unavailable || batch.size() == 1;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      // One that the store does not take must not keep the others out.
      batch[i]->result = is_for_all ? all : write_rows(batch.subspan(i, 1));
    }
  } catch (...) {
    // Those that have no result yet keep the failure that they came with.
  }
}

Result<void> GroupCommit::write_rows(std::span<const Waiter> batch) const {
  crash_point("inbox.before_store");
  auto done = store_->state().database.write([&](Transaction& transaction) -> Result<void> {
    std::set<std::string_view> seen;  // in order, as every process locks them
    for (const auto& one : batch) {
      store_row(transaction, one->row);
      seen.insert(one->row.event.instance);
    }
    for (const auto instance : seen) saw_event(transaction, instance, batch.back()->row.event.received_at);
    return {};
  });
  crash_point("inbox.after_store");
  return done;
}

}  // namespace vplatform::sessions
