#include "vplatform/spi/json.hpp"

#include <limits>
#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace vplatform;
using namespace vplatform::spi;

namespace {

Json read(std::string_view text) {
  auto json = Json::parse(text);
  REQUIRE(json);
  return *json;
}

std::string repeated(std::string_view piece, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += piece;
  return out;
}

}  // namespace

TEST_CASE("a member is found by either of two names") {
  const auto json = *Json::parse(R"({"oneTwo":1,"three_four":2,"five":3,"six":4,"five":5})");
  CHECK(json.either("oneTwo", "one_two").integer() == 1);
  CHECK(json.either("threeFour", "three_four").integer() == 2);
  CHECK(json.either("six", "five").integer() == 5);
  CHECK_FALSE(json.either("seven", "eight").is_present());
  CHECK_FALSE(json["five"].either("oneTwo", "one_two").is_present());
}

TEST_CASE("a JSON text is read") {
  const Json json =
      read(R"({"name":"a\u00e4\n","n":7,"f":1.5,"t":true,"z":null,"list":[1,"two"],"o":{"p":{}}})");
  CHECK(json.is_object());
  CHECK(json.size() == 7);
  CHECK(json["name"].text() == "a\xc3\xa4\n");
  CHECK(json["n"].integer() == 7);
  CHECK(json["f"].number() == 1.5);
  CHECK(json["t"].boolean() == true);
  CHECK(json["z"].is_present());
  CHECK(json["z"].is_null());
  CHECK(json["list"].is_array());
  REQUIRE(json["list"].items().size() == 2);
  CHECK(json["list"].items()[1].text() == "two");
  CHECK(json["o"]["p"].is_object());
  CHECK(json["o"]["p"].size() == 0);
}

TEST_CASE("what is not there, or is something else, gives nothing") {
  const Json json = read(R"({"a":"x","list":[1]})");
  const Json missing = json["b"]["c"]["d"];
  CHECK_FALSE(missing.is_present());
  CHECK_FALSE(missing.is_null());
  CHECK_FALSE(missing.text());
  CHECK_FALSE(missing.boolean());
  CHECK_FALSE(missing.number());
  CHECK_FALSE(missing.integer());
  CHECK_FALSE(missing.id());
  CHECK(missing.text_or("other") == "other");
  CHECK(missing.size() == 0);
  CHECK(missing.items().empty());
  CHECK(missing.members().empty());
  CHECK(missing.dump().empty());
  CHECK_FALSE(json["a"]["b"].is_present());
  CHECK_FALSE(json["list"]["0"].is_present());
  CHECK_FALSE(json["a"].number());
  CHECK_FALSE(json["a"].boolean());
  CHECK_FALSE(json.text());
  CHECK(json["a"].size() == 0);
  CHECK(json["list"].text_or("other") == "other");
  CHECK_FALSE(json["list"].id());
}

TEST_CASE("a value outlives the one that it came from") {
  Json inner;
  {
    const Json outer = read(R"({"a":{"b":"still here"}})");
    inner = outer["a"];
  }
  CHECK(inner["b"].text() == "still here");
}

TEST_CASE("a text that is let go at once is read wherever it finds room") {
  // Short texts, then those that are too long for the stack, or have too many values.
  for (const std::size_t count : {0U, 1U, 10U, 200U, 250U, 255U, 256U, 257U, 1000U, 9000U}) {
    CAPTURE(count);
    const ScopedJson long_one("{\"a\":\"" + repeated("x", count) + "\",\"b\":{\"c\":7}}");
    CHECK(long_one.root()["a"].text() == repeated("x", count));
    CHECK(long_one.root()["b"]["c"].integer() == 7);
    const ScopedJson many("[" + repeated("1,", count) + "2]");
    REQUIRE(many.root().size() == count + 1);
    CHECK(many.root().items().back().integer() == 2);
  }
}

TEST_CASE("a text that is let go at once and is no JSON is absent") {
  for (const auto& text : {std::string(), std::string("{"), "[" + repeated("1,", 9000)}) {
    CHECK_FALSE(ScopedJson(text).root().is_present());
  }
}

TEST_CASE("numbers and truths are read from texts too") {
  const Json json =
      read(R"({"n":"12","f":"1.75","minus":"-3","t":"true","no":"false","x":"12x","e":"","nan":"nan",
                             "inf":"inf","blank":" 12","yes":"yes","one":1})");
  CHECK(json["n"].integer() == 12);
  CHECK(json["n"].number() == 12.0);
  CHECK(json["f"].number() == 1.75);
  CHECK(json["f"].integer() == 1);
  CHECK(json["minus"].integer() == -3);
  CHECK(json["t"].boolean() == true);
  CHECK(json["no"].boolean() == false);
  for (const auto* name : {"x", "e", "nan", "inf", "blank"}) {
    CAPTURE(name);
    CHECK_FALSE(json[name].number());
    CHECK_FALSE(json[name].integer());
  }
  CHECK_FALSE(json["yes"].boolean());
  CHECK_FALSE(json["one"].boolean());
}

TEST_CASE("whole numbers keep every digit, fractions are cut off, and what does not fit is nothing") {
  const Json json =
      read(R"([9223372036854775807,-9223372036854775808,9223372036854775808,1.9,-1.9,1e3,1e19,-1e19,
                             "9223372036854775807","9223372036854775808",1700000000.75])");
  const auto items = json.items();
  CHECK(items[0].integer() == std::numeric_limits<std::int64_t>::max());
  CHECK(items[1].integer() == std::numeric_limits<std::int64_t>::min());
  CHECK_FALSE(items[2].integer());
  CHECK(items[3].integer() == 1);
  CHECK(items[4].integer() == -1);
  CHECK(items[5].integer() == 1000);
  CHECK_FALSE(items[6].integer());
  CHECK_FALSE(items[7].integer());
  CHECK(items[8].integer() == std::numeric_limits<std::int64_t>::max());
  CHECK_FALSE(items[9].integer());
  CHECK(items[10].integer() == 1700000000);
}

