#include "sessions/store/migrate.hpp"

#include <thread>
#include <vector>

#include "sessions/schema/schema.hpp"
#include "sessions/store/location.hpp"
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
    CHECK(store.error().message == "the store has tables of version " + std::to_string(newest_schema() + 1) +
                                       ", and this library knows up to " + std::to_string(newest_schema()) +
                                       ": use the library that wrote it, or a newer one");
  }
}

TEST_CASE("a store that is open says so when a newer library brings its tables further") {
  const TestDatabase database(VPLATFORM_BOTH_DATABASES);
  const auto store = database.open();
  CHECK(store->check());
  REQUIRE(set_version(*store, newest_schema() + 1));
  const auto checked = store->check();
  REQUIRE_FALSE(checked);
  CHECK(checked.error().code == ErrorCode::failed_precondition);
  CHECK(checked.error().message.find("version " + std::to_string(newest_schema() + 1)) != std::string::npos);
}

TEST_CASE("tables of the first version become those of today, with what they hold") {
  const TestDatabase test(VPLATFORM_BOTH_DATABASES);
  const StoreOptions options;
  const Database old(parse_location(test.where(), options.patience).value(), options, {});
  REQUIRE(old.write([](Transaction& transaction) -> Result<void> {
    (void)transaction.execute("CREATE TABLE schema_version (version BIGINT NOT NULL)");
    for (const auto statement : migrations().front().statements)
      (void)transaction.execute(in_dialect(statement, transaction.dialect()));
    (void)transaction.execute("INSERT INTO schema_version (version) VALUES (1)");
    (void)transaction.execute(
        "INSERT INTO inbox_events (instance, dedupe_key, state, event_id, kind, type, fields, body, "
        "body_sha256, "
        "received_at, attempts, due_at, note) VALUES ('daily', 'id:e1', 'dead', 'e1', 'other', '', '{}', ?, "
        "'', "
        "1, 0, 0, '')",
        {Bytes{"{}"}});
    return {};
  }));
  const auto store = Store::open(test.where());
  REQUIRE(store);
  CHECK((*store)->info().schema == newest_schema());
  const auto body = (*store)->state().database.read([](Transaction& transaction) -> Result<std::string> {
    return transaction.find("SELECT body FROM inbox_events WHERE dedupe_key = 'id:e1'")->bytes(0);
  });
  CHECK(body.value() == "{}");
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
