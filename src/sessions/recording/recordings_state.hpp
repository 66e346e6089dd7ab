#pragma once

#include "vplatform/sessions/recordings.hpp"

namespace vplatform::sessions {

struct Recordings::State {
  Backend backend{};
  RecordingsOptions options{};
};

}  // namespace vplatform::sessions
