#include "sessions/store/database.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <string>

#include "sessions/store/checkpoints.hpp"
#include "sessions/store/failure.hpp"
#include "sessions/store/pool.hpp"

namespace vplatform::sessions {
namespace {

constexpr int most_repetitions = 10;  // where another transaction is in the way
constexpr int most_reconnects = 1;    // the connections of a pool die together, and are replaced at once

// 1 ms, 2 ms, … 64 ms, each more or less by luck, so that two that met do not meet again.
std::chrono::milliseconds pause_before(int repetition, const RuntimeEnv& env) {
  const int ceiling = 1 << std::min(repetition, 6);
  return std::chrono::milliseconds(1 + static_cast<int>(env.luck() * ceiling));
}

}  // namespace

std::optional<Row> Transaction::find(std::string_view sql, std::initializer_list<Value> values) {
  Rows rows = query(sql, values);
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

std::string_view Transaction::for_update() const noexcept {
  return dialect() == Dialect::postgresql ? " FOR UPDATE" : "";
}

std::string_view Transaction::for_update_skip_locked() const noexcept {
  return dialect() == Dialect::postgresql ? " FOR UPDATE SKIP LOCKED" : "";
}

namespace {

/// One at a time. Not a timed mutex: the thread sanitizer of g++ 12 does not see those being locked.
class Turn {
 public:
  [[nodiscard]] bool take(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    if (!came_free_.wait_for(lock, patience, [this] { return !is_taken_; })) return false;
    is_taken_ = true;
    return true;
  }
  void give_back() noexcept {
    {
      const std::lock_guard lock(mutex_);
      is_taken_ = false;
    }
    came_free_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_free_;
  bool is_taken_ = false;  // guarded by mutex_
};

/// A turn that was taken, given back in the end.
struct GiveBack {
  void operator()(Turn* turn) const noexcept { turn->give_back(); }
};

}  // namespace

struct Database::State {
  State(Location location, const StoreOptions& options, const RuntimeEnv& environment)
      : pool(std::move(location), options.connections, options.patience),
        env(environment.filled()),
        patience(options.patience) {}

  ConnectionPool pool;
  RuntimeEnv env;
  std::chrono::milliseconds patience;
  Turn writing;  // one writer of SQLite at a time: its own waiting is by polling, and unfair
  Checkpoints checkpoints{pool};
};

Database::Database(Location location, const StoreOptions& options, const RuntimeEnv& env)
    : state_(std::make_unique<State>(std::move(location), options, env)) {}
Database::~Database() = default;
Database::Database(Database&&) noexcept = default;

Dialect Database::dialect() const noexcept {
  return state_->pool.dialect();
}

namespace {

/// A transaction on a connection: rolled back unless committed.
class Bracket {
 public:
  Bracket(ConnectionPool::Loan& loan, bool writes) : loan_(loan), is_open_(writes) {
    if (!writes) return;
    // IMMEDIATE: a writer that began as a reader could not wait for another.
    (void)(*loan_).execute((*loan_).dialect() == Dialect::sqlite ? "BEGIN IMMEDIATE" : "BEGIN", {});
  }
  ~Bracket() {
    if (!is_open_) return;
    try {
      (*loan_).run_once("ROLLBACK");
    } catch (...) {
      loan_.drop();  // a connection that cannot roll back is not used again
    }
  }
  Bracket(const Bracket&) = delete;
  Bracket& operator=(const Bracket&) = delete;

  void commit() {
    if (!is_open_) return;
    (void)(*loan_).execute("COMMIT", {});
    is_open_ = false;
  }

 private:
  ConnectionPool::Loan& loan_;
  bool is_open_;
};

}  // namespace

Result<void> Database::perform(bool writes, const Attempt& attempt) const {
  State& state = *state_;
  std::unique_ptr<Turn, GiveBack> turn;
  if (writes && dialect() == Dialect::sqlite) {
    if (!state.writing.take(state.patience))
      return fail(ErrorCode::unavailable,
                  "other transactions of this process did not leave the store in time");
    turn.reset(&state.writing);
  }
  for (int repetitions = 0, reconnects = 0;;) {
    bool is_committing = false;
    try {
      ConnectionPool::Loan loan(state.pool);
      try {
        Bracket bracket(loan, writes);
        Transaction transaction(*loan);
        auto done = attempt(transaction);
        if (!done) return done;
        is_committing = true;
        bracket.commit();
        if (turn) state.checkpoints.count_commit(*loan);
        return {};
      } catch (const DatabaseFailure& failure) {
        if (failure.kind() == FailureKind::lost) loan.drop();
        throw;
      }
    } catch (const DatabaseFailure& failure) {
      Error error = failure.error();
      if (failure.kind() == FailureKind::lost) {
        state.pool.forget_free();
        if (is_committing) {
          error.effect = Effect::unknown;
          return Failure{std::move(error)};
        }
        if (reconnects++ < most_reconnects) continue;
      }
      if (failure.kind() == FailureKind::again && repetitions < most_repetitions) {
        (void)state.env.wait(pause_before(repetitions++, state.env), {});
        continue;
      }
      return Failure{std::move(error)};
    } catch (const std::exception&) {
      return fail(ErrorCode::internal, "a transaction of the store ended with an exception");
    }
  }
}

}  // namespace vplatform::sessions
