#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "support/catch.hpp"
#include "vplatform/spi/json.hpp"

using namespace vplatform::spi;

namespace {

std::string written(std::string_view text) {
  JsonWriter out;
  out.value(text);
  return out.text();
}

std::string written(double number) {
  JsonWriter out;
  out.value(number);
  return out.text();
}

}  // namespace

TEST_CASE("members and items are written in the order in which they come") {
  JsonWriter out;
  out.begin_object().member("z", "1").member("a", 2).member("t", true).key("n").null();
  out.key("list")
      .begin_array()
      .value(1)
      .value("two")
      .begin_object()
      .end_object()
      .begin_array()
      .end_array()
      .end_array();
  out.key("o").begin_object().member("f", 1.5).key("r").raw(R"({"x":[1]})").end_object();
  out.member("last", std::string("x")).end_object();
  CHECK(out.text() ==
        R"({"z":"1","a":2,"t":true,"n":null,"list":[1,"two",{},[]],"o":{"f":1.5,"r":{"x":[1]}},"last":"x"})");
}

TEST_CASE("a whole number is written with its digits, however many it has") {
  using Limits = std::numeric_limits<std::int64_t>;
  for (const std::int64_t number :
       {std::int64_t{0}, Limits::max(), Limits::min(), std::int64_t{1'795'351'330}})
    CHECK(JsonWriter().value(number).view() == std::to_string(number));
  std::int64_t power = 1;
  for (int digits = 1; digits < 19; ++digits, power *= 10) {
    for (std::int64_t first = 1; first < 10; ++first) {
      for (const std::int64_t number :
           {first * power, first * power + 1, first * power - 1, power + power / 7})
        CHECK(JsonWriter().begin_array().value(number).value(-number).end_array().view() ==
              "[" + std::to_string(number) + "," + std::to_string(-number) + "]");
    }
  }
}

TEST_CASE("nothing but what must be is escaped") {
  CHECK(written("a/b <>&' \x7f") == "\"a/b <>&' \x7f\"");
  CHECK(written("s\xc3\xa4l \xe4\xbc\x9a \xf0\x9f\x8e\xa5") ==
        "\"s\xc3\xa4l \xe4\xbc\x9a \xf0\x9f\x8e\xa5\"");
  CHECK(written("\"\\\b\f\n\r\t") == R"("\"\\\b\f\n\r\t")");
  CHECK(written(std::string_view("\0\x1f", 2)) == R"("\u0000\u001f")");
  JsonWriter out;
  out.begin_object().member(std::string("a\"b"), 1).end_object();
  CHECK(out.text() == R"({"a\"b":1})");
}

TEST_CASE("a name of any length is written whole") {
  JsonWriter out;
  out.begin_object().member("", 0).member("a", 1).member("ab", 2).member("abc", 3).member("abcd", 4);
  out.member("abcdefg", 7).member("abcdefgh", 8).member("abcdefghijklmnop", 16);
  out.member("abcdefghijklmnopq", 17).end_object();
  CHECK(out.text() == R"({"":0,"a":1,"ab":2,"abc":3,"abcd":4,"abcdefg":7,"abcdefgh":8,)"
                      R"("abcdefghijklmnop":16,"abcdefghijklmnopq":17})");
}

TEST_CASE("a name that the program has not written itself is escaped") {
  const std::string name = "a\n";
  JsonWriter out;
  out.begin_object().member(name, true).member(name.c_str(), false).key(std::string_view(name)).null();
  CHECK(out.end_object().text() == R"({"a\n":true,"a\n":false,"a\n":null})");
}

TEST_CASE("what is not UTF-8 is written as U+FFFD") {
  const std::string mark = "\xEF\xBF\xBD";
  CHECK(written("a\xff"
                "b") == "\"a" + mark + "b\"");
  CHECK(written("\x80") == "\"" + mark + "\"");
  CHECK(written("\xc0\xaf") == "\"" + mark + mark + "\"");
  CHECK(written("\xc3") == "\"" + mark + "\"");
  CHECK(written("\xe4\xbc") == "\"" + mark + "\"");
  CHECK(written("\xe4\xbcz") == "\"" + mark + "z\"");
  CHECK(written("\xe0\x80\x80") == "\"" + mark + mark + mark + "\"");
  CHECK(written("\xed\xa0\x80") == "\"" + mark + mark + mark + "\"");
  CHECK(written("\xf4\x90\x80\x80") == "\"" + mark + mark + mark + mark + "\"");
  CHECK(written("\xf0\x8f\xbf\xbf") == "\"" + mark + mark + mark + mark + "\"");
  CHECK(written("\xf4\x8f\xbf\xbf") == "\"\xf4\x8f\xbf\xbf\"");
  CHECK(written("\xed\x9f\xbf") == "\"\xed\x9f\xbf\"");
}

TEST_CASE("whatever text is written is read back, or was not UTF-8") {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text{static_cast<char>(first), static_cast<char>(second), 'z'};
      const auto read = Json::parse(written(text));
      REQUIRE(read);
      if (first < 0x80 && second < 0x80) REQUIRE(read->text() == text);
    }
  }
}

