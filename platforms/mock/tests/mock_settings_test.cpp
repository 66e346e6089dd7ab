#include "mock_fixture.hpp"
#include "support/catch.hpp"

namespace vplatform::platforms::mock {
namespace {

using namespace std::chrono_literals;

struct Read {
  SettingsReader reader;
  std::shared_ptr<const Platform> platform{};

  explicit Read(const std::string& settings, std::map<std::string, std::string> variables = {})
      : reader("mock", settings, Environment::of(std::move(variables))) {
    Registry registry;
    (void)add_to(registry);
    const auto env = testing::FakeClock().env();
    platform = registry.find("mock").value()(reader, {"mock", env.now, env.new_id}).value();
  }
  [[nodiscard]] Step<Meeting> create() const { return platform->create_meeting({.key = "k"}); }
};

TEST_CASE("a mock needs no settings") {
  const Read read("{}");
  CHECK(read.reader.faults().empty());
  CHECK(read.platform->info().kind == "mock");
  CHECK(read.platform->info().instance == "mock");
  const auto meeting = read.create().take().value();
  CHECK(meeting.ends_at == *meeting.created_at + 6h);
}

TEST_CASE("a mock takes the common settings, and limits of its own") {
  const Read read(
      R"({"base_url":"https://meet.invalid","room_ttl_seconds":60,"without":["join","knocking"],"max_participants":3,)"
      R"("webhook_secret_env":"SECRET"})",
      {{"SECRET", "s"}});
  CHECK(read.reader.faults() == std::vector<std::string>{});
  const auto meeting = read.create().take().value();
  CHECK(meeting.url.find("https://meet.invalid/") == 0);
  CHECK(meeting.ends_at == *meeting.created_at + 60s);
  const auto& info = read.platform->info();
  CHECK_FALSE(info.capabilities.has(Capability::join));
  CHECK(info.capabilities.has(Capability::webhooks));
  CHECK(info.limits.max_participants == 3);
}

TEST_CASE("variables fill what the configuration leaves out") {
  const Read read("{}", {{"MOCK_WEBHOOK_SECRET", "s"}, {"MOCK_ROOM_TTL_SECONDS", "120"}});
  CHECK(read.platform->info().capabilities.has(Capability::webhooks));
  const auto meeting = read.create().take().value();
  CHECK(meeting.ends_at == *meeting.created_at + 120s);
}

TEST_CASE("every wrong setting is a fault") {
  const Read read(R"({"without":["flying"],"max_participants":0,"wihtout":[]})");
  CHECK(read.reader.faults().size() == 3);
}

TEST_CASE("each instance has a service of its own, unless they are given one") {
  const Read one("{}");
  const Read two("{}");
  const auto service_of = [](const Read& read) {
    return &dynamic_cast<const MockPlatform&>(*read.platform).service();
  };
  CHECK(service_of(one) != service_of(two));

  const auto shared = std::make_shared<MockService>();
  Registry registry;
  REQUIRE(add_to(registry, shared));
  SettingsReader reader("mock", "{}", {});
  const auto env = testing::FakeClock().env();
  const auto platform = registry.find("mock").value()(reader, {"mock", env.now, env.new_id}).value();
  CHECK(&dynamic_cast<const MockPlatform&>(*platform).service() == shared.get());
  CHECK(add_to(registry).error().code == ErrorCode::already_exists);
}

}  // namespace
}  // namespace vplatform::platforms::mock
