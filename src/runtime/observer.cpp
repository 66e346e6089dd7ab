#include "vplatform/observer.hpp"

namespace vplatform {

Observer::~Observer() = default;

}  // namespace vplatform
