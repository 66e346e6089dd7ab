#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "vplatform/spi/json.hpp"

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
  /// Asks it to end; the exit code.
  [[nodiscard]] int stop();

 private:
  pid_t process_ = -1;
  std::string config_;
  Variables variables_;
};

}  // namespace cli_test
