#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vplatform/result.hpp"

namespace vplatform::detail {

/// `a, b, c`
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view between);

/// ` (did you mean 'daily'?)` where one of `names` is close to `name`, else nothing.
[[nodiscard]] std::string suggest(std::string_view name, const std::vector<std::string>& names);

/// Everything that is wrong, so that all of it is said at once. Confined to one thread.
class Faults {
 public:
  void add(std::string_view where, std::string_view what);
  void add(std::string fault) { all_.push_back(std::move(fault)); }
  [[nodiscard]] bool empty() const noexcept { return all_.empty(); }

  /// `invalid_argument`: `the configuration is wrong: …; …`. Names a file's worth, not a hundred thousand.
  [[nodiscard]] Failure failure() const;

 private:
  std::vector<std::string> all_;
};

}  // namespace vplatform::detail