TEST_CASE("a text that outgrows its room is written whole, wherever that happens") {
  constexpr std::size_t longest = 1100;  // twice the room, and more
  for (std::size_t size = 0; size <= longest; ++size) {
    const std::string filler(size, 'f');
    const std::string inside = "[\"" + filler + "\",";
    JsonWriter numbers;
    numbers.begin_array().value(filler).value(true).value(-1).end_array();
    if (numbers.text() != inside + "true,-1]") FAIL("numbers behind " << size);
    JsonWriter members;
    members.begin_array().value(filler).begin_object().member("name", "a\n\xff").member("b", false);
    members.member(std::string("c"), "").end_object().end_array();
    const std::string expected = inside + "{\"name\":\"a\\n\xEF\xBF\xBD\",\"b\":false,\"c\":\"\"}]";
    if (members.view() != expected) FAIL("members behind " << size);
    if (std::move(members).text() != expected) FAIL("taken behind " << size);
  }
}

TEST_CASE("a copy goes on by itself") {
  for (const std::size_t size : {0U, 700U}) {
    const std::string filler(size, 'f');
    JsonWriter one;
    one.begin_array().value(filler);
    JsonWriter other = one;
    one.value(1).end_array();
    other.value(2).end_array();
    CHECK(one.text() == "[\"" + filler + "\",1]");
    CHECK(other.text() == "[\"" + filler + "\",2]");
  }
}

TEST_CASE("whole numbers are written without a fraction or an exponent") {
  JsonWriter out;
  out.begin_array().value(std::numeric_limits<std::int64_t>::min()).value(0).value(1767225600).end_array();
  CHECK(out.text() == "[-9223372036854775808,0,1767225600]");
  CHECK(written(1767225600.0) == "1767225600");
  CHECK(written(1e20) == "100000000000000000000");
  CHECK(written(-3.0) == "-3");
  CHECK(written(0.0) == "0");
}

TEST_CASE("other numbers are written with as few digits as read back the same") {
  CHECK(written(0.1) == "0.1");
  CHECK(written(12.5) == "12.5");
  CHECK(written(1767225600.25) == "1767225600.25");
  for (const double number : {1e300, 5e-324, 1e-7, 1e21, 123456789.123456789, -0.3}) {
    const auto read = Json::parse(written(number));
    REQUIRE(read);
    CHECK(read->number() == number);
  }
}

TEST_CASE("what is no number in JSON is null") {
  CHECK(written(std::nan("")) == "null");
  CHECK(written(std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("what must be escaped is found wherever it stands in a text of any length") {
  const auto escaped = [](std::string text, std::size_t at, const std::string& by) {
    return '"' + text.replace(at, 1, by) + '"';
  };
  for (std::size_t size = 1; size <= 50; ++size) {
    std::string text(size, 'x');
    CHECK(written(text) == '"' + text + '"');
    for (std::size_t at = 0; at < size; ++at) {
      for (const auto& [c, by] :
           {std::pair{'"', "\\\""}, {'\\', "\\\\"}, {'\x1f', "\\u001f"}, {'\xff', "\xEF\xBF\xBD"}}) {
        text[at] = c;
        if (written(text) != escaped(text, at, by)) FAIL("not found at " << at << " of " << size);
      }
      text[at] = 'x';
    }
  }
}
