#pragma once

#include <utility>

#include "sessions/store/store_state.hpp"
#include "vplatform/sessions/reconciler.hpp"

namespace vplatform::sessions {

struct Reconciler::State {
  State(Backend with, ReconcilerOptions wanted)
      : backend(std::move(with)), options(std::move(wanted)), env(backend.env.filled()) {}

  [[nodiscard]] const Database& database() const noexcept { return backend.store->state().database; }
  [[nodiscard]] Result<RoundReport> round(std::stop_token stop) const;

  Backend backend;
  ReconcilerOptions options;
  RuntimeEnv env;
};

/// One round, as its parts see it. Their errors are the store's; those of single sessions go into the report.
struct Round {
  const Backend& backend;
  const ReconcilerOptions& options;
  const RuntimeEnv& env;
  const Database& database;
  std::stop_token stop{};
  RoundReport report{};
};

}  // namespace vplatform::sessions
