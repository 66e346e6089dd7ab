#include "sessions/inbox/group_commit.hpp"

#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "sessions/crash_point.hpp"
#include "sessions/reconcile/presence_rows.hpp"
#include "sessions/store/store_state.hpp"

namespace vplatform::sessions {

Result<void> GroupCommit::store(ReceivedEvent event) {
  Waiting mine{.event = std::move(event),
               .result = fail(ErrorCode::internal, "an event could not be brought to the store")};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&mine);
  for (;;) {
    changed_.wait(lock, [&] { return mine.is_done || !is_writing_; });
    if (mine.is_done) return std::move(mine.result);
    std::array<Waiting*, most_at_once> batch{};
    std::size_t count = 0;
    for (; count < batch.size() && !waiting_.empty(); ++count) {
      batch[count] = waiting_.front();
      waiting_.pop_front();
    }
    is_writing_ = true;
    lock.unlock();  // others come and wait for the next transaction
    write(std::span(batch).first(count));
    lock.lock();
    for (auto* one : std::span(batch).first(count)) one->is_done = true;
    is_writing_ = false;
    changed_.notify_all();
  }
}

void GroupCommit::write(std::span<Waiting* const> batch) const noexcept {
  try {
    std::vector<ReceivedEvent> events;
    events.reserve(batch.size());
    for (auto* one : batch) events.push_back(std::move(one->event));
    const auto all = write_events(events);
    const bool is_for_all = all || all.error().code == ErrorCode::unavailable || batch.size() == 1;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      // One that the store does not take must not keep the others out.
      batch[i]->result = is_for_all ? all : write_events({std::move(events[i])});
    }
  } catch (...) {
    // Those that have no result yet keep the failure that they came with.
  }
}

Result<void> GroupCommit::write_events(const std::vector<ReceivedEvent>& events) const {
  crash_point("inbox.before_store");
  auto done = store_->state().database.write([&](Transaction& transaction) -> Result<void> {
    store_events(transaction, events);
    std::set<std::string_view> seen;  // in order, as every process locks them
    for (const auto& event : events) seen.insert(event.instance);
    for (const auto instance : seen) saw_event(transaction, instance, events.back().received_at);
    return {};
  });
  crash_point("inbox.after_store");
  return done;
}

}  // namespace vplatform::sessions
