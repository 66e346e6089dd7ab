#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <span>
#include <string_view>
#include <vplatform/result.hpp>

namespace campus {

/// Bytes from one thread to another: httplib pushes what it receives, and an upload pulls. One piece at a
/// time is on its way, so nothing piles up. Thread-safe.
class HandOver {
 public:
  /// Waits until the piece is taken, or is not wanted any more.
  void push(std::string_view piece);
  /// There is nothing more. Not `whole`: the sender has gone away before the end.
  void finish(bool whole);

  /// The next bytes, 0 at the end. Errors: `unavailable` where the end is not the whole.
  [[nodiscard]] vplatform::Result<std::size_t> pull(std::span<char> into);
  /// Nobody pulls any more.
  void abandon();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string_view piece_;  // guarded by mutex_, as what follows
  bool is_finished_ = false;
  bool is_whole_ = false;
  bool is_abandoned_ = false;
};

}  // namespace campus
