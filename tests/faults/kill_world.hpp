#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sessions/store/value.hpp"
#include "support/loopback_server.hpp"
#include "support/sessions/databases.hpp"
#include "vplatform/platforms/daily_emulator.hpp"
#include "vplatform/sessions/backend.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/testing/emulator_server.hpp"
#include "vplatform/testing/fake_clock.hpp"

namespace faults {

/// A folder that goes with this object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

/// What outlives every child: the clock, Daily, a recorder's files, the database, and a look into all of it.
struct KillWorld {
  explicit KillWorld(vplatform::sessions::Dialect dialect);

  [[nodiscard]] vplatform::TimePoint now() const { return clock.now(); }
  /// Daily's recordings of a room, as its API lists them.
  [[nodiscard]] std::vector<vplatform::spi::Json> recordings_of(const std::string& room) const;
  /// Somebody enters at Daily with a token, and is named.
  [[nodiscard]] std::string enter(const std::string& token) const;
  [[nodiscard]] std::int64_t count(std::string_view sql,
                                   std::initializer_list<vplatform::sessions::Value> values = {}) const;
  /// What a child is started with.
  [[nodiscard]] std::vector<std::string> child_command() const;

  vplatform::testing::FakeClock clock{};
  std::shared_ptr<vplatform::platforms::daily::Emulator> daily =
      std::make_shared<vplatform::platforms::daily::Emulator>();
  std::unique_ptr<vplatform::testing::EmulatorServer> server;
  vplatform::testing::LoopbackServer files;  ///< Has one file, whatever is asked for.
  TemporaryFolder folder;                    ///< Where it is fetched to.
  vplatform::testing::TestDatabase database;
  std::shared_ptr<vplatform::sessions::Store> store;
  vplatform::sessions::Backend backend;
};

/// The file, whose content everybody knows.
[[nodiscard]] const std::string& recorded_bytes();

}  // namespace faults
