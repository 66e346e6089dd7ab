#pragma once

#include "sessions/store/database.hpp"
#include "vplatform/sessions/store.hpp"

namespace vplatform::sessions {

/// What the parts get of a store.
struct Store::State {
  Database database;
  int schema = 0;
};

}  // namespace vplatform::sessions
