#include "faults/kill_world.hpp"

#include <stdlib.h>

#include <stdexcept>

#include "faults/emulated_host.hpp"
#include "sessions/store/store_state.hpp"
#include "vplatform/curl_transport.hpp"

namespace faults {

using namespace vplatform;
namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "vplatform-faults-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

const std::string& recorded_bytes() {
  static const std::string bytes(100'000, 'v');
  return bytes;
}

KillWorld::KillWorld(sessions::Dialect dialect)
    : server(testing::EmulatorServer::start(daily, 0, [c = clock] { return c.now(); }).value()),
      files({[](testing::LoopbackConnection& peer) { peer.answer(200, recorded_bytes()); }}),
      database(dialect),
      store(database.open(clock.env())),
      backend(emulated_backend(store, {.daily = server->url()}, make_curl_transport(), clock.env())) {}

std::vector<spi::Json> KillWorld::recordings_of(const std::string& room) const {
  HttpRequest request{.method = "GET", .url = "http://daily/v1/recordings?room_name=" + room};
  request.headers = {{"Authorization", "Bearer " + platforms::daily::EmulatorOptions{}.api_key, true}};
  const auto answer = daily->handle(request, now());
  return (*spi::Json::parse(answer.body))["data"].items();
}

std::string KillWorld::enter(const std::string& token) const {
  return daily->join_with_token(token, now()).value();
}

std::int64_t KillWorld::count(std::string_view sql, std::initializer_list<sessions::Value> values) const {
  return store->state()
      .database
      .read([&](sessions::Transaction& transaction) -> Result<std::int64_t> {
        return transaction.find(sql, values)->integer(0);
      })
      .value();
}

std::vector<std::string> KillWorld::child_command() const {
  return {FAULTS_CHILD, database.where(), server->url(), folder.path()};
}

}  // namespace faults
