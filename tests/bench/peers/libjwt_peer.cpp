#include <jwt.h>

#include <cstdlib>
#include <string>

std::string with_libjwt(const std::string& claims, const std::string& key);

std::string with_libjwt(const std::string& claims, const std::string& key) {
  jwt_t* token = nullptr;
  jwt_new(&token);
  jwt_set_alg(token, JWT_ALG_HS256, reinterpret_cast<const unsigned char*>(key.data()),
              static_cast<int>(key.size()));
  jwt_add_grants_json(token, claims.c_str());
  char* text = jwt_encode_str(token);
  std::string made(text);
  std::free(text);  // what it makes is of malloc
  jwt_free(token);
  return made;
}
