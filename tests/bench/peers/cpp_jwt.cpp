// cpp-jwt, as Debian has it.

#include <jwt/jwt.hpp>

#include "peer.hpp"

int main(int, char** argv) {
  return peer::serve(argv[1], [](const peer::Json& claims, const std::string& key) {
    return [claims, key] {
      jwt::jwt_object token{jwt::params::algorithm("HS256"), jwt::params::secret(key)};
      for (const auto& [name, value] : claims.items()) token.payload().add_claim(name, value);
      return token.signature();
    };
  });
}
