#include "settings.hpp"

#include <charconv>
#include <utility>
#include <vplatform/spi/url.hpp>

namespace flags {

using namespace vplatform;

namespace {

/// Reads variables, and collects what is wrong with them.
class Reader {
 public:
  explicit Reader(const Environment& environment) : environment_(environment) {}

  [[nodiscard]] std::string text(const std::string& name) { return environment_.variable(name).value_or(""); }

  [[nodiscard]] int number(const std::string& name, int otherwise, int most) {
    const std::string said = text(name);
    if (said.empty()) return otherwise;
    int value = 0;
    const auto [end, error] = std::from_chars(said.data(), said.data() + said.size(), value);
    if (error == std::errc{} && end == said.data() + said.size() && value >= 0 && value <= most) return value;
    fault(name + " is not a number from 0 to " + std::to_string(most));
    return otherwise;
  }

  [[nodiscard]] std::chrono::milliseconds duration(const std::string& name,
                                                   std::chrono::milliseconds otherwise) {
    constexpr int day = 24 * 60 * 60 * 1000;
    return std::chrono::milliseconds{number(name, static_cast<int>(otherwise.count()), day)};
  }

  /// `Authorization=Bearer%20x,X-Team=video`: names and values, percent-encoded where it is necessary.
  [[nodiscard]] std::vector<Header> headers(const std::string& name) {
    std::vector<Header> all;
    std::string rest = text(name);
    while (!rest.empty()) {
      const auto comma = std::min(rest.find(','), rest.size());
      const std::string one = rest.substr(0, comma);
      rest.erase(0, comma + 1);
      const auto equals = one.find('=');
      auto value = spi::percent_decode(equals == std::string::npos ? "" : one.substr(equals + 1));
      if (equals == std::string::npos || equals == 0 || !value) {
        fault(name + " is not NAME=VALUE,NAME=VALUE");  // never what it holds
        return {};
      }
      all.push_back({.name = one.substr(0, equals), .value = *std::move(value), .secret = true});
    }
    return all;
  }

  void fault(const std::string& what) { faults_ += (faults_.empty() ? "" : "; ") + what; }
  [[nodiscard]] const std::string& faults() const noexcept { return faults_; }

 private:
  const Environment& environment_;
  std::string faults_;
};

}  // namespace

Result<Settings> read_settings(const Environment& environment) {
  Reader reader(environment);
  Settings settings;
  settings.port = reader.number("PORT", 8090, 65535);
  settings.service.endpoint = reader.text("OFREP_ENDPOINT");
  if (settings.service.endpoint.empty()) reader.fault("OFREP_ENDPOINT is not set");
  settings.service.headers = reader.headers("OFREP_HEADERS");
  settings.service.allow_http = reader.text("OFREP_ALLOW_HTTP") == "true";
  settings.patience.timeout = reader.duration("OFREP_TIMEOUT", settings.patience.timeout);
  settings.patience.fresh = reader.duration("OFREP_FRESH", settings.patience.fresh);
  settings.patience.rest = reader.duration("OFREP_REST", settings.patience.rest);
  if (!reader.faults().empty()) return fail(ErrorCode::invalid_argument, reader.faults());
  return settings;
}

}  // namespace flags
