#include <cstdio>

#include "vplatform/vplatform.hpp"

int main() {
  vplatform::Registry registry;
  vplatform::add_builtin_platforms(registry);
  auto factory = vplatform::PlatformFactory::open(
      std::move(registry), vplatform::Config::from_text(R"({"default": "mock", "platforms": {"mock": {}}})"),
      vplatform::make_curl_transport());
  if (!factory) return std::puts(describe(factory.error()).c_str()), 1;
  const auto meeting =
      factory->create_meeting({.id = "board-room", .attributes = {}, .needs = {}}, {.name = "Board"});
  if (!meeting) return std::puts(describe(meeting.error()).c_str()), 1;
  std::puts(to_string(meeting->ref).c_str());
  return 0;
}
