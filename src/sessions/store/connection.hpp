#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "sessions/store/location.hpp"
#include "sessions/store/rows.hpp"
#include "sessions/store/value.hpp"

namespace vplatform::sessions {

/// A connection with its prepared statements: all that knows SOCI. Confined to one thread at a time.
/// Everything throws `DatabaseFailure`.
class Connection {
 public:
  Connection(const Location& location, std::chrono::milliseconds patience);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs a statement, prepared once and kept. Its text is one of a limited number, with `?` for each value.
  Rows query(std::string_view sql, std::span<const Value> values);
  /// The same for how many rows it has changed.
  std::int64_t execute(std::string_view sql, std::span<const Value> values);
  /// Runs a statement without values that is not worth keeping: DDL, ROLLBACK.
  void run_once(std::string_view sql);

  [[nodiscard]] Dialect dialect() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vplatform::sessions
