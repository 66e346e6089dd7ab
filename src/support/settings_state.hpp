#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/spi/json.hpp"
#include "vplatform/spi/settings.hpp"

namespace vplatform {

namespace detail {

/// One object of settings, and what came out while it was read. A section's scope outlives its reader in its
/// parent's.
struct SettingsScope {
  std::string label{};  ///< What faults start with: `livekit: webhook_keys[0]`.
  spi::Json settings{};
  bool is_section = false;
  std::map<std::string, std::string, std::less<>>
      known{};  ///< Names that were asked for, and what to suggest for each.
  std::vector<std::string> faults{};
  std::vector<std::string> looked_up{};  ///< A digest for each variable and file.
  std::vector<std::shared_ptr<SettingsScope>> sections{};

  void fault(std::string_view text) { faults.push_back(label + ": " + std::string(text)); }
};

}  // namespace detail

/// What a reader has at hand. Every look outside the configuration goes through here.
struct SettingsReader::State {
  std::string instance{};
  Environment environment{};
  bool fill = true;
  std::shared_ptr<detail::SettingsScope> scope = std::make_shared<detail::SettingsScope>();

  /// A setting as it stands; absent where it is null. From now on its name is known.
  [[nodiscard]] spi::Json find(std::string_view name);
  /// A variable that is set and not empty.
  [[nodiscard]] std::optional<std::string> variable(const std::string& name);
  /// The variable that fills a setting which the configuration leaves out.
  [[nodiscard]] std::optional<std::string> filling(const SettingOptions& options);
  [[nodiscard]] Result<std::string> file(const std::string& path);
  /// Reports a required setting that is not there.
  void missing(std::string_view name, std::string_view how, const SettingOptions& options);

  [[nodiscard]] std::vector<Secret> secrets(std::string_view name, const SettingOptions& options, bool many);

 private:
  [[nodiscard]] std::vector<std::string> names_in(const std::string& setting, bool many);
  [[nodiscard]] std::optional<Secret> from_variable(const std::string& setting, const std::string& name);
  [[nodiscard]] std::optional<Secret> from_file(const std::string& setting, const std::string& path);
};

}  // namespace vplatform
