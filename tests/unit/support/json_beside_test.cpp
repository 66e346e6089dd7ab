// Our reader beside nlohmann's, which took its place before: the same is accepted, and read as the same.

#include <array>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "vplatform/spi/json.hpp"

using vplatform::spi::Json;
using vplatform::spi::ScopedJson;

namespace {

constexpr std::array<std::string_view, 12> seeds{
    R"({"version":"1.0.0","type":"participant.joined","payload":{"room":"a","owner":true,"at":1760000000.101},"n":null})",
    R"([0,-0,1,-1,18,123456789012345678,1234567890123456789,9223372036854775807,-9223372036854775808])",
    R"([9223372036854775808,18446744073709551615,18446744073709551616,-9223372036854775809,1e400,-1e400])",
    R"([0.1,-0.0,1.5e3,1E+5,1e-5,4.9e-324,1e-400,2.2250738585072011e-308,179769313486231570000e289])",
    R"(["","a","\"\\\/\b\f\n\r\t","\u00e4\u20AC\ud83d\ude00\u0000","plain text of more than eight bytes"])",
    "[\"\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80 \xef\xbf\xbd\x7f\",\"eight by\xc3\xa4 and more\"]",
    R"({"a":1,"b":2,"a":3,"":4,"":{"x":[],"x":{}},"c":[[],{},[[]]]})",
    " \t\r\n{ \"a\" : [ true , false , null ] , \"b\" : \"x\" } \n",
    "\xef\xbb\xbf{\"bom\":true}",
    R"("text alone")",
    R"(-12.5e-1)",
    R"({"a":{"a":{"a":{"a":{"a":[[[[[{"deep":"enough"}]]]]]}}}}})",
};

/// The same numbers on every machine and in every run.
class Dice {
 public:
  std::size_t below(std::size_t limit) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::size_t>(state_ >> 33) % limit;
  }

 private:
  std::uint64_t state_ = 2026;
};

char any_byte(Dice& dice) {
  constexpr std::string_view likely =
      "{}[]\",:\\/ntfu0123456789.eE+-d8Dc \n\t\x01\x7f\x80\xbf\xc0\xc3\xe2\xed\xf0\xf4\xff";
  return dice.below(8) == 0 ? static_cast<char>(dice.below(256)) : likely[dice.below(likely.size())];
}

std::string changed(std::string text, Dice& dice) {
  for (std::size_t count = 1 + dice.below(3); count > 0; --count) {
    const auto at = dice.below(text.size() + 1);
    switch (dice.below(4)) {
      case 0:
        text.insert(at, 1, any_byte(dice));
        break;
      case 1:
        text.erase(at, 1 + dice.below(3));
        break;
      case 2:
        if (at < text.size()) text[at] = any_byte(dice);
        break;
      default:
        text.insert(at, text.substr(dice.below(text.size() + 1), dice.below(12)));
        break;
    }
  }
  return text;
}

void compare(const std::string& text) {
  const auto ours = Json::parse(text);
  const auto theirs = text.find('\0') == std::string::npos
                          ? nlohmann::json::parse(text, nullptr, false)
                          : nlohmann::json(nlohmann::json::value_t::discarded);
  CAPTURE(text);
  REQUIRE(static_cast<bool>(ours) == !theirs.is_discarded());
  const ScopedJson scoped(text);
  REQUIRE(scoped.root().is_present() == ours.has_value());
  if (!ours) return;
  REQUIRE(scoped.root().dump() == ours->dump());
  REQUIRE(ours->dump() == theirs.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  REQUIRE(ours->size() == (theirs.is_structured() ? theirs.size() : 0));
}

}  // namespace

TEST_CASE("what is changed at random is read as nlohmann reads it") {
  Dice dice;
  for (const auto seed : seeds) compare(std::string(seed));
  for (int round = 0; round < 60'000; ++round) {
    compare(changed(std::string(seeds[dice.below(seeds.size())]), dice));
  }
}

TEST_CASE("a real number is the nearest one, whatever its digits") {
  Dice dice;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = dice.below(2) == 0 ? "-" : "";
    text += std::to_string(dice.below(round % 2 == 0 ? 10 : 2'000'000'000)) + ".";
    for (std::size_t places = 1 + dice.below(20); places > 0; --places)
      text += static_cast<char>('0' + dice.below(10));
    const auto json = Json::parse(text);
    CAPTURE(text);
    REQUIRE(json);
    REQUIRE(json->number() == std::strtod(text.c_str(), nullptr));
  }
}

TEST_CASE("of members with one name the last one counts, however many there are") {
  for (const int count : {2, 30, 40, 500}) {
    std::string text = "{";
    for (int i = 0; i < count; ++i) {
      if (i > 0) text += ',';
      text += "\"n" + std::to_string(i % (count / 2)) + "\":" + std::to_string(i);
    }
    text += "}";
    const auto json = Json::parse(text);
    REQUIRE(json);
    CHECK(json->size() == static_cast<std::size_t>(count / 2));
    CHECK((*json)["n0"].integer() == count / 2);
    CHECK(json->members().size() == static_cast<std::size_t>(count / 2));
    compare(text);
  }
}
