#include <string>

#include "fake_platform.hpp"
#include "selection/murmur3.hpp"
#include "support/catch.hpp"

using namespace selection_test;

namespace {

std::uint32_t bucket(std::string_view salt, std::string_view room) {
  detail::Murmur3 hash;
  hash.add(salt);
  hash.add(room);
  return detail::bucket_of(hash.finish());
}

std::uint32_t murmur(std::string_view text) {
  detail::Murmur3 hash;
  hash.add(text);
  return hash.finish();
}

PlatformFactory ramp(const std::string& percent) {
  return *Host{}.open(R"({"rules": [{"id": "ramp", "to": "daily", "salt": "2026-01", "percent": )" + percent +
                      R"(}], "default": "whereby", "platforms": {"daily": {}, "whereby": {}}})");
}

int taken_by(const PlatformFactory& factory) {
  int taken = 0;
  for (int number = 0; number < 100'000; ++number) {
    if (factory.select({.id = "room-" + std::to_string(number)}).platform() == "daily") ++taken;
  }
  return taken;
}

}  // namespace

TEST_CASE("the hash is murmur3_x86_32 with seed 0") {
  CHECK(murmur("") == 0x00000000U);
  CHECK(murmur("test") == 0xba6bd213U);
  CHECK(murmur("Hello, world!") == 0xc0363e43U);
  CHECK(murmur("The quick brown fox jumps over the lazy dog") == 0x2e4ff723U);
}

TEST_CASE("a hash over parts is the hash over the whole, wherever it is cut") {
  const std::string text = "a text that is neither short nor a multiple of four!!";
  for (std::size_t first = 0; first <= text.size(); ++first) {
    for (std::size_t second = first; second <= text.size(); ++second) {
      detail::Murmur3 hash;
      hash.add(std::string_view(text).substr(0, first));
      hash.add(std::string_view(text).substr(first, second - first));
      hash.add(std::string_view(text).substr(second));
      REQUIRE(hash.finish() == murmur(text));
    }
  }
}

TEST_CASE("rooms fall into the buckets of the golden vectors") {
  CHECK(bucket("2026-01", "room-1") == 747813);
  CHECK(bucket("2026-01", "room-2") == 436916);
  CHECK(bucket("2026-01", "room-3") == 963473);
  CHECK(bucket("2026-01", "board") == 348703);
  CHECK(bucket("2026-01", "s\xc3\xa4len") == 944738);
}

TEST_CASE("12.5 % takes 12,314 of a hundred thousand rooms") {
  CHECK(taken_by(ramp("12.5")) == 12'314);
}

TEST_CASE("0 % takes no room and 100 % takes all") {
  CHECK(taken_by(ramp("0")) == 0);
  CHECK(taken_by(ramp("100")) == 100'000);
}

TEST_CASE("raising a percentage only adds rooms") {
  const auto few = ramp("10");
  const auto more = ramp("30");
  for (int number = 0; number < 2'000; ++number) {
    const RoomContext room{.id = "room-" + std::to_string(number)};
    if (few.select(room).platform() == "daily") REQUIRE(more.select(room).platform() == "daily");
  }
}

TEST_CASE("the edge of a percentage is exact") {
  // room-2 is in bucket 436916: 43.6916 % leaves it out, one step more takes it.
  CHECK(ramp("43.6916").select({.id = "room-2"}).platform() == "whereby");
  const auto decision = ramp("43.6917").select({.id = "room-2"});
  CHECK(decision.platform() == "daily");
  CHECK(decision.bucket() == 436916U);
  CHECK(decision.reason() == "split");
  CHECK(decision.rule() == "ramp");
}

TEST_CASE("the salt of a rule is its id unless it has one") {
  const auto factory = *Host{}.open(R"({"rules": [{"id": "2026-01", "to": "daily", "percent": 100}],
                                        "platforms": {"daily": {}}})");
  CHECK(factory.select({.id = "room-1"}).bucket() == 747813U);
}
