#include "sessions/store/pool.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "sessions/store/failure.hpp"

namespace vplatform::sessions {

ConnectionPool::ConnectionPool(Location location, int most, std::chrono::milliseconds patience)
    : location_(std::move(location)), most_(std::max(1, most)), patience_(patience) {
  free_.reserve(static_cast<std::size_t>(most_));  // so that giving one back cannot fail
}

ConnectionPool::Loan::Loan(ConnectionPool& pool) : pool_(pool), connection_(pool.take()) {
  if (connection_) return;
  try {
    connection_ = std::make_unique<Connection>(pool.location_, pool.patience_);
  } catch (...) {
    pool.take_back(nullptr);
    throw;
  }
}

ConnectionPool::Loan::~Loan() {
  pool_.take_back(std::move(connection_));
}

std::unique_ptr<Connection> ConnectionPool::take() {
  std::unique_lock lock(mutex_);
  if (!came_back_.wait_for(lock, patience_, [this] { return lent_ < most_; })) {
    throw DatabaseFailure(FailureKind::lost, "no connection to the store became free in time");
  }
  ++lent_;
  if (free_.empty()) return nullptr;
  auto connection = std::move(free_.back());
  free_.pop_back();
  return connection;
}

void ConnectionPool::forget_free() {
  std::vector<std::unique_ptr<Connection>> dead;  // closed after the lock is given up
  dead.reserve(static_cast<std::size_t>(most_));
  const std::lock_guard lock(mutex_);
  dead.swap(free_);
}

void ConnectionPool::take_back(std::unique_ptr<Connection> connection) noexcept {
  {
    const std::lock_guard lock(mutex_);
    --lent_;
    if (connection) free_.push_back(std::move(connection));
  }
  came_back_.notify_one();
}

}  // namespace vplatform::sessions
