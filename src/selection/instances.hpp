#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "selection/snapshot.hpp"
#include "vplatform/config.hpp"
#include "vplatform/instance_runtime.hpp"
#include "vplatform/registry.hpp"

namespace vplatform::detail {

/// An instance as a factory keeps it. Its configuration's state is the one that it has, or is about to get.
struct Instance {
  InstanceConfig config{};
  std::string fingerprint{};  ///< Of the settings and of all that was looked up for them.
  std::shared_ptr<InstanceRuntime> runtime{};
  std::vector<std::weak_ptr<InstanceRuntime>>
      older{};  ///< From before its settings changed; hosts may hold clients of them.

  void set_state(InstanceState state) const;
};

/// What instances are made with.
struct Workshop {
  Registry registry{};
  std::shared_ptr<HttpTransport> transport{};
  RuntimeEnv env{};
  RetryPolicy retry{};
  std::shared_ptr<Observer> observer{};
};

/// Makes every instance of the configuration. Those of `before` whose settings say the same keep their
/// runtime; those that were left out come last, as retired. Errors: `invalid_argument` with everything that
/// is wrong.
[[nodiscard]] Result<std::vector<Instance>> make_instances(const Config& config,
                                                           const std::vector<Instance>& before,
                                                           const Workshop& workshop);

/// What selection has to know of them.
[[nodiscard]] std::vector<Candidate> candidates_of(const std::vector<Instance>& instances);

/// The instance of that name, or null.
[[nodiscard]] const Instance* find_instance(const std::vector<Instance>& instances,
                                            std::string_view name) noexcept;

}  // namespace vplatform::detail
