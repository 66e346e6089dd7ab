#include "vplatform/testing/faults.hpp"

#include "log_emulator.hpp"
#include "support/catch.hpp"

namespace vplatform::testing {
namespace {

using Log = std::vector<std::string>;

struct Network {
  std::shared_ptr<LogEmulator> emulator = std::make_shared<LogEmulator>();
  FaultInjector faults{emulator};

  Delivery send(std::string path, std::string method = "POST") {
    return faults.deliver(request_to(std::move(path), std::move(method)), TimePoint{});
  }
};

TEST_CASE("without a fault the emulator's own answer comes through") {
  Network network;
  const auto delivery = network.send("/rooms?a=1");
  REQUIRE(delivery.answer);
  CHECK(delivery.answer->status == 201);
  CHECK(delivery.answer->body == R"({"n":1})");
  CHECK_FALSE(delivery.cut);
  CHECK(network.emulator->log() == Log{"POST /rooms?a=1 "});
}

TEST_CASE("rate_limited answers 429 with Retry-After, and the provider does nothing") {
  Network network;
  network.faults.add({.kind = FaultKind::rate_limited});
  const auto delivery = network.send("/rooms");
  REQUIRE(delivery.answer);
  CHECK(delivery.answer->status == 429);
  CHECK(find_header(delivery.answer->headers, "retry-after") == "1");
  CHECK_FALSE(delivery.acted);
  CHECK(network.emulator->log().empty());
}

TEST_CASE("unavailable answers 503 without a body, and the provider does nothing") {
  Network network;
  network.faults.add({.kind = FaultKind::unavailable});
  const auto delivery = network.send("/rooms");
  REQUIRE(delivery.answer);
  CHECK(delivery.answer->status == 503);
  CHECK(delivery.answer->body.empty());
  CHECK(delivery.answer->headers.empty());
  CHECK(network.emulator->log().empty());
}

TEST_CASE("html answers 502 with a page") {
  Network network;
  network.faults.add({.kind = FaultKind::html});
  const auto delivery = network.send("/rooms");
  REQUIRE(delivery.answer);
  CHECK(delivery.answer->status == 502);
  CHECK(delivery.answer->body.find("<html>") == 0);
}

TEST_CASE("delay hands the real answer over, later") {
  Network network;
  network.faults.add({.kind = FaultKind::delay, .delay = std::chrono::seconds{3}});
  const auto delivery = network.send("/rooms");
  REQUIRE(delivery.answer);
  CHECK(delivery.answer->status == 201);
  CHECK(delivery.delay == std::chrono::seconds{3});
}

TEST_CASE("lost_before loses the request, and it never acts") {
  Network network;
  network.faults.add({.kind = FaultKind::lost_before});
  const auto delivery = network.send("/rooms");
  CHECK_FALSE(delivery.answer);
  CHECK(delivery.acted);
  (void)network.send("/other");
  CHECK(network.emulator->log() == Log{"POST /other "});
}

TEST_CASE("lost_after loses the answer of a request that has acted") {
  Network network;
  network.faults.add({.kind = FaultKind::lost_after});
  const auto delivery = network.send("/rooms");
  CHECK_FALSE(delivery.answer);
  CHECK(network.emulator->log() == Log{"POST /rooms "});
}

TEST_CASE("applied_late acts once, right after the request that it waits for") {
  Network network;
  network.faults.add({.kind = FaultKind::applied_late, .late_by = 2});
  CHECK_FALSE(network.send("/late").answer);
  (void)network.send("/second");
  CHECK(network.emulator->log() == Log{"POST /second "});
  (void)network.send("/third");
  CHECK(network.emulator->log() == Log{"POST /second ", "POST /third ", "POST /late "});
  (void)network.send("/fourth");
  CHECK(network.emulator->log().size() == 4);
}

TEST_CASE("several late requests act in the order in which they were sent") {
  Network network;
  network.faults.add({.kind = FaultKind::applied_late, .times = 2, .late_by = 2});
  (void)network.send("/a");
  (void)network.send("/b");
  (void)network.send("/c");
  (void)network.send("/d");
  CHECK(network.emulator->log() == Log{"POST /c ", "POST /a ", "POST /d ", "POST /b "});
}

TEST_CASE("clearing the faults does not bring a late request forward") {
  Network network;
  network.faults.add({.kind = FaultKind::applied_late, .times = 9});
  (void)network.send("/late");
  network.faults.clear();
  CHECK(network.faults.pending() == 0);
  CHECK(network.emulator->log().empty());
  (void)network.send("/next");
  CHECK(network.emulator->log() == Log{"POST /next ", "POST /late "});
}

TEST_CASE("cut_body hands over half of the body as if it were all") {
  Network network;
  network.faults.add({.kind = FaultKind::cut_body});
  const auto delivery = network.send("/rooms");
  REQUIRE(delivery.answer);
  CHECK(delivery.answer->body == R"({"n)");
  CHECK_FALSE(delivery.cut);
}

TEST_CASE("cut_transport ends the connection within the body") {
  Network network;
  network.faults.add({.kind = FaultKind::cut_transport});
  const auto delivery = network.send("/rooms");
  REQUIRE(delivery.answer);
  CHECK(delivery.answer->body == R"({"n)");
  CHECK(delivery.cut);
}

TEST_CASE("a fault hits only the method and the path that it names, not the query") {
  Network network;
  network.faults.add({.kind = FaultKind::unavailable, .method = "POST", .path = "/rooms"});
  CHECK(network.send("/rooms", "GET").answer->status == 201);
  CHECK(network.send("/other?of=/rooms").answer->status == 201);
  CHECK(network.send("/v1/rooms/x?y=1").answer->status == 503);
}

TEST_CASE("a fault lets requests pass first, and hits as often as it says") {
  Network network;
  network.faults.add({.kind = FaultKind::unavailable, .path = "/rooms", .times = 2, .skip = 1});
  std::vector<int> statuses;
  for (int i = 0; i < 4; ++i) statuses.push_back(network.send("/rooms").answer->status);
  CHECK(statuses == std::vector<int>{201, 503, 503, 201});
  CHECK(network.faults.pending() == 0);
}

TEST_CASE("faults hit in the order in which they were added") {
  Network network;
  network.faults.add({.kind = FaultKind::unavailable});
  network.faults.add({.kind = FaultKind::rate_limited});
  CHECK(network.send("/rooms").answer->status == 503);
  CHECK(network.faults.pending() == 1);
  CHECK(network.send("/rooms").answer->status == 429);
}

TEST_CASE("every request is recorded, lost ones too") {
  Network network;
  network.faults.add({.kind = FaultKind::lost_before});
  (void)network.send("/lost");
  (void)network.send("/found", "GET");
  const auto requests = network.faults.requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].url == "https://log.invalid/lost");
  CHECK(requests[1].method == "GET");
}

TEST_CASE("kinds of faults have names") {
  CHECK(to_string(FaultKind::applied_late) == "applied_late");
  CHECK(to_string(FaultKind::html) == "html");
}

}  // namespace
}  // namespace vplatform::testing
