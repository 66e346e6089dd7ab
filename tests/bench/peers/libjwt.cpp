// libjwt, as Debian has it.

#include <jwt.h>

#include <cstdlib>

#include "peer.hpp"

int main(int, char** argv) {
  return peer::serve(argv[1], [](const peer::Json& claims, const std::string& key) {
    return [text = claims.dump(), key] {
      jwt_t* token = nullptr;
      jwt_new(&token);
      jwt_set_alg(token, JWT_ALG_HS256, reinterpret_cast<const unsigned char*>(key.data()),
                  static_cast<int>(key.size()));
      jwt_add_grants_json(token, text.c_str());
      char* encoded = jwt_encode_str(token);
      std::string made(encoded);
      std::free(encoded);  // what it makes is of malloc
      jwt_free(token);
      return made;
    };
  });
}
