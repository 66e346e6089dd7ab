#include "sessions/store/sql_text.hpp"

#include <array>

#include "sessions/store/failure.hpp"
#include "support/catch.hpp"

using namespace vplatform::sessions;

TEST_CASE("the columns of a statement are those of its outermost list") {
  CHECK(count_columns("SELECT 1") == 1);
  CHECK(count_columns("SELECT a, max(b, c), (SELECT d FROM e) FROM t ORDER BY a, b") == 3);
  CHECK(count_columns("SELECT 'a, b', c FROM t") == 2);
  CHECK(count_columns("WITH x AS (SELECT a, b, c FROM t) SELECT a, b FROM x") == 2);
  CHECK(count_columns("SELECT a, b FROM t UNION SELECT c, d FROM u") == 2);
  CHECK(count_columns("INSERT INTO t (a, b) VALUES (?, ?)") == 0);
  CHECK(count_columns("INSERT INTO t (a, b) SELECT c, d FROM u") == 0);
  CHECK(count_columns(
            "INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = 1, c = 2 RETURNING a, b") ==
        2);
  CHECK(count_columns("DELETE FROM t WHERE a IN (SELECT b FROM u) RETURNING a") == 1);
}

TEST_CASE("each value gets a name, but not a question mark in quotes") {
  const std::array<Value, 2> values{Value(1), Value("x")};
  CHECK(with_named_parameters("SELECT '?' FROM t WHERE a = ? AND b = ?", values, Dialect::sqlite) ==
        "SELECT '?' FROM t WHERE a = :p0 AND b = :p1");
}

TEST_CASE("bytes are stored as bytes in either database") {
  const std::array<Value, 1> values{Value(Bytes{"x"})};
  CHECK(with_named_parameters("INSERT INTO t VALUES (?)", values, Dialect::sqlite) ==
        "INSERT INTO t VALUES (CAST(:p0 AS BLOB))");
  CHECK(with_named_parameters("INSERT INTO t VALUES (?)", values, Dialect::postgresql) ==
        "INSERT INTO t VALUES (decode(:p0, 'hex'))");
}

TEST_CASE("a value too many or too few is a defect") {
  const std::array<Value, 1> values{Value(1)};
  CHECK_THROWS_AS(with_named_parameters("SELECT 1", values, Dialect::sqlite), DatabaseFailure);
  CHECK_THROWS_AS(with_named_parameters("SELECT ?, ?", values, Dialect::sqlite), DatabaseFailure);
}
