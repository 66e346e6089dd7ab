#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <span>

#include "sessions/inbox/inbox_rows.hpp"
#include "vplatform/result.hpp"
#include "vplatform/sessions/store.hpp"

namespace vplatform::sessions {

/// Puts events into the inbox, those that come at once in one transaction: one flush to the disk, whatever
/// their number. Whoever comes while nobody writes, writes for all who wait; there is no thread of its own.
/// Thread-safe.
class GroupCommit {
 public:
  explicit GroupCommit(std::shared_ptr<Store> store) : store_(std::move(store)) {}

  /// Returns when the event is durable, or is known not to be. Errors: of the store.
  [[nodiscard]] Result<void> store(ReceivedEvent event);

 private:
  struct Waiting {
    ReceivedEvent event{};
    Result<void> result;   // the writer's until it is done
    bool is_done = false;  // guarded by mutex_
  };
  /// So many at most in one transaction, so that the first of a flood do not wait for the last.
  static constexpr std::size_t most_at_once = 256;

  void write(std::span<Waiting* const> batch) const noexcept;
  [[nodiscard]] Result<void> write_events(const std::vector<ReceivedEvent>& events) const;

  std::shared_ptr<Store> store_;  // shared with all parts
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting*> waiting_;  // guarded by mutex_; each is on the stack of its thread
  bool is_writing_ = false;       // guarded by mutex_
};

}  // namespace vplatform::sessions
