#pragma once

#include <memory>

#include "vplatform/factory.hpp"
#include "vplatform/runtime_env.hpp"
#include "vplatform/sessions/store.hpp"

namespace vplatform::sessions {

/// What every part of the component works with. Cheap to copy; store and factory are shared, since services
/// and their workers use them from several threads and for as long as they live.
struct Backend {
  std::shared_ptr<Store> store{};
  std::shared_ptr<const PlatformFactory> platforms{};  ///< Not needed by what looks into the store alone.
  RuntimeEnv env{};                                    ///< Time, waiting, luck and ids.
};

}  // namespace vplatform::sessions
