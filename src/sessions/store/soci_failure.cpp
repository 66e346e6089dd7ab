#include "sessions/store/soci_failure.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <string>

namespace vplatform::sessions {
namespace {

DatabaseFailure sqlite_failure(const soci::sqlite3_soci_error& error) {
  const int result = error.result() & 0xFF;  // without the extension
  const auto make = [&](FailureKind kind, const char* what) {
    return DatabaseFailure(kind, what, std::to_string(error.result()), error.get_error_message());
  };
  switch (result) {
    case 5:  // SQLITE_BUSY
    case 6:  // SQLITE_LOCKED
      return make(FailureKind::again, "the SQLite store is locked by another process");
    case 10:  // SQLITE_IOERR
      return make(FailureKind::lost, "the SQLite store cannot be read or written");
    case 13:  // SQLITE_FULL
      return make(FailureKind::full, "the disk of the SQLite store is full");
    case 14:  // SQLITE_CANTOPEN
      return make(FailureKind::lost, "the SQLite store cannot be opened");
    case 8:  // SQLITE_READONLY
      return make(FailureKind::lost, "the SQLite store cannot be written");
    case 19:  // SQLITE_CONSTRAINT
      return make(FailureKind::constraint, "the SQLite store holds something else of that name");
    case 11:  // SQLITE_CORRUPT
    case 26:  // SQLITE_NOTADB
      return make(FailureKind::defect, "the SQLite store is damaged, or is no SQLite file");
    default:
      return make(FailureKind::defect, "the SQLite store does not take a statement");
  }
}

DatabaseFailure postgresql_failure(const soci::postgresql_soci_error& error) {
  const std::string state = error.sqlstate();
  const auto make = [&](FailureKind kind, const char* what) {
    return DatabaseFailure(kind, what, state, error.get_error_message());
  };
  if (state == "40001" || state == "40P01")
    return make(FailureKind::again, "the PostgreSQL store could not do two things at once");
  if (state == "55P03")
    return make(FailureKind::again, "the PostgreSQL store is locked by another transaction");
  if (state == "53100") return make(FailureKind::full, "the disk of the PostgreSQL store is full");
  const std::string type = state.substr(0, 2);
  if (type == "23")
    return make(FailureKind::constraint, "the PostgreSQL store holds something else of that name");
  // 08 connection, 53 resources (too many connections), 57 shut down, and blanks where nothing was said.
  if (type == "08" || type == "53" || type == "57" || type == "  ") {
    return make(FailureKind::lost, "the PostgreSQL store cannot be reached");
  }
  return make(FailureKind::defect, "the PostgreSQL store does not take a statement");
}

}  // namespace

DatabaseFailure failure_of(const soci::soci_error& error) {
  if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error))
    return sqlite_failure(*sqlite);
  if (const auto* postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&error)) {
    return postgresql_failure(*postgresql);
  }
  // PostgreSQL's backend says no more of a connection that could not be made.
  return DatabaseFailure(FailureKind::lost, "the store cannot be reached", {}, error.get_error_message());
}

}  // namespace vplatform::sessions
