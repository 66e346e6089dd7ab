#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "vplatform/result.hpp"
#include "vplatform/runtime_env.hpp"

namespace vplatform::sessions {

/// How a store is opened.
struct StoreOptions {
  int connections = 8;                       ///< At most so many at once; 1 or more.
  std::chrono::milliseconds patience{5000};  ///< For a free connection, and for a lock of another's.
};

/// What a store is.
struct StoreInfo {
  std::string database{};  ///< `sqlite` or `postgresql`.
  int schema = 0;          ///< The version of the tables.
};

/// The database in which sessions, events, presence and recordings are kept; nothing is kept in memory alone.
/// Several processes may have the same one open: those of one machine with SQLite, those of any with
/// PostgreSQL. All of them have the same version of the tables: the first process of a newer library brings
/// them up to date, and the older ones, which may misread what it writes from then on, are stopped before
/// that. Thread-safe. It holds names of people, and no secret of a platform.
class Store {
 public:
  /// Opens the database and brings its tables up to date. `where` is `sqlite:PATH`, `postgresql:` with
  /// keywords (`postgresql:host=db dbname=meetings`), or a `postgresql://` URI; a password is better left to
  /// `PGPASSFILE` or a service file, and no error repeats the text. Errors: `invalid_argument` for a text of
  /// neither form; `failed_precondition` where the tables are of a newer version than this library knows;
  /// `unavailable` where the database cannot be reached.
  [[nodiscard]] static Result<std::shared_ptr<Store>> open(std::string_view where,
                                                           const StoreOptions& options = {},
                                                           const RuntimeEnv& env = {});
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  [[nodiscard]] StoreInfo info() const;
  /// One cheap look into the database. Errors: `unavailable`; `failed_precondition` where a newer library has
  /// brought the tables to a version that this one does not know, so that this process is to be stopped.
  [[nodiscard]] Result<void> check() const;

  struct State;  ///< Not public.
  [[nodiscard]] State& state() const noexcept { return *state_; }

 private:
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vplatform::sessions
