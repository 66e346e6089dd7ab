#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "sessions/store/connection.hpp"
#include "sessions/store/rows.hpp"
#include "sessions/store/value.hpp"
#include "vplatform/result.hpp"
#include "vplatform/runtime_env.hpp"
#include "vplatform/sessions/store.hpp"

namespace vplatform::sessions {

/// The statements of one piece of work. A statement that fails throws, past the work, to `Database`. Its text
/// is constant, with `?` for each value; PostgreSQL infers a value's type from where it stands, and where it
/// cannot, write `CAST(? AS BIGINT)`.
class Transaction {
 public:
  explicit Transaction(Connection& connection) : connection_(connection) {}

  Rows query(std::string_view sql, std::initializer_list<Value> values = {}) {
    return connection_.query(sql, std::span(values.begin(), values.size()));
  }
  /// The row of a statement that has one at most.
  std::optional<Row> find(std::string_view sql, std::initializer_list<Value> values = {});
  /// Returns how many rows were changed.
  std::int64_t execute(std::string_view sql, std::initializer_list<Value> values = {}) {
    return execute(sql, std::span(values.begin(), values.size()));
  }
  std::int64_t execute(std::string_view sql, std::span<const Value> values) {
    return connection_.execute(sql, values);
  }

  [[nodiscard]] Dialect dialect() const noexcept { return connection_.dialect(); }
  /// Ends a SELECT whose rows are to be changed. SQLite has no other writer meanwhile.
  [[nodiscard]] std::string_view for_update() const noexcept;
  /// The same, leaving out the rows that another transaction is about to change.
  [[nodiscard]] std::string_view for_update_skip_locked() const noexcept;

 private:
  Connection& connection_;
};

/// Connections, transactions, and their repetition. Thread-safe.
class Database {
 public:
  Database(Location location, const StoreOptions& options, const RuntimeEnv& env);
  ~Database();
  Database(Database&&) noexcept;

  /// Runs `work` in a transaction, which is committed where it returns a value and rolled back where it
  /// returns an error. Where another transaction is in the way, or the connection was lost before the commit,
  /// it runs again: so it does nothing but statements, no call to a platform above all. Within one process
  /// SQLite's writers take turns. Errors: the work's own; `unavailable` with `Effect::unknown` where the
  /// connection was lost in the commit.
  template <class Work>
  auto write(Work work) const -> std::invoke_result_t<Work&, Transaction&> {
    return run(true, std::move(work));
  }
  /// Runs `work`, whose statements only read, each for itself.
  template <class Work>
  auto read(Work work) const -> std::invoke_result_t<Work&, Transaction&> {
    return run(false, std::move(work));
  }

  [[nodiscard]] Dialect dialect() const noexcept;

 private:
  struct State;
  using Attempt = std::function<Result<void>(Transaction&)>;
  [[nodiscard]] Result<void> perform(bool writes, const Attempt& attempt) const;

  template <class Work>
  auto run(bool writes, Work work) const -> std::invoke_result_t<Work&, Transaction&> {
    using R = std::invoke_result_t<Work&, Transaction&>;
    if constexpr (std::is_void_v<typename R::value_type>) {
      return perform(writes, work);
    } else {
      std::optional<typename R::value_type> value;
      auto done = perform(writes, [&](Transaction& transaction) -> Result<void> {
        auto result = work(transaction);
        if (!result) return Failure{std::move(result.error())};
        value.emplace(*std::move(result));
        return {};
      });
      if (!done) return Failure{std::move(done.error())};
      return *std::move(value);
    }
  }

  std::unique_ptr<State> state_;
};

}  // namespace vplatform::sessions
