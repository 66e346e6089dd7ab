#include "vplatform/spi/url.hpp"

#include <string>

#include "support/catch.hpp"

using namespace vplatform;
using namespace vplatform::spi;

TEST_CASE("percent-encoding leaves letters, digits and four marks alone") {
  CHECK(percent_encode("AZaz09-._~") == "AZaz09-._~");
  CHECK(percent_encode("a b/c?d#e%f&g=h+i") == "a%20b%2Fc%3Fd%23e%25f%26g%3Dh%2Bi");
  CHECK(percent_encode("s\xc3\xa4l") == "s%C3%A4l");
  CHECK(percent_encode(std::string_view("\0", 1)) == "%00");
}

TEST_CASE("every byte survives percent-encoding") {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  const auto back = percent_decode(percent_encode(all));
  REQUIRE(back);
  CHECK(*back == all);
}

TEST_CASE("percent-decoding takes either case, leaves a plus alone and refuses broken escapes") {
  CHECK(*percent_decode("%c3%A4+") == "\xc3\xa4+");
  CHECK(*percent_decode("%41") == "A");
  for (const auto* text : {"%", "%4", "a%", "%zz", "%4z", "%%41", "% 1"}) {
    CAPTURE(text);
    const auto read = percent_decode(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("a URL is taken apart") {
  const auto url = parse_url("HTTPS://Acme.Daily.co:8443/a/b?x=1&y=2#part");
  REQUIRE(url);
  CHECK(url->scheme == "https");
  CHECK(url->host == "acme.daily.co");
  CHECK(url->port == 8443);
  CHECK(url->path == "/a/b");
  CHECK(url->query == "x=1&y=2");
  CHECK_FALSE(url->has_user);
}

TEST_CASE("a URL may lack all but scheme and host") {
  const auto bare = parse_url("wss://lk.example");
  REQUIRE(bare);
  CHECK(bare->port == 0);
  CHECK(bare->path.empty());
  CHECK(bare->query.empty());
  const auto query_alone = parse_url("http://h?q=/x");
  REQUIRE(query_alone);
  CHECK(query_alone->host == "h");
  CHECK(query_alone->path.empty());
  CHECK(query_alone->query == "q=/x");
}

TEST_CASE("a URL's user is noticed and is not its host") {
  const auto url = parse_url("https://api.daily.co@evil.example/x");
  REQUIRE(url);
  CHECK(url->has_user);
  CHECK(url->host == "evil.example");
  const auto twice = parse_url("https://a@b@c/");
  REQUIRE(twice);
  CHECK(twice->host == "c");
}

TEST_CASE("an IPv6 host comes without brackets and goes with them") {
  const auto url = parse_url("http://[::1]:7880/rtc");
  REQUIRE(url);
  CHECK(url->host == "::1");
  CHECK(url->port == 7880);
  CHECK(origin_of(*url) == "http://[::1]:7880");
}

TEST_CASE("what is not a usable URL is refused") {
  for (const auto* text : {"",
                           "https",
                           "https:/h",
                           "//h/x",
                           "h/x",
                           "ftp://h",
                           "javascript://h",
                           "https://",
                           "https:///x",
                           "https://:1/",
                           "https://h:/",
                           "https://h:0/",
                           "https://h:65536/",
                           "https://h:1x/",
                           "https://h:-1/",
                           "https://h:+1/",
                           "https://h h/",
                           "https://h/a b",
                           "https://h\t/",
                           "https://h\\@evil/",
                           "https://h\n/",
                           "https://[::1/",
                           "https://[]/",
                           "https://[h]/",
                           "https://[::1]x/",
                           "https://h%2e/",
                           "https://s\xc3\xa4l.example/",
                           " https://h"}) {
    CAPTURE(text);
    const auto read = parse_url(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("an error about a URL does not show it") {
  const auto read = parse_url("https://user:pass-word@h:99999/");
  REQUIRE_FALSE(read);
  CHECK(read.error().message.find("pass-word") == std::string::npos);
}

TEST_CASE("an origin is scheme, host and a port that was given") {
  CHECK(origin_of(*parse_url("https://acme.whereby.com/room?x=1")) == "https://acme.whereby.com");
  CHECK(origin_of(*parse_url("wss://lk.example:7443/rtc")) == "wss://lk.example:7443");
}

TEST_CASE("loopback is localhost, all of 127 and ::1, and no name that looks like them") {
  for (const auto* host : {"localhost", "LocalHost", "127.0.0.1", "127.255.255.255", "::1"}) {
    CAPTURE(host);
    CHECK(is_loopback(host));
  }
  for (const auto* host : {"", "localhost.evil.example", "notlocalhost", "127.0.0.1.evil.example", "127.0.0",
                           "127.0.0.256", "127.0.0.1.", "127.", "127.0..1", "127.0.0.0.1", "127.0.0.-1",
                           "128.0.0.1", "::2", "0.0.0.0", "::", "[::1]", "1270.0.0.1"}) {
    CAPTURE(host);
    CHECK_FALSE(is_loopback(host));
  }
}

TEST_CASE("a query parameter is added where queries go") {
  CHECK(with_query("https://h/x", "a b", "c&d") == "https://h/x?a%20b=c%26d");
  CHECK(with_query("https://h/x?y=1", "a", "b") == "https://h/x?y=1&a=b");
  CHECK(with_query("https://h/x?", "a", "b") == "https://h/x?a=b");
  CHECK(with_query("https://h/x?y=1&", "a", "b") == "https://h/x?y=1&a=b");
  CHECK(with_query("https://h/x#part?", "a", "b") == "https://h/x?a=b#part?");
}
