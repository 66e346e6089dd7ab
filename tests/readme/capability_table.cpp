// Prints the capabilities of every platform that is built in as a Markdown table. Made with plain settings:
// what settings take away is in the platform's README.

#include <iostream>

#include "vplatform/builtin_platforms.hpp"
#include "vplatform/factory.hpp"

using namespace vplatform;

namespace {

/// Nothing is sent to ask for a capability.
class Nobody final : public HttpTransport {
 public:
  Result<HttpResponse> send(const HttpRequest&, const AttemptOptions&) override {
    return fail(ErrorCode::internal, "a capability table sends nothing");
  }
};

constexpr const char* plain = R"({"default": "mock", "platforms": {
  "whereby": {"api_key_env": "KEY"},
  "daily": {"api_key_env": "KEY", "domain": "acme", "recording": "cloud"},
  "livekit": {"url": "https://lk.example", "api_key_env": "KEY", "api_secret_env": "KEY"},
  "mock": {}}})";

}  // namespace

int main() {
  Registry registry;
  add_builtin_platforms(registry);
  const auto environment = Environment::of({{"KEY", "0123456789abcdef0123456789abcdef"}});
  const auto factory = PlatformFactory::open(std::move(registry), Config::from_text(plain, environment),
                                             std::make_shared<Nobody>());
  if (!factory) {
    std::cerr << describe(factory.error()) << '\n';
    return 1;
  }
  std::vector<PlatformInfo> platforms;
  for (const auto* kind : {"whereby", "daily", "livekit", "mock"})
    platforms.push_back(factory->client(kind)->info());

  std::cout << "| capability |";
  for (const auto& platform : platforms) std::cout << ' ' << platform.kind << " |";
  std::cout << "\n| --- |";
  for (std::size_t i = 0; i < platforms.size(); ++i) std::cout << " --- |";
  std::cout << '\n';
  for (std::size_t i = 0; i < capability_count; ++i) {
    const auto capability = static_cast<Capability>(i);
    std::string row;
    bool anywhere = false;
    for (const auto& platform : platforms) {
      const bool has = platform.capabilities.has(capability);
      anywhere = anywhere || has;
      row += has ? " yes |" : " – |";
    }
    if (anywhere) std::cout << "| `" << to_string(capability) << "` |" << row << '\n';
  }
  return 0;
}
