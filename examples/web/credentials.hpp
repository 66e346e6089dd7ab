#pragma once

#include <httplib.h>

#include <string>
#include <string_view>

namespace web {

/// Whether the header holds exactly this secret. Never where none is configured. Takes as long for a wrong
/// one as for the right one.
[[nodiscard]] bool has_key(const httplib::Request& request, const char* header, std::string_view secret);

/// What follows `Authorization: Bearer`; empty where there is nothing.
[[nodiscard]] std::string bearer_of(const httplib::Request& request);

}  // namespace web
