#include "vplatform/sessions/store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "sessions/store/migrate.hpp"
#include "sessions/store/store_state.hpp"

namespace vplatform::sessions {
namespace {

/// Makes SQLite's file before SQLite does: it holds names of people, and is for its owner alone. The files
/// beside it take over its rights. One that cannot be made is SQLite's to complain about.
void make_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
}

}  // namespace

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

Result<std::shared_ptr<Store>> Store::open(std::string_view where, const StoreOptions& options,
                                           const RuntimeEnv& env) {
  if (options.connections < 1)
    return fail(ErrorCode::invalid_argument, "a store needs at least one connection");
  if (options.patience <= std::chrono::milliseconds(0)) {
    return fail(ErrorCode::invalid_argument, "a store's patience must be longer than nothing");
  }
  auto location = parse_location(where, options.patience);
  if (!location) return Failure{std::move(location.error())};
  if (location->dialect == Dialect::sqlite) make_private(location->path);
  auto state = std::make_unique<State>(State{.database = Database(*std::move(location), options, env)});
  const auto schema = migrate(state->database);
  if (!schema) return Failure{schema.error()};
  state->schema = *schema;
  return std::shared_ptr<Store>(new Store(std::move(state)));
}

StoreInfo Store::info() const {
  return {.database = state_->database.dialect() == Dialect::sqlite ? "sqlite" : "postgresql",
          .schema = state_->schema};
}

Result<void> Store::check() const {
  return check_schema(state_->database);
}

}  // namespace vplatform::sessions
