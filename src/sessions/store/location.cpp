#include "sessions/store/location.hpp"

#include <algorithm>

namespace vplatform::sessions {
namespace {

// Whole seconds are all that SOCI and libpq take.
std::string seconds_of(std::chrono::milliseconds patience) {
  return std::to_string(std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(patience).count()));
}

Result<Location> sqlite_at(std::string_view path, std::chrono::milliseconds patience) {
  if (path.empty())
    return fail(ErrorCode::invalid_argument, "a SQLite store needs a path: sqlite:meetings.db");
  if (path == ":memory:" || path.starts_with("file:")) {
    return fail(ErrorCode::invalid_argument,
                "a SQLite store is a file, since it must outlive the process: sqlite:meetings.db");
  }
  if (path.find('"') != std::string_view::npos || path.find('\0') != std::string_view::npos) {
    return fail(ErrorCode::invalid_argument,
                "the path of a SQLite store must hold no quotation mark and no NUL");
  }
  // SOCI takes a bare path with '=' or a blank in it apart, hence the name and the quotation marks.
  return Location{.dialect = Dialect::sqlite,
                  .path = std::string(path),
                  .connect = "dbname=\"" + std::string(path) + "\" timeout=" + seconds_of(patience)};
}

// What the host says comes later and wins.
Location postgresql_at(std::string_view where, std::chrono::milliseconds patience) {
  constexpr std::string_view scheme = "postgresql:";
  std::string connect;
  if (where.starts_with("postgresql://")) {
    connect = std::string(where);
    if (where.find("connect_timeout=") == std::string_view::npos) {
      connect += where.find('?') == std::string_view::npos ? '?' : '&';
      connect += "connect_timeout=" + seconds_of(patience);
    }
  } else {
    connect = "connect_timeout=" + seconds_of(patience) + ' ' + std::string(where.substr(scheme.size()));
  }
  return {.dialect = Dialect::postgresql, .path = {}, .connect = std::move(connect)};
}

}  // namespace

Result<Location> parse_location(std::string_view where, std::chrono::milliseconds patience) {
  constexpr std::string_view sqlite = "sqlite:";
  if (where.starts_with(sqlite)) return sqlite_at(where.substr(sqlite.size()), patience);
  if (where.starts_with("postgresql:")) return postgresql_at(where, patience);
  return fail(ErrorCode::invalid_argument,
              "a store is sqlite:PATH, postgresql:KEYWORDS or a postgresql:// URI");
}

}  // namespace vplatform::sessions
