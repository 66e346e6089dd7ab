#include "support/sessions/databases.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "support/sessions/postgres.hpp"

namespace vplatform::testing {
namespace {

namespace fs = std::filesystem;

std::string temporary_folder() {
  std::string name = (fs::temp_directory_path() / "vplatform-sqlite-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  return name;
}

void run_sql(const std::string& statement) {
  soci::session session(soci::postgresql,
                        shared_postgres().keywords() + " options='-c client_min_messages=warning'");
  session << statement;
}

}  // namespace

TestDatabase::TestDatabase(sessions::Dialect dialect) : dialect_(dialect) {
  if (dialect == sessions::Dialect::sqlite) {
    folder_ = temporary_folder();
    where_ = "sqlite:" + folder_ + "/store.db";
    return;
  }
  static std::atomic<int> count{0};
  schema_ = "test_" + std::to_string(++count);
  run_sql("CREATE SCHEMA " + schema_);
  where_ = "postgresql:" + shared_postgres().keywords() + " options='-c search_path=" + schema_ + "'";
}

TestDatabase::~TestDatabase() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
  if (schema_.empty()) return;
  try {
    run_sql("DROP SCHEMA " + schema_ + " CASCADE");
  } catch (const soci::soci_error&) {
    // The server goes with the program; a test that has stopped it is to fail for its own reason.
  }
}

std::shared_ptr<sessions::Store> TestDatabase::open(const RuntimeEnv& env,
                                                    const sessions::StoreOptions& options) const {
  return sessions::Store::open(where_, options, env).value();
}

}  // namespace vplatform::testing
