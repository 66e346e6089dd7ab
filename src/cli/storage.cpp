#include "cli/storage.hpp"

#include <array>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

#include "vplatform/spi/json.hpp"

namespace vplatform::cli {
namespace {

std::string text(SettingsReader& reader, std::string_view name, bool required = false) {
  return reader.text(name, {.required = required}).value_or("");
}

// By NAME_env or NAME_file, else from the variable that everybody uses for it.
Secret secret(SettingsReader& reader, std::string_view name, const SettingOptions& options) {
  return reader.secret(name, options).value_or(Secret());
}

RecordingTarget at_provider(SettingsReader& /*reader*/) {
  return ProviderStorage{};
}

RecordingTarget s3_keys(SettingsReader& reader) {
  S3Keys s3{.bucket = text(reader, "bucket", true),
            .region = text(reader, "region"),
            .endpoint = text(reader, "endpoint"),
            .prefix = text(reader, "prefix")};
  s3.access_key_id = secret(reader, "access_key_id", {.env = "AWS_ACCESS_KEY_ID", .required = true});
  s3.secret_access_key =
      secret(reader, "secret_access_key", {.env = "AWS_SECRET_ACCESS_KEY", .required = true});
  return s3;
}

RecordingTarget s3_role(SettingsReader& reader) {
  return S3Role{.bucket = text(reader, "bucket"),
                .region = text(reader, "region"),
                .role_arn = text(reader, "role_arn"),
                .prefix = text(reader, "prefix")};
}

RecordingTarget gcs(SettingsReader& reader) {
  GoogleStorage google{.bucket = text(reader, "bucket", true), .prefix = text(reader, "prefix")};
  google.credentials = secret(reader, "credentials", {});
  return google;
}

RecordingTarget azure(SettingsReader& reader) {
  AzureStorage azure{.account = text(reader, "account", true),
                     .container = text(reader, "container", true),
                     .prefix = text(reader, "prefix")};
  azure.account_key = secret(reader, "account_key", {.env = "AZURE_STORAGE_KEY", .required = true});
  return azure;
}

RecordingTarget file(SettingsReader& reader) {
  return FileTarget{.path = text(reader, "path", true)};
}

struct Kind {
  std::string_view name{};
  RecordingTarget (*read)(SettingsReader& reader) = nullptr;
};

constexpr std::array kinds{Kind{"provider", at_provider}, Kind{"s3_keys", s3_keys},
                           Kind{"s3_role", s3_role},      Kind{"gcs", gcs},
                           Kind{"azure", azure},          Kind{"file", file}};

Result<Kind> kind_of(const std::string& name) {
  std::string names;
  for (const auto& kind : kinds) {
    if (kind.name == name) return kind;
    names += (names.empty() ? "" : ", ") + std::string(kind.name);
  }
  return fail(ErrorCode::invalid_argument, "--storage '" + name + "' is none of " + names);
}

// The NAME=VALUE parts as a JSON object.
Result<std::string> settings_of(std::istringstream& parts, const std::string& option) {
  spi::JsonWriter settings;
  std::set<std::string> seen;
  settings.begin_object();
  for (std::string part; std::getline(parts, part, ',');) {
    const auto equals = part.find('=');
    // Not shown: it may be half of a secret.
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorCode::invalid_argument, option + " holds a part that is not NAME=VALUE");
    const std::string name = part.substr(0, equals);
    if (!seen.insert(name).second)
      return fail(ErrorCode::invalid_argument, option + ": '" + name + "' is there twice");
    settings.member(name, part.substr(equals + 1));
  }
  settings.end_object();
  return std::move(settings).text();
}

}  // namespace

Result<RecordingTarget> read_storage(const std::string& text, const Environment& environment) {
  std::istringstream parts(text);
  std::string name;
  std::getline(parts, name, ',');
  const auto kind = kind_of(name);
  if (!kind) return Failure{kind.error()};
  const std::string option = "--storage " + name;
  const auto settings = settings_of(parts, option);
  if (!settings) return Failure{settings.error()};
  SettingsReader reader(option, *settings, environment);
  RecordingTarget target = kind->read(reader);
  std::string faults;
  for (const auto& fault : reader.faults()) faults += (faults.empty() ? "" : "; ") + fault;
  if (!faults.empty()) return fail(ErrorCode::invalid_argument, faults);
  return target;
}

}  // namespace vplatform::cli
