#pragma once

#include <mutex>
#include <optional>
#include <utility>

namespace vplatform::spi {

/// The one kind of state that a platform may have: a value that it finds out by a call, once (Daily's domain
/// id). Thread-safe; of racing first look-ups the first stays.
template <class T>
class Learned {
 public:
  [[nodiscard]] std::optional<T> get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }
  void learn(T value) const {
    const std::lock_guard lock(mutex_);
    if (!value_) value_ = std::move(value);
  }

 private:
  mutable std::mutex mutex_;
  mutable std::optional<T> value_;  // guarded by mutex_
};

}  // namespace vplatform::spi
