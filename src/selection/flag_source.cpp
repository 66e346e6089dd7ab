#include "vplatform/flag_source.hpp"

namespace vplatform {

FlagSource::~FlagSource() = default;

}  // namespace vplatform
