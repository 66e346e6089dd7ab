#include "http/async_inbox.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

namespace vplatform::http {

WakeUp::WakeUp() : socket_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

WakeUp::~WakeUp() {
  if (socket_ >= 0) ::close(socket_);
}

void WakeUp::ring() const noexcept {
  // It can only fail where the counter is full, and then it has rung.
  [[maybe_unused]] const auto failed = ::eventfd_write(socket_, 1);
}

void WakeUp::clear() const noexcept {
  eventfd_t count = 0;
  [[maybe_unused]] const auto failed = ::eventfd_read(socket_, &count);
}

bool AsyncInbox::put(Order order) {
  const std::lock_guard lock(mutex_);
  orders_.push_back(std::move(order));
  return orders_.size() == 1;
}

void AsyncInbox::swap(std::vector<Order>& taken) {
  const std::lock_guard lock(mutex_);
  orders_.swap(taken);
}

std::size_t AsyncInbox::size() const {
  const std::lock_guard lock(mutex_);
  return orders_.size();
}

}  // namespace vplatform::http
