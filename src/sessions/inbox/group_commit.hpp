#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <utility>

#include "sessions/inbox/inbox_rows.hpp"
#include "vplatform/result.hpp"
#include "vplatform/sessions/store.hpp"

namespace vplatform::sessions {

/// Puts events into the inbox, those that come at once in one transaction: one flush to the disk, whatever
/// their number. There is no thread of its own: whoever comes while nobody writes does, and passes the
/// writing on to the first who came meanwhile, who writes for all of those. Thread-safe.
class GroupCommit {
 public:
  explicit GroupCommit(std::shared_ptr<Store> store) : store_(std::move(store)) {}

  /// Returns when the event is durable, or is known not to be. Errors: of the store.
  [[nodiscard]] Result<void> store(const ReceivedEvent& event);

 private:
  struct Waiting;
  using Waiter = std::shared_ptr<Waiting>;  // shared by its thread and whoever wakes it
  /// So many at most in one transaction, so that the first of a flood do not wait for the last.
  static constexpr std::size_t most_at_once = 256;

  /// Whether the caller is to write.
  [[nodiscard]] bool join(Waiter mine);
  /// Takes the first of those who wait; returns how many.
  [[nodiscard]] std::size_t take(std::span<Waiter> batch) noexcept;
  void pass_on();
  void write(std::span<const Waiter> batch) const noexcept;
  [[nodiscard]] Result<void> write_rows(std::span<const Waiter> batch) const;

  std::shared_ptr<Store> store_;  // shared with all parts
  std::mutex mutex_;
  std::deque<Waiter> waiting_;  // guarded by mutex_
  bool is_writing_ = false;     // guarded by mutex_
};

}  // namespace vplatform::sessions
