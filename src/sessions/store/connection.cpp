#include "sessions/store/connection.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sessions/store/soci_failure.hpp"
#include "sessions/store/sql_text.hpp"
#include "vplatform/spi/crypto.hpp"

namespace vplatform::sessions {
namespace {

/// More different texts than we have; a list of values built into a text would show here.
constexpr std::size_t most_statements = 256;

/// A prepared statement, and the places that it reads its values from and writes its columns to.
class Statement {
 public:
  Statement(soci::session& session, std::string_view sql, std::span<const Value> values, Dialect dialect)
      : statement_(session),
        dialect_(dialect),
        integers_(values.size()),
        texts_(values.size()),
        are_null_(values.size(), soci::i_ok),
        columns_(count_columns(sql)),
        column_is_null_(columns_.size()) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i].kind() == Value::Kind::integer) {
        statement_.exchange(soci::use(integers_[i], are_null_[i]));
      } else {
        statement_.exchange(soci::use(texts_[i], are_null_[i]));
      }
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      statement_.exchange(soci::into(columns_[i], column_is_null_[i]));
    }
    statement_.alloc();
    statement_.prepare(with_named_parameters(sql, values, dialect));
    check_columns();
    statement_.define_and_bind();
  }

  Rows rows(std::span<const Value> values) {
    Rows rows;
    bind(values);
    for (bool is_there = statement_.execute(true); is_there; is_there = statement_.fetch()) {
      rows.push_back(row());
    }
    return rows;
  }

  std::int64_t changed(std::span<const Value> values) {
    bind(values);
    statement_.execute(true);
    return statement_.get_affected_rows();
  }

 private:
  // SQLite tells without running the statement, and so checks our counting for both.
  void check_columns() {
    if (dialect_ != Dialect::sqlite) return;
    const int really = statement_.get_backend()->prepare_for_describe();
    if (static_cast<std::size_t>(really) != columns_.size()) {
      throw DatabaseFailure(FailureKind::defect, "a statement has " + std::to_string(really) +
                                                     " columns, not " + std::to_string(columns_.size()));
    }
  }

  void bind(std::span<const Value> values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Value& value = values[i];
      are_null_[i] = value.is_null() ? soci::i_null : soci::i_ok;
      if (value.is_null()) continue;
      switch (value.kind()) {
        case Value::Kind::integer:
          integers_[i] = value.integer();
          break;
        case Value::Kind::text:
          texts_[i] = value.text();
          break;
        case Value::Kind::bytes:
          texts_[i] = dialect_ == Dialect::sqlite ? std::string(value.text()) : spi::to_hex(value.text());
          break;
      }
    }
  }

  Row row() const {
    std::vector<Row::Cell> cells(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      cells[i].is_null = column_is_null_[i] == soci::i_null;
      if (!cells[i].is_null) cells[i].text = columns_[i];
    }
    return {std::move(cells), dialect_};
  }

  soci::statement statement_;
  Dialect dialect_;
  std::vector<long long> integers_;
  std::vector<std::string> texts_;
  std::vector<soci::indicator> are_null_;
  std::vector<std::string> columns_;
  std::vector<soci::indicator> column_is_null_;
};

// Types belong to a prepared statement, so the same text with a number where there was a text is another one.
void write_key(std::string& key, std::string_view sql, std::span<const Value> values) {
  key = sql;
  key += '\n';
  for (const Value& value : values) key += static_cast<char>(value.kind());
}

}  // namespace

struct Connection::State {
  Dialect dialect = Dialect::sqlite;
  soci::session session;
  std::unordered_map<std::string, std::unique_ptr<Statement>> statements;  // go before the session
  std::string key;  // of the statement that runs; kept for its memory

  template <class Work>
  auto run(std::string_view sql, std::span<const Value> values, Work work) {
    write_key(key, sql, values);
    try {
      auto found = statements.find(key);
      if (found == statements.end()) {
        if (statements.size() >= most_statements) statements.clear();
        found = statements.emplace(key, std::make_unique<Statement>(session, sql, values, dialect)).first;
      }
      return work(*found->second);
    } catch (const soci::soci_error& error) {
      statements.erase(key);  // half-way through its rows it would hold a lock
      throw failure_of(error);
    } catch (...) {
      statements.erase(key);
      throw;
    }
  }
};

Connection::Connection(const Location& location, std::chrono::milliseconds patience)
    : state_(std::make_unique<State>()) {
  state_->dialect = location.dialect;
  const bool is_sqlite = location.dialect == Dialect::sqlite;
  try {
    const auto& backend = is_sqlite ? static_cast<const soci::backend_factory&>(*soci::factory_sqlite3())
                                    : static_cast<const soci::backend_factory&>(*soci::factory_postgresql());
    state_->session.open(backend, location.connect);
  } catch (const soci::soci_error& error) {
    throw failure_of(error);
  }
  if (is_sqlite) {
    // FULL: what was committed outlives the machine, not only the process. `Checkpoints` keeps the log short;
    // where it cannot, SQLite does at 64 MB, which holds up the commit that it falls to.
    for (const auto* pragma : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                               "PRAGMA wal_autocheckpoint = 16000", "PRAGMA foreign_keys = ON"}) {
      run_once(pragma);
    }
  } else {
    run_once("SET client_min_messages = warning");
    run_once("SET lock_timeout = " + std::to_string(patience.count()));
    run_once("SET timezone = 'UTC'");
  }
}

Connection::~Connection() = default;

Rows Connection::query(std::string_view sql, std::span<const Value> values) {
  return state_->run(sql, values, [&](Statement& statement) { return statement.rows(values); });
}

std::int64_t Connection::execute(std::string_view sql, std::span<const Value> values) {
  return state_->run(sql, values, [&](Statement& statement) { return statement.changed(values); });
}

void Connection::run_once(std::string_view sql) {
  try {
    state_->session << sql;
  } catch (const soci::soci_error& error) {
    throw failure_of(error);
  }
}

Dialect Connection::dialect() const noexcept {
  return state_->dialect;
}

}  // namespace vplatform::sessions
