#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "sessions/store/connection.hpp"

namespace vplatform::sessions {

/// Connections that are open and free, up to a number. Thread-safe.
class ConnectionPool {
 public:
  ConnectionPool(Location location, int most, std::chrono::milliseconds patience);

  /// A connection, back in the pool when it goes. Throws `DatabaseFailure`: `lost` where none can be made, or
  /// none becomes free in time.
  class Loan {
   public:
    explicit Loan(ConnectionPool& pool);
    ~Loan();
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;

    [[nodiscard]] Connection& operator*() const noexcept { return *connection_; }
    /// Does not give it back: it is not what it should be.
    void drop() noexcept { connection_.reset(); }

   private:
    ConnectionPool& pool_;
    std::unique_ptr<Connection> connection_;
  };
  /// Closes those that are free: one was found dead, and the rest may be.
  void forget_free();

  [[nodiscard]] Dialect dialect() const noexcept { return location_.dialect; }

 private:
  /// A place, and a free connection where there is one.
  [[nodiscard]] std::unique_ptr<Connection> take();
  void take_back(std::unique_ptr<Connection> connection) noexcept;

  const Location location_;
  const int most_;
  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable came_back_;
  std::vector<std::unique_ptr<Connection>> free_;  // guarded by mutex_
  int lent_ = 0;                                   // guarded by mutex_
};

}  // namespace vplatform::sessions
