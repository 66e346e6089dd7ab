#include "web/credentials.hpp"

#include <vplatform/spi/crypto.hpp>

namespace web {

bool has_key(const httplib::Request& request, const char* header, std::string_view secret) {
  // Twice the same header is nobody's honest request.
  if (secret.empty() || request.get_header_value_count(header) != 1) return false;
  return vplatform::spi::equal_in_constant_time(request.get_header_value(header), secret);
}

std::string bearer_of(const httplib::Request& request) {
  constexpr std::string_view scheme = "Bearer ";
  if (request.get_header_value_count("Authorization") != 1) return {};
  const std::string value = request.get_header_value("Authorization");
  return value.starts_with(scheme) ? value.substr(scheme.size()) : std::string{};
}

}  // namespace web
