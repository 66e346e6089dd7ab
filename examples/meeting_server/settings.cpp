#include "settings.hpp"

#include <charconv>
#include <vector>

namespace meeting_server {
namespace {

using vplatform::ErrorCode;
using vplatform::Secret;

/// Reads variables and collects what is wrong with them.
class Reader {
 public:
  explicit Reader(const vplatform::Environment& environment) : environment_(environment) {}

  std::string text(const char* name, const std::string& otherwise = {}) const {
    return environment_.variable(name).value_or(otherwise);
  }

  /// Short ones can be guessed.
  Secret secret(const char* name) {
    std::string value = text(name);
    if (!value.empty() && value.size() < 16)
      faults_.push_back(std::string(name) + " has fewer than 16 characters");
    return Secret(std::move(value));
  }

  int port(const char* name, int otherwise) {
    const std::string value = text(name);
    if (value.empty()) return otherwise;
    int port = -1;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), port);
    const bool is_number = error == std::errc{} && end == value.data() + value.size();
    if (!is_number || port < 0 || port > 65535) faults_.push_back(std::string(name) + " is no port");
    return port;
  }

  std::string origin(const char* name) {
    const std::string value = text(name);
    const auto host = value.find("://");
    const bool is_origin = (value.starts_with("http://") || value.starts_with("https://")) &&
                           value.find_first_of("/?#", host + 3) == std::string::npos;
    if (!value.empty() && !is_origin) {
      faults_.push_back(std::string(name) + " is no origin such as https://meet.example");
    }
    return value;
  }

  [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }

 private:
  const vplatform::Environment& environment_;
  std::vector<std::string> faults_{};
};

}  // namespace

vplatform::Result<Settings> read_settings(const vplatform::Environment& environment) {
  Reader variables(environment);
  Settings settings{
      .address = {.host = variables.text("MEETING_HOST", "127.0.0.1"),
                  .port = variables.port("MEETING_PORT", 8080)},
      .public_url = variables.origin("MEETING_PUBLIC_URL"),
      .store = variables.text("MEETING_STORE"),
      .config = variables.text("MEETING_CONFIG"),
      .choices = variables.text("MEETING_CHOICES"),
      .recordings = variables.text("MEETING_RECORDINGS"),
      .page = variables.text("MEETING_PAGE", MEETING_SERVER_PAGE),
      .client_library = variables.text("MEETING_CLIENT_LIBRARY"),
      .admin_token = variables.secret("MEETING_ADMIN_TOKEN"),
      .identity_key = variables.secret("MEETING_IDENTITY_KEY"),
  };
  if (variables.faults().empty()) return settings;
  std::string message = "the server cannot start:";
  for (const auto& fault : variables.faults()) message += " " + fault + ";";
  message.pop_back();
  return vplatform::fail(ErrorCode::invalid_argument, message);
}

}  // namespace meeting_server
