#include "sessions/store/migrate.hpp"

#include <thread>
#include <vector>

#include "sessions/schema/schema.hpp"
#include "sessions/store/store_state.hpp"
#include "support/catch.hpp"
#include "support/sessions/databases.hpp"

using namespace vplatform;
using namespace vplatform::sessions;
using vplatform::testing::TestDatabase;

namespace {

Result<void> set_version(const Store& store, int version) {
  return store.state().database.write([&](Transaction& transaction) -> Result<void> {
    (void)transaction.execute("UPDATE schema_version SET version = ?", {version});
    return {};
  });
}

}  // namespace

TEST_CASE("a schema newer than the library is refused, and left as it is") {
  const TestDatabase database(VPLATFORM_BOTH_DATABASES);
  REQUIRE(set_version(*database.open(), newest_schema() + 1));
  for (int time = 1; time <= 2; ++time) {
    const auto store = Store::open(database.where());
    REQUIRE(!store);
    CHECK(store.error().code == ErrorCode::failed_precondition);
    CHECK(store.error().message ==
          "the store has tables of version 2, and this library knows up to 1: use the library that wrote it, "
          "or a newer one");
  }
}

TEST_CASE("many that open an empty database at once make its tables once") {
  const TestDatabase database(VPLATFORM_BOTH_DATABASES);
  std::vector<Result<std::shared_ptr<Store>>> stores(6, Failure{});
  {
    std::vector<std::jthread> threads;
    for (auto& store : stores)
      threads.emplace_back([&] { store = Store::open(database.where(), {.connections = 1}); });
  }
  for (const auto& store : stores) {
    if (!store) FAIL(describe(store.error()) << ' ' << store.error().provider_message);
  }
  const auto rows =
      stores.front().value()->state().database.read([](Transaction& transaction) -> Result<std::int64_t> {
        return transaction.find("SELECT count(*) FROM schema_version")->integer(0);
      });
  CHECK(rows.value() == 1);
}

TEST_CASE("the versions go up one by one") {
  int version = 0;
  for (const auto& migration : migrations()) CHECK(migration.version == ++version);
  CHECK(version == newest_schema());
}
