#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/secret.hpp"
#include "vplatform/spi/environment.hpp"

namespace vplatform {

/// How a setting is looked for.
struct SettingOptions {
  std::string env{};      ///< The variable that fills it where the configuration leaves it out.
  bool required = false;  ///< Its absence is a fault.
};

/// What a platform's maker reads its settings from. It knows no JSON in its interface, resolves secrets
/// (`api_key` is given as `api_key_env` or `api_key_file`, never as itself), collects every fault, and
/// suggests the nearest right name for what nobody asked for. Confined to one thread.
class SettingsReader {
 public:
  /// `settings` is a JSON object. `fill` is whether variables named in `SettingOptions::env` may fill what is
  /// missing: true for the one instance of its kind, since a second account must not get the first one's key.
  SettingsReader(std::string instance, const std::string& settings, Environment environment,
                 bool fill = true);
  SettingsReader(SettingsReader&&) noexcept;
  SettingsReader& operator=(SettingsReader&&) noexcept;
  ~SettingsReader();

  [[nodiscard]] const std::string& instance() const noexcept;

  [[nodiscard]] std::optional<std::string> text(std::string_view name, const SettingOptions& options = {});
  [[nodiscard]] std::optional<bool> flag(std::string_view name, const SettingOptions& options = {});
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view name, const SettingOptions& options = {});
  /// A positive number of seconds, or `90s`, `30m`, `1h`, `2d`.
  [[nodiscard]] std::optional<std::chrono::seconds> duration(std::string_view name,
                                                             const SettingOptions& options = {});
  /// A list of texts; a single text is a list of one.
  [[nodiscard]] std::vector<std::string> list(std::string_view name, const SettingOptions& options = {});
  /// By `name_env` or `name_file`. Named but not there, or empty, is a fault.
  [[nodiscard]] std::optional<Secret> secret(std::string_view name, const SettingOptions& options = {});
  /// The same where `name_env` or `name_file` may be a list, so that two are good while one is rotated out.
  [[nodiscard]] std::vector<Secret> secrets(std::string_view name, const SettingOptions& options = {});
  /// A list of objects, each read in its own right; their faults are collected here.
  [[nodiscard]] std::vector<SettingsReader> sections(std::string_view name);

  /// Reports what is wrong with a value: `daily: domain 'a b' is not a host name`.
  void fault(std::string_view name, std::string_view what);

  /// All that is wrong, names that nobody asked for included. Call it after everything has been read.
  [[nodiscard]] std::vector<std::string> faults() const;

  /// SHA-256, in hex, over every variable and file that was looked up and what it held: the same again means
  /// that the settings still say the same. Sections count too. Holds no secret.
  [[nodiscard]] std::string fingerprint() const;

 private:
  struct State;
  explicit SettingsReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The settings that every platform has.
struct CommonSettings {
  std::optional<std::string> base_url{};  ///< Without a trailing slash.
  bool allow_http = false;
  std::chrono::seconds room_ttl{std::chrono::hours{6}};
  std::chrono::seconds token_ttl{std::chrono::hours{1}};
  std::optional<std::chrono::seconds> webhook_tolerance{};
};

/// Reads them. `prefix` is the platform's in variables: with `DAILY` they are `DAILY_ROOM_TTL_SECONDS` and so
/// on; `base_url_env` names the variable of the base URL.
[[nodiscard]] CommonSettings read_common_settings(SettingsReader& reader, std::string_view prefix,
                                                  std::string_view base_url_env);

}  // namespace vplatform
