#include "sessions/store/migrate.hpp"

#include <string>

#include "sessions/schema/schema.hpp"

namespace vplatform::sessions {
namespace {

constexpr std::int64_t advisory_lock = 0x7670'6c61'7466'6f72;  // "vplatfor"

/// The version that is there, 0 for an empty database. Nobody else migrates until the transaction ends.
int version_of(Transaction& transaction) {
  if (transaction.dialect() == Dialect::postgresql) {
    (void)transaction.query("SELECT 1 FROM (SELECT pg_advisory_xact_lock(?)) AS held", {advisory_lock});
  }
  (void)transaction.execute("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)");
  const auto row = transaction.find("SELECT version FROM schema_version");
  return row ? static_cast<int>(row->integer(0)) : 0;
}

Failure too_new(int version) {
  return fail(ErrorCode::failed_precondition, "the store has tables of version " + std::to_string(version) +
                                                  ", and this library knows up to " +
                                                  std::to_string(newest_schema()) +
                                                  ": use the library that wrote it, or a newer one");
}

void apply(Transaction& transaction, const Migration& migration) {
  for (const auto statement : migration.statements) {
    (void)transaction.execute(in_dialect(statement, transaction.dialect()));
  }
  (void)transaction.execute("DELETE FROM schema_version");
  (void)transaction.execute("INSERT INTO schema_version (version) VALUES (?)", {migration.version});
}

}  // namespace

Result<int> migrate(const Database& database) {
  for (const auto& migration : migrations()) {
    auto done = database.write([&](Transaction& transaction) -> Result<void> {
      const int version = version_of(transaction);
      if (version > newest_schema()) return too_new(version);
      if (version < migration.version) apply(transaction, migration);
      return {};
    });
    if (!done) return Failure{std::move(done.error())};
  }
  return newest_schema();
}

Result<void> check_schema(const Database& database) {
  return database.read([](Transaction& transaction) -> Result<void> {
    const auto row = transaction.find("SELECT version FROM schema_version");
    const int version = row ? static_cast<int>(row->integer(0)) : 0;
    if (version > newest_schema()) return too_new(version);
    return {};
  });
}

}  // namespace vplatform::sessions
