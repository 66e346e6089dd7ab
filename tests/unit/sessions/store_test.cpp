#include "vplatform/sessions/store.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "support/catch.hpp"
#include "support/sessions/databases.hpp"
#include "support/sessions/postgres.hpp"

using namespace vplatform;
using namespace vplatform::sessions;
using vplatform::testing::TestDatabase;
using namespace std::chrono_literals;

TEST_CASE("a store is opened, and opened again with what was in it") {
  const auto dialect = VPLATFORM_BOTH_DATABASES;
  const TestDatabase database(dialect);
  for (int time = 1; time <= 2; ++time) {
    const auto store = Store::open(database.where());
    REQUIRE(store);
    CHECK((*store)->info().database == (dialect == Dialect::sqlite ? "sqlite" : "postgresql"));
    CHECK((*store)->info().schema == 3);
    CHECK((*store)->check());
  }
}

TEST_CASE("the file of a store is for its owner alone") {
  const TestDatabase database(Dialect::sqlite);
  const auto store = database.open();
  for (const auto& entry : std::filesystem::directory_iterator(database.folder())) {
    struct stat facts {};
    REQUIRE(::stat(entry.path().c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777U) == 0600U);
  }
}

TEST_CASE("a store that is not there is unavailable, and says nothing of its address") {
  const auto store = Store::open("postgresql:host=127.0.0.1 port=1 user=ada password=geheim",
                                 {.connections = 1, .patience = 1s});
  REQUIRE(!store);
  CHECK(store.error().code == ErrorCode::unavailable);
  CHECK(describe(store.error()).find("geheim") == std::string::npos);
  CHECK(Store::open("sqlite:/nowhere/at/all.db").error().code == ErrorCode::unavailable);
}

TEST_CASE("a file that is no database is not touched") {
  const TestDatabase database(Dialect::sqlite);
  const std::string path = database.folder() + "/letter.txt";
  {
    std::FILE* file = std::fopen(path.c_str(), "w");
    REQUIRE(file != nullptr);
    for (int line = 0; line < 100; ++line) std::fputs("Dear Ada, this is a letter and no database.\n", file);
    std::fclose(file);
  }
  const auto before = std::filesystem::file_size(path);
  const auto store = Store::open("sqlite:" + path);
  REQUIRE(!store);
  CHECK(store.error().code == ErrorCode::internal);
  CHECK(std::filesystem::file_size(path) == before);
}

TEST_CASE("options that make no sense are refused") {
  CHECK(Store::open("sqlite:x.db", {.connections = 0}).error().code == ErrorCode::invalid_argument);
  CHECK(Store::open("sqlite:x.db", {.patience = 0ms}).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("a store outlives its PostgreSQL") {
  testing::PostgresServer server;
  const auto store = Store::open("postgresql:" + server.keywords(), {.patience = 30s}).value();
  server.stop();
  CHECK(store->check().error().code == ErrorCode::unavailable);
  server.start();
  CHECK(store->check());
}
