#pragma once

#include <utility>

#include "sessions/store/store_state.hpp"
#include "vplatform/sessions/inbox.hpp"

namespace vplatform::sessions {

struct Inbox::State {
  State(Backend with, InboxOptions wanted)
      : backend(std::move(with)), options(wanted), env(backend.env.filled()) {}

  [[nodiscard]] const Database& database() const noexcept { return backend.store->state().database; }

  Backend backend;
  InboxOptions options;
  RuntimeEnv env;
};

}  // namespace vplatform::sessions
