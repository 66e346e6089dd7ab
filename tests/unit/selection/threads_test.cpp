#include <atomic>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "fake_platform.hpp"
#include "support/catch.hpp"
#include "vplatform/instance_runtime.hpp"

using namespace selection_test;

namespace {

constexpr int threads = 8;
constexpr int updates = 200;

std::string version(int number) {
  const std::string seats = std::to_string(10 + number % 3);
  const std::string to = number % 2 == 0 ? "daily" : "whereby";
  const std::string other = number % 5 == 0 ? "" : R"(, "livekit": {"state": "cordoned"})";
  return R"({"version": )" + std::to_string(number) + R"(, "default": ")" + to +
         R"(", "rules": [{"id": "ramp", "to": "daily", "percent": 50}],
             "platforms": {"daily": {"seats": )" +
         seats + R"(}, "whereby": {})" + other + "}}";
}

}  // namespace

TEST_CASE("eight threads select and create while the configuration is updated") {
  Host host;
  auto factory = *host.open(version(0));
  std::atomic<bool> stop = false;
  std::atomic<int> failures = 0;
  std::atomic<int> disorder = 0;
  std::latch all_at_work(threads);

  std::vector<std::thread> workers;
  for (int worker = 0; worker < threads; ++worker) {
    workers.emplace_back([&, worker] {
      std::int64_t seen = 0;
      std::vector<Decision> kept;
      for (int number = 0; !stop; ++number) {
        const RoomContext room{.id = "room-" + std::to_string(worker) + "-" + std::to_string(number)};
        auto decision = factory.select(room);
        if (!decision || decision.config_version() < seen) ++disorder;
        seen = decision.config_version();
        if (number % 16 == 0) kept.push_back(std::move(decision));
        if (number % 4 == 0 && !factory.create_meeting(room, {.name = "room"})) ++failures;
        if (number % 8 == 0) (void)factory.clients();
        if (number == 0) all_at_work.count_down();
      }
      for (const auto& decision : kept) {
        if (decision.platform().empty()) ++disorder;
      }
    });
  }
  all_at_work.wait();
  for (int number = 1; number <= updates; ++number) {
    const bool is_good = number % 7 != 0;
    const auto updated = factory.update(Config::from_text(is_good ? version(number) : "{", no_variables()));
    if (updated.has_value() != is_good) ++failures;
  }
  stop = true;
  for (auto& worker : workers) worker.join();
  CHECK(failures == 0);
  CHECK(disorder == 0);
  CHECK(factory.config_version() == updates);
}

TEST_CASE("a snapshot that a thread has cached is not another factory's") {
  // Factories come and go on the same address, and there are more of them than a thread caches.
  for (int round = 0; round < 20; ++round) {
    std::vector<PlatformFactory> factories;
    for (int number = 0; number < 10; ++number)
      factories.push_back(*Host{}.open(version(round * 10 + number)));
    for (int again = 0; again < 2; ++again) {
      for (int number = 0; number < 10; ++number) {
        REQUIRE(factories[static_cast<std::size_t>(number)].config_version() == round * 10 + number);
      }
    }
  }
}

TEST_CASE("a decision outlives the thread that made it") {
  auto factory = *Host{}.open(version(0));
  Decision decision;
  std::thread([&] { decision = factory.select({.id = "room"}); }).join();
  REQUIRE(factory.update(Config::from_text(version(1), no_variables())));
  CHECK(!decision.platform().empty());
  CHECK(decision.config_version() == 0);
}

TEST_CASE("eight threads share one client while its instance is updated again and again") {
  Host host;
  auto factory = *host.open(version(0));
  const auto client = *factory.client("daily");
  std::atomic<bool> stop = false;
  std::atomic<int> failures = 0;
  std::latch all_at_work(threads);
  std::vector<std::jthread> workers;
  for (int worker = 0; worker < threads; ++worker) {
    workers.emplace_back([&] {
      for (int number = 0; !stop; ++number) {
        if (!client.create_meeting({.name = "room"})) ++failures;
        (void)client.state();
        (void)client.breaker();
        if (number == 0) all_at_work.count_down();
      }
    });
  }
  all_at_work.wait();
  for (int number = 1; number <= updates; ++number)
    if (!factory.update(Config::from_text(version(number), no_variables()))) ++failures;
  stop = true;
  workers.clear();
  CHECK(failures == 0);
}

TEST_CASE("a call that waits is stopped by another thread") {
  const auto platform =
      std::make_shared<const FakePlatform>(PlatformInfo{.kind = "fake", .instance = "fake"});
  class Busy final : public HttpTransport {
   public:
    Result<HttpResponse> send(const HttpRequest&, const AttemptOptions&) override {
      asked.count_down();
      return HttpResponse{.status = 429, .headers = {{.name = "Retry-After", .value = "10"}}};
    }
    std::latch asked{1};
  };
  const auto busy = std::make_shared<Busy>();
  const Client client(std::make_shared<InstanceRuntime>(platform, busy, RuntimeEnv{}));
  std::stop_source stop;
  std::jthread other([&] {
    busy->asked.wait();
    stop.request_stop();
  });
  const auto made = client.create_meeting({.name = "room"}, {.stop = stop.get_token()});
  REQUIRE(!made);
  CHECK(made.error().code == ErrorCode::cancelled);
}

TEST_CASE("one instance that hangs does not slow the others") {
  // Ends by its time-out where a call on the one waits for a call on the other.
  class OneHangs final : public HttpTransport {
   public:
    Result<HttpResponse> send(const HttpRequest& request, const AttemptOptions&) override {
      if (request.url.find("//daily.") == std::string::npos) return HttpResponse{.status = 200, .body = "{}"};
      hanging.count_down();
      let_go.wait();
      return HttpResponse{.status = 200, .body = "{}"};
    }
    std::latch hanging{threads};
    std::latch let_go{1};
  };
  const auto network = std::make_shared<OneHangs>();
  const auto client_of = [&](const char* name) {
    return Client(std::make_shared<InstanceRuntime>(
        std::make_shared<const FakePlatform>(PlatformInfo{.kind = "fake", .instance = name}), network,
        RuntimeEnv{}));
  };
  const auto daily = client_of("daily");
  const auto whereby = client_of("whereby");
  std::vector<std::jthread> stuck;
  for (int i = 0; i < threads; ++i) stuck.emplace_back([&] { (void)daily.create_meeting({.name = "room"}); });
  network->hanging.wait();
  for (int i = 0; i < 100; ++i) CHECK(whereby.create_meeting({.name = "room"}));
  network->let_go.count_down();
}
