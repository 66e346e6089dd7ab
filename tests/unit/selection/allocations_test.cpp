#include <string>

#include "counted_allocations.hpp"
#include "fake_platform.hpp"
#include "support/catch.hpp"

using namespace selection_test;

namespace {

int allocations_of_select(const PlatformFactory& factory, const RoomContext& room, std::string_view source) {
  (void)factory.select(room);  // the thread's own copy of the snapshot
  const int before = allocations_so_far();
  const Decision decision = factory.select(room);
  const bool as_expected = to_string(decision.source()) == source && !decision.reason().empty();
  const int after = allocations_so_far();
  REQUIRE(as_expected);
  return after - before;
}

class Flags final : public FlagSource {
 public:
  std::optional<FlagAnswer> resolve(std::string_view, const RoomContext& room) override {
    if (room.id != "flagged") return std::nullopt;
    return FlagAnswer{.value = "daily"};
  }
};

std::string configuration(const std::string& more) {
  std::string rooms;
  for (int number = 0; number < 10'000; ++number) {
    rooms += "\"a room with a name too long for a short string " + std::to_string(number) + "\": \"daily\", ";
  }
  return R"({"default": "whereby", "rooms": {)" + rooms + R"("board": "daily", "cordoned": "mock"},
    "rules": [{"id": "acme only, by a rather long id", "to": "mock", "when": {"tenant with a long name": ["acme incorporated, all of it"]}},
              {"id": "ramp", "to": "daily", "percent": 50, "salt": "2026-01"}],
    "platforms": {"daily": {}, "whereby": {}, "mock": {"state": "cordoned"}})" +
         more + "}";
}

}  // namespace

TEST_CASE("counting allocations works") {
  const int before = allocations_so_far();
  const std::string text(1'000, 'x');
  CHECK(text.size() == 1'000);
  const bool counted = allocations_so_far() > before;
  CHECK(counted == counts_allocations());
}

TEST_CASE("choosing allocates nothing, whichever source answers") {
  Host host;
  host.options.flags = std::make_shared<Flags>();
  const auto factory = *host.open(configuration(""));
  CHECK(allocations_of_select(factory, {.id = "flagged"}, "flag") == 0);
  CHECK(allocations_of_select(factory, {.id = "board"}, "rooms") == 0);
  CHECK(allocations_of_select(factory, {.id = "a room with a name too long for a short string 77"},
                              "rooms") == 0);
  CHECK(allocations_of_select(factory, {.id = "room-2"}, "rules") == 0);
  CHECK(allocations_of_select(factory, {.id = "room-1"}, "default") == 0);
  const RoomContext acme{.id = "cordoned",
                         .attributes = {{"tenant with a long name", "acme incorporated, all of it"}}};
  CHECK(allocations_of_select(factory, acme, "default") == 0);
  CHECK(factory.select(acme).passed_over().size() >= 2);

  const auto forced = *host.open(configuration(R"(, "force": "daily")"));
  CHECK(allocations_of_select(forced, {.id = "room-1"}, "force") == 0);
}

TEST_CASE("a meeting that exists is decided without an allocation") {
  const auto factory = *Host{}.open(configuration(""));
  const MeetingRef ref{.platform = "daily", .id = "x"};
  (void)factory.select({}, ref);
  const RoomContext room;
  const int before = allocations_so_far();
  const Decision decision = factory.select(room, ref);
  const int after = allocations_so_far();
  CHECK(after == before);
  CHECK(decision.platform() == "daily");
}
