#include "selection/snapshot_cell.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <utility>

namespace vplatform {
namespace {

// Stamps are never used twice, also where a cell comes to lie where another one was.
std::uint64_t next_stamp() noexcept {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

struct SnapshotCell::Cached {
  std::uint64_t stamp = 0;
  std::shared_ptr<const Snapshot> snapshot{};
};

// A few cells are cached for each thread; most programs have one. What an idle thread has cached stays until
// it asks again: it holds no secret and no connection.
SnapshotCell::Cached& SnapshotCell::cached() const noexcept {
  thread_local std::array<Cached, 4> slots;
  return slots[std::hash<const SnapshotCell*>()(this) / alignof(std::max_align_t) % slots.size()];
}

const std::shared_ptr<const Snapshot>& SnapshotCell::read() const {
  Cached& cached = this->cached();
  if (cached.stamp != stamp_.load(std::memory_order_acquire)) refresh(cached);
  return cached.snapshot;
}

// Out of line, so that reading what is cached needs no registers saved.
[[gnu::cold]] void SnapshotCell::refresh(Cached& cached) const {
  std::shared_ptr<const Snapshot> current;
  std::uint64_t stamp = 0;
  {
    const std::lock_guard lock(mutex_);
    current = snapshot_;
    stamp = stamp_.load(std::memory_order_relaxed);
  }
  const Snapshot* plain = current.get();
  // An owner of the owner: copies of the inner pointer count here, in this thread's own control block.
  auto own = std::make_shared<std::shared_ptr<const Snapshot>>(std::move(current));
  cached = {stamp, std::shared_ptr<const Snapshot>(std::move(own), plain)};
}

void SnapshotCell::set(std::shared_ptr<const Snapshot> snapshot) {
  const std::lock_guard lock(mutex_);
  snapshot_.swap(snapshot);
  stamp_.store(next_stamp(), std::memory_order_release);
}

}  // namespace vplatform
