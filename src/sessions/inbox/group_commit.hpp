#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "sessions/inbox/inbox_rows.hpp"
#include "vplatform/result.hpp"
#include "vplatform/sessions/store.hpp"

namespace vplatform::sessions {

/// Puts events into the inbox, those that come at once in one transaction: one flush to the disk, whatever
/// their number. There is no thread of its own: whoever begins a batch writes it, when the one before is
/// written, and until then others join it. Thread-safe.
class GroupCommit {
 public:
  explicit GroupCommit(std::shared_ptr<Store> store) : store_(std::move(store)) {}

  /// Returns when the event is durable, or is known not to be. Errors: of the store.
  [[nodiscard]] Result<void> store(const ReceivedEvent& event);

 private:
  struct Batch;
  /// What became of a batch: of all its rows, or of each where that differs.
  struct Outcome {
    Result<void> all = fail(ErrorCode::internal, "an event could not be brought to the store");
    std::vector<Result<void>> each{};
  };
  struct Place {
    std::shared_ptr<Batch> batch{};
    std::size_t number = 0;  ///< In the batch.
    std::shared_future<Outcome> outcome{};
  };

  [[nodiscard]] Place join(const NewRow& row);
  /// Waits until it is the batch's turn, writes it, and wakes all who are in it.
  void write(Batch& batch) noexcept;
  [[nodiscard]] Result<void> write_rows(std::span<const NewRow* const> rows) const;

  std::shared_ptr<Store> store_;  // shared with all parts
  std::mutex mutex_;
  std::condition_variable turn_;
  std::deque<std::shared_ptr<Batch>>
      open_;                 // guarded by mutex_; those that nobody writes yet, in their order
  bool is_writing_ = false;  // guarded by mutex_
};

}  // namespace vplatform::sessions
