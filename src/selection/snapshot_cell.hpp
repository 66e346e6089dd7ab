#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "selection/snapshot.hpp"

namespace vplatform {

/// Holds the snapshot that is in force. Thread-safe. Readers compare a stamp with the one they have cached
/// for their thread and take the mutex only after an update.
class SnapshotCell {
 public:
  /// The snapshot in force. What it points to counts its owners for the calling thread alone, so that two
  /// threads that copy it do not share a cache line. The reference is good until the thread's next call.
  [[nodiscard]] const std::shared_ptr<const Snapshot>& read() const;

  void set(std::shared_ptr<const Snapshot> snapshot);

 private:
  struct Cached;

  [[nodiscard]] Cached& cached() const noexcept;
  void refresh(Cached& cached) const;

  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;  // guarded by mutex_
  std::atomic<std::uint64_t> stamp_{0};  // written with mutex_ held; no two updates of any cell share one
};

}  // namespace vplatform
