#pragma once

#include "vplatform/observer.hpp"

namespace vplatform::detail {

/// Calls the observer if there is one. What it throws is dropped: watching must not change what is watched.
template <class What>
void observe(Observer* observer, void (Observer::*call)(const What&), const What& what) noexcept {
  if (observer == nullptr) return;
  try {
    (observer->*call)(what);
  } catch (...) {
  }
}

}  // namespace vplatform::detail
