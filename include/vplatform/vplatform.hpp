#pragma once

// Everything a host needs, and nothing else.

#include "vplatform/builtin_platforms.hpp"
#include "vplatform/client.hpp"
#include "vplatform/config.hpp"
#include "vplatform/curl_transport.hpp"
#include "vplatform/factory.hpp"
#include "vplatform/flag_source.hpp"
#include "vplatform/observer.hpp"
