#pragma once

// What a platform's author needs to have it made: the registry, the settings that its maker reads, and the
// platform itself. A host needs `vplatform/registry.hpp` alone.

#include "vplatform/registry.hpp"
#include "vplatform/spi/platform.hpp"
#include "vplatform/spi/settings.hpp"
