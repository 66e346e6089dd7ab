#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/result.hpp"
#include "vplatform/time.hpp"

namespace vplatform {

class Platform;
class SettingsReader;

/// What a platform gets from outside beside its settings.
struct PlatformEnv {
  std::string instance{};
  std::function<TimePoint()> now{};
  std::function<std::string()> new_id{};  ///< A new random UUID, lower-case.
};

/// Makes a configured platform. Faults of settings go to the reader; an error is for what is wrong beyond
/// them.
using Maker =
    std::function<Result<std::shared_ptr<const Platform>>(SettingsReader& settings, const PlatformEnv& env)>;

/// Kinds of platforms by name. An ordinary object: there is no global one. Confined to one thread while it is
/// filled.
class Registry {
 public:
  /// Errors: `already_exists` where the name is taken.
  [[nodiscard]] Result<void> add(std::string kind, Maker maker);
  /// Errors: `not_found`, with the names that there are.
  [[nodiscard]] Result<Maker> find(std::string_view kind) const;
  [[nodiscard]] std::vector<std::string> kinds() const;

 private:
  std::map<std::string, Maker, std::less<>> makers_;
};

}  // namespace vplatform
