#pragma once

#include <memory>
#include <string>

#include "sessions/store/dialect.hpp"
#include "vplatform/sessions/store.hpp"

namespace vplatform::testing {

/// An empty database that goes with this object: a file in a temporary folder, or a schema in the program's
/// PostgreSQL. Every test runs on both: `TestDatabase database(GENERATE(both_databases()));`
class TestDatabase {
 public:
  explicit TestDatabase(sessions::Dialect dialect);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  /// What `Store::open` takes.
  [[nodiscard]] const std::string& where() const noexcept { return where_; }
  /// Opens it; throws where that fails.
  [[nodiscard]] std::shared_ptr<sessions::Store> open(const RuntimeEnv& env = {},
                                                      const sessions::StoreOptions& options = {}) const;
  /// The temporary folder; empty for PostgreSQL.
  [[nodiscard]] const std::string& folder() const noexcept { return folder_; }
  [[nodiscard]] sessions::Dialect dialect() const noexcept { return dialect_; }

 private:
  sessions::Dialect dialect_;
  std::string folder_;
  std::string schema_;
  std::string where_;
};

}  // namespace vplatform::testing

/// In a test case: both databases, one after the other.
#define VPLATFORM_BOTH_DATABASES \
  GENERATE(vplatform::sessions::Dialect::sqlite, vplatform::sessions::Dialect::postgresql)