TEST_CASE("an id comes as a text or as a number") {
  const Json json = read(R"({"a":"x-1","b":42,"c":18446744073709551615,"d":true,"e":null})");
  CHECK(json["a"].id() == "x-1");
  CHECK(json["b"].id() == "42");
  CHECK(json["c"].id() == "18446744073709551615");
  CHECK_FALSE(json["d"].id());
  CHECK_FALSE(json["e"].id());
}

TEST_CASE("members come with their names") {
  const auto members = read(R"({"b":1,"a":"x"})").members();
  REQUIRE(members.size() == 2);
  CHECK(members[0].first == "a");
  CHECK(members[0].second.text() == "x");
  CHECK(members[1].first == "b");
  CHECK(members[1].second.integer() == 1);
}

TEST_CASE("a value is written compactly") {
  CHECK(read(R"( { "b" : [ 1 , 2 ] , "a" : "ä/\u0001" } )").dump() == R"({"a":"ä/\u0001","b":[1,2]})");
  CHECK(read("null").dump() == "null");
}

TEST_CASE("hostile texts are a bad response and never an exception") {
  const std::vector<std::string> texts{"",
                                       " ",
                                       "{",
                                       "}",
                                       "[",
                                       "{\"a\"",
                                       "{\"a\":",
                                       "{\"a\":1",
                                       "{\"a\":1,}",
                                       "[1,]",
                                       "[1 2]",
                                       "{'a':1}",
                                       "{a:1}",
                                       "nul",
                                       "tru",
                                       "NaN",
                                       "Infinity",
                                       "-",
                                       "01",
                                       "1.",
                                       ".5",
                                       "+1",
                                       "0x1",
                                       "1e",
                                       "1e400",
                                       "\"",
                                       "\"a",
                                       "\"\\x\"",
                                       "\"\\u12\"",
                                       "\"\\ud800\"",
                                       "\"\\udc00\"",
                                       "\"\n\"",
                                       "\"\xff\"",
                                       "\"\xc0\xaf\"",
                                       "\"\xed\xa0\x80\"",
                                       "\"\xc3\"",
                                       "\xff\xfe{",
                                       "<html><body>502 Bad Gateway</body></html>",
                                       "{} {}",
                                       "{}x",
                                       "1 1",
                                       "// no\n1",
                                       "/**/1",
                                       std::string("{}\0", 3),
                                       std::string("\0", 1),
                                       std::string("{}\0{}", 5),
                                       "\"\xf4\x90\x80\x80\""};
  for (const auto& text : texts) {
    CAPTURE(text);
    const auto json = Json::parse(text);
    REQUIRE_FALSE(json);
    CHECK(json.error().code == ErrorCode::bad_response);
  }
}

TEST_CASE("64 levels are read and 65 are not") {
  CHECK(Json::parse(repeated("[", 64) + repeated("]", 64)));
  CHECK_FALSE(Json::parse(repeated("[", 65) + repeated("]", 65)));
  CHECK(Json::parse(repeated("{\"a\":", 63) + "[]" + repeated("}", 63)));
  CHECK_FALSE(Json::parse(repeated("{\"a\":", 64) + "[]" + repeated("}", 64)));
}

TEST_CASE("64 levels are read where there are more brackets than levels, and 65 are not") {
  CHECK(Json::parse("[[]," + repeated("[", 63) + repeated("]", 63) + "]"));
  CHECK_FALSE(Json::parse("[[]," + repeated("[", 64) + repeated("]", 64) + "]"));
}

TEST_CASE("a million open brackets are refused at once") {
  const auto json = Json::parse(repeated("[", 1'000'000));
  REQUIRE_FALSE(json);
  CHECK(json.error().message.find("64 levels") != std::string::npos);
}

TEST_CASE("many brackets side by side, or in texts, are not deep") {
  CHECK(Json::parse("[" + repeated("[],", 1000) + "{}]"));
  CHECK(read("[\"" + repeated("[{", 500) + "\",\"\\\"" + repeated("[", 200) + "\"]").items().size() == 2);
}

TEST_CASE("brackets that only close do not make room for more that open") {
  CHECK_FALSE(Json::parse(repeated("]", 100) + repeated("[", 65)));
}

TEST_CASE("a patch is merged as in RFC 7396") {
  const std::vector<std::vector<std::string>> examples{
      {R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
      {R"({"a":"b"})", R"({"a":null})", R"({})"},
      {R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
      {R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
      {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
      {R"({"e":null})", R"({"a":1})", R"({"a":1,"e":null})"},
      {R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})"},
      {R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"}};
  for (const auto& example : examples) {
    const auto merged = merge_patch(example[0], example[1]);
    REQUIRE(merged);
    CHECK(*merged == example[2]);
  }
}

TEST_CASE("a patch that is no object, or no JSON, is refused") {
  for (const auto* patch : {"", "[1]", "\"x\"", "null", "7", "{", "{\"a\":}"}) {
    CAPTURE(patch);
    const auto merged = merge_patch(R"({"a":1})", patch);
    REQUIRE_FALSE(merged);
    CHECK(merged.error().code == ErrorCode::invalid_argument);
  }
  const auto merged = merge_patch("{", R"({"a":1})");
  REQUIRE_FALSE(merged);
  CHECK(merged.error().code == ErrorCode::invalid_argument);
}
