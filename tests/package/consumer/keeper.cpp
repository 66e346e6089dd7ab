#include <cstdio>

#include "vplatform/sessions/store.hpp"

int main(int argc, char** argv) {
  const auto store = vplatform::sessions::Store::open(argc > 1 ? argv[1] : "");
  if (!store) return std::puts(describe(store.error()).c_str()), 1;
  const auto info = (*store)->info();
  std::printf("%s %d\n", info.database.c_str(), info.schema);
  return 0;
}
