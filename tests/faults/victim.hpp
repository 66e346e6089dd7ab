#pragma once

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "faults/child_link.hpp"
#include "faults/kill_world.hpp"

namespace faults {

/// Where a child is to die.
struct Death {
  std::string point{};
  int hit = 1;
};

/// The child that works at the moment: it dies where it was told to, and its successor takes over a few
/// seconds later.
class Victim {
 public:
  /// The deaths of one child after the other; those after are healthy.
  Victim(KillWorld& world, std::vector<Death> deaths);

  /// Tells the child to do something; nothing where it died over it.
  std::optional<vplatform::spi::Json> tell(const vplatform::spi::JsonWriter& command);
  /// From here on nobody dies.
  void heal();
  [[nodiscard]] const std::vector<Death>& died() const noexcept { return died_; }

 private:
  void start();

  KillWorld& world_;
  std::vector<Death> deaths_;  // still to come, the next one last
  std::optional<Death> armed_;
  std::vector<Death> died_;
  std::unique_ptr<ChildLink> child_;
};

/// A command's beginning: `{"do": NAME`.
[[nodiscard]] vplatform::spi::JsonWriter command(std::string_view name);

}  // namespace faults
