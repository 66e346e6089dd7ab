#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vplatform/vplatform.hpp>

#include "emulated_rooms.hpp"
#include "settings.hpp"

namespace meeting_server {

/// What the admin view has changed, on top of the configuration.
struct Choices {
  std::int64_t changes = 0;                    ///< Counts them, so that each makes a version of its own.
  std::map<std::string, std::string> rooms{};  ///< Room → instance.
  std::map<std::string, vplatform::InstanceState> states{};  ///< By instance.
};

/// The configured platforms: from a file, from accounts in the environment, or emulated; and the admin view's
/// choices on top. Thread-safe.
class Platforms {
 public:
  [[nodiscard]] static vplatform::Result<std::unique_ptr<Platforms>> open(
      const Settings& settings, const vplatform::Environment& environment,
      std::shared_ptr<vplatform::Observer> observer);

  [[nodiscard]] std::shared_ptr<const vplatform::PlatformFactory> factory() const noexcept {
    return factory_;
  }
  /// Null where the platforms are real.
  [[nodiscard]] const EmulatedRooms* emulated() const noexcept { return emulated_.get(); }
  [[nodiscard]] Choices choices() const;

  /// Reads the configuration again. What is wrong with it changes nothing.
  [[nodiscard]] vplatform::Result<void> reload();
  /// New meetings of the room go to the instance; an empty one takes that back. Running meetings stay where
  /// they are. Errors: `not_found` for an instance that is not configured.
  [[nodiscard]] vplatform::Result<void> move_room(const std::string& room, const std::string& instance);
  /// Errors: as above.
  [[nodiscard]] vplatform::Result<void> set_state(const std::string& instance,
                                                  vplatform::InstanceState state);

 private:
  Platforms(const Settings& settings, const vplatform::Environment& environment);
  [[nodiscard]] vplatform::Result<vplatform::Config> config(const Choices& choices) const;
  [[nodiscard]] vplatform::Result<void> apply(const Choices& choices);

  std::string config_path_;
  std::string choices_path_;
  vplatform::Environment environment_;
  std::unique_ptr<EmulatedRooms> emulated_;
  std::shared_ptr<vplatform::PlatformFactory> factory_;
  mutable std::mutex mutex_;
  Choices choices_{};
};

}  // namespace meeting_server
