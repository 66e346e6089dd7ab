#pragma once

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "vplatform/spi/json.hpp"
#include "vplatform/spi/transport.hpp"

namespace cli_test {

using Arguments = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

/// What a run of the tool left behind.
struct Run {
  int exit_code = -1;
  std::string out{};
  std::string err{};

  /// The one JSON value on stdout; absent where it is not exactly one.
  [[nodiscard]] vplatform::spi::Json json() const;
};

/// Runs the tool with just these variables.
[[nodiscard]] Run run(const Arguments& arguments, const Variables& variables = {},
                      const std::string& input = {});

/// A file that goes with the test.
class File {
 public:
  explicit File(const std::string& text);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

/// `vplatform emulate` in the background: it says where it is, and ends with this object.
class Emulators {
 public:
  explicit Emulators(const Arguments& more = {});
  ~Emulators();
  Emulators(const Emulators&) = delete;
  Emulators& operator=(const Emulators&) = delete;

  [[nodiscard]] const std::string& config() const noexcept { return config_; }  ///< JSON, ready to use.
  [[nodiscard]] const Variables& variables() const noexcept { return variables_; }
  [[nodiscard]] const std::string& url(const std::string& kind) const { return urls_.at(kind); }
  /// Makes somebody do something at the provider, over the control surface.
  vplatform::spi::Json play(const std::string& kind, const std::string& what,
                            const std::string& arguments) const;
  /// The same, for any control request; the answer's body.
  vplatform::spi::Json control(const std::string& kind, const std::string& method, const std::string& path,
                               const std::string& body) const;
  /// Asks it to end; the exit code.
  [[nodiscard]] int stop();

 private:
  pid_t process_ = -1;
  std::string config_;
  Variables variables_;
  std::map<std::string, std::string> urls_;
  std::shared_ptr<vplatform::HttpTransport> network_;
};

[[nodiscard]] bool holds(const std::string& text, const std::string& piece);

/// The reference of a meeting that the tool has shown as JSON.
[[nodiscard]] std::string ref_of(const vplatform::spi::Json& meeting);

/// Emulators, and the tool with a configuration for them.
struct World {
  Emulators emulators{};
  File config{emulators.config()};

  /// Runs the tool with `--config` and `--json`. Throws where a secret of the configuration comes out.
  [[nodiscard]] Run call(Arguments arguments, const std::string& input = {}) const;
  /// Runs it as people do.
  [[nodiscard]] Run show(Arguments arguments) const;
  /// A meeting on an instance, which lasts an hour; its reference.
  [[nodiscard]] std::string meeting_on(const std::string& instance) const;
};

/// The room of a reference.
[[nodiscard]] std::string room_of(const std::string& ref);

}  // namespace cli_test
