#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include "sessions/store/pool.hpp"

namespace vplatform::sessions {

/// Copies SQLite's log into its file now and then, beside those who write: left to SQLite, a commit does it,
/// and all who wait for that commit wait for thousands of pages. What is in the log is durable, copied or
/// not.
class Checkpoints {
 public:
  explicit Checkpoints(ConnectionPool& pool) : pool_(&pool) {}

  /// The log has one more commit, made on this connection. For whoever has the turn to write.
  void count_commit(Connection& connection) noexcept;

 private:
  enum class Stage : std::uint8_t {
    none,     ///< Commits are counted.
    beside,   ///< The thread copies what the log has, while others write.
    the_rest  ///< The next commit copies what was written meanwhile.
  };

  void begin();
  void copy_beside_writers() noexcept;

  ConnectionPool* pool_;
  int commits_ = 0;  // since the last one; of whoever has the turn
  std::atomic<Stage> stage_{Stage::none};
  std::jthread thread_;  // while it copies; last, so that it ends before the rest goes
};

}  // namespace vplatform::sessions
