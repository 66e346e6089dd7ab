#include "sessions/store/location.hpp"

#include "support/catch.hpp"

using namespace vplatform;
using namespace vplatform::sessions;
using namespace std::chrono_literals;

TEST_CASE("a path with blanks and signs of equality reaches SQLite whole") {
  const auto location = parse_location("sqlite:/srv/my store/a=b.db", 2500ms);
  REQUIRE(location);
  CHECK(location->dialect == Dialect::sqlite);
  CHECK(location->path == "/srv/my store/a=b.db");
  CHECK(location->connect == "dbname=\"/srv/my store/a=b.db\" timeout=3");
}

TEST_CASE("what the host says of PostgreSQL comes after our time limit, and so wins") {
  CHECK(parse_location("postgresql:host=db connect_timeout=60", 5s)->connect ==
        "connect_timeout=5 host=db connect_timeout=60");
  CHECK(parse_location("postgresql://db/meetings", 5s)->connect ==
        "postgresql://db/meetings?connect_timeout=5");
  CHECK(parse_location("postgresql://db/meetings?sslmode=require", 5s)->connect ==
        "postgresql://db/meetings?sslmode=require&connect_timeout=5");
  CHECK(parse_location("postgresql://db/meetings?connect_timeout=9", 5s)->connect ==
        "postgresql://db/meetings?connect_timeout=9");
}

TEST_CASE("what is no store is refused without repeating it") {
  const auto text = GENERATE(as<std::string>{}, "", "meetings.db", "mysql:password=geheim",
                             "sqlite:", "sqlite::memory:", "sqlite:file:x?mode=memory", "sqlite:a\"b");
  const auto location = parse_location(text, 5s);
  REQUIRE(!location);
  CHECK(location.error().code == ErrorCode::invalid_argument);
  CHECK(location.error().message.find("geheim") == std::string::npos);
}
