#pragma once

#include "selection/config_members.hpp"
#include "vplatform/traffic.hpp"

namespace vplatform::detail {

/// Reads the member `traffic` of an instance into `traffic`, which keeps what is not said.
void read_traffic(const Members& instance, TrafficPolicy& traffic, Faults& faults);

}  // namespace vplatform::detail
