#include "hand_over.hpp"

#include <algorithm>

namespace campus {

void HandOver::push(std::string_view piece) {
  std::unique_lock lock(mutex_);
  piece_ = piece;
  changed_.notify_all();
  changed_.wait(lock, [this] { return piece_.empty() || is_abandoned_; });
  piece_ = {};
}

void HandOver::finish(bool whole) {
  const std::lock_guard lock(mutex_);
  is_finished_ = true;
  is_whole_ = whole;
  changed_.notify_all();
}

vplatform::Result<std::size_t> HandOver::pull(std::span<char> into) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !piece_.empty() || is_finished_; });
  if (piece_.empty() && !is_whole_)
    return vplatform::fail(vplatform::ErrorCode::unavailable, "the upload broke off");
  const std::size_t size = std::min(into.size(), piece_.size());
  std::copy_n(piece_.data(), size, into.data());
  piece_.remove_prefix(size);
  if (piece_.empty()) changed_.notify_all();
  return size;
}

void HandOver::abandon() {
  const std::lock_guard lock(mutex_);
  is_abandoned_ = true;
  changed_.notify_all();
}

}  // namespace campus
