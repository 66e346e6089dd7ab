// Which hosts and addresses a fetch may contact, and how files are called.

#include <arpa/inet.h>
#include <netinet/in.h>

#include "sessions/recording/address.hpp"
#include "sessions/recording/download_answer.hpp"
#include "sessions/recording/network_rules.hpp"
#include "sessions/recording/part_file.hpp"
#include "support/catch.hpp"

using namespace vplatform;
using namespace vplatform::sessions;

namespace {

AddressKind kind_of(const std::string& text) {
  sockaddr_storage storage{};
  if (text.find(':') == std::string::npos) {
    auto& four = reinterpret_cast<sockaddr_in&>(storage);
    four.sin_family = AF_INET;
    REQUIRE(::inet_pton(AF_INET, text.c_str(), &four.sin_addr) == 1);
  } else {
    auto& six = reinterpret_cast<sockaddr_in6&>(storage);
    six.sin6_family = AF_INET6;
    REQUIRE(::inet_pton(AF_INET6, text.c_str(), &six.sin6_addr) == 1);
  }
  return kind_of_address(reinterpret_cast<sockaddr&>(storage));
}

ErrorCode code_of(const NetworkRules& rules, const std::string& url) {
  const auto checked = check_url(rules, url);
  return checked ? ErrorCode::internal : checked.error().code;
}

}  // namespace

TEST_CASE("addresses of the internet are open, also those that stand for one of the older kind") {
  for (const auto* address : {"1.1.1.1", "52.216.0.1", "172.32.0.1", "100.128.0.1", "11.0.0.0", "192.169.0.1",
                              "2600:1f18::1", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"}) {
    CAPTURE(address);
    CHECK(kind_of(address) == AddressKind::open);
  }
}

TEST_CASE("this machine and private networks are told apart, however they are written") {
  for (const auto* address : {"127.0.0.1", "127.255.255.255", "10.0.0.1", "172.16.0.1", "172.31.255.255",
                              "192.168.1.1", "100.64.0.1", "::1", "fd00::1", "fc12::1", "::ffff:127.0.0.1",
                              "::ffff:10.1.2.3", "64:ff9b::192.168.0.1", "2002:7f00:0001::1"}) {
    CAPTURE(address);
    CHECK(kind_of(address) == AddressKind::own);
  }
}

TEST_CASE("addresses that lead to no recording are refused whatever is allowed") {
  for (const auto* address :
       {"0.0.0.0", "169.254.169.254", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1",
        "::", "fe80::1", "ff02::1", "fec0::1", "2001:db8::1", "2001::1", "::ffff:169.254.169.254",
        "64:ff9b::169.254.169.254", "2002:a9fe:a9fe::1"}) {
    CAPTURE(address);
    CHECK(kind_of(address) == AddressKind::refused);
  }
  sockaddr local{};
  local.sa_family = AF_UNIX;
  CHECK(kind_of_address(local) == AddressKind::refused);
}

TEST_CASE("a pattern stands for what ends in its name, and for nothing that only looks like it") {
  const NetworkRules rules{.allowed_hosts = {"acme.s3.amazonaws.com", "*.daily.co"}};
  for (const auto* host : {"acme.s3.amazonaws.com", "ACME.s3.amazonaws.com", "a.daily.co", "a.b.Daily.co"}) {
    CAPTURE(host);
    CHECK(is_allowed(rules, host));
  }
  for (const auto* host : {"daily.co", ".daily.co", "evildaily.co", "a.daily.co.evil.com", "s3.amazonaws.com",
                           "x.acme.s3.amazonaws.com", ""}) {
    CAPTURE(host);
    CHECK(!is_allowed(rules, host));
  }
  CHECK(!is_allowed({}, "a.daily.co"));
}

TEST_CASE("what is no host cannot be allowed") {
  for (const auto* good : {"a.b", "*.a.b", "10.0.0.1", "::1", "localhost"}) CHECK(is_host_pattern(good));
  for (const auto* bad : {"", "*", "*.", "https://a.b", "a.b/c", "a*.b", "a b"}) {
    CAPTURE(bad);
    CHECK(!is_host_pattern(bad));
  }
}

TEST_CASE("a link is read as it is contacted: what looks like another host is that host") {
  const NetworkRules rules{.allowed_hosts = {"a.b"}};
  CHECK(check_url(rules, "https://a.b/x?y=1"));
  CHECK(check_url(rules, "https://A.B./x"));
  CHECK(check_url(rules, "https://a.b:8443/x")->origin == "https://a.b:8443");
  for (const auto* url : {"https://a.b@evil.com/", "https://evil.com/a.b", "https://evil.com#@a.b/",
                          "https://user@a.b/", "https://u:p@a.b/", "http://a.b/", "https://a.b.evil.com/"}) {
    CAPTURE(url);
    CHECK(code_of(rules, url) == ErrorCode::permission_denied);
  }
  for (const auto* url : {"", "a.b", "file:///etc/passwd", "gopher://a.b/", "https://"}) {
    CAPTURE(url);
    const auto checked = check_url(rules, url);
    CHECK(!checked);
  }
  CHECK(code_of(rules, std::string("https://a.b/\0", 13)) == ErrorCode::invalid_argument);
}

TEST_CASE("a redirect is read from where it came") {
  const NetworkRules rules{.allowed_hosts = {"a.b"}};
  const auto base = check_url(rules, "https://a.b/x/y").value();
  CHECK(check_url(rules, "/z", &base)->origin == "https://a.b:443");
  CHECK(check_url(rules, "//evil.com/z", &base).error().code == ErrorCode::permission_denied);
  CHECK(check_url(rules, "http://a.b/z", &base).error().code == ErrorCode::permission_denied);
}

TEST_CASE("an error shows a host's name, and nothing else of what a link holds") {
  const NetworkRules rules{.allowed_hosts = {"a.b"}};
  CHECK(check_url(rules, "https://c.d/secret?token=1").error().message ==
        "the host 'c.d' of a recording's file is not in 'allowed_hosts'");
}

TEST_CASE("the headers of an answer are read as servers write them") {
  AnswerHeaders headers;
  for (const auto* line : {"HTTP/1.1 100 Continue\r\n", "etag: \"old\"\r\n", "\r\n",
                           "HTTP/1.1 206 Partial Content\r\n", "CONTENT-length:  5 \r\n", "ETag: \"v1\"\r\n",
                           "Content-Range: bytes 100-104/105\r\n", "Transfer-Encoding: gzip, Chunked\r\n"}) {
    take_header(headers, line);
  }
  CHECK(headers.status == 206);
  CHECK(headers.length == 5U);
  CHECK(headers.etag == "\"v1\"");
  CHECK(headers.range_from == 100U);
  CHECK(headers.range_of == 105U);
  CHECK(headers.is_chunked);
  take_header(headers, "HTTP/1.1 200 OK\r\n");
  CHECK(headers.etag.empty());
  for (const auto* line :
       {"ETag: W/\"weak\"\r\n", "Content-Length: -1\r\n", "Content-Range: bytes */5\r\n", "nonsense\r\n"})
    take_header(headers, line);
  CHECK(headers.etag.empty());
  CHECK(!headers.length);
  CHECK(!headers.range_from);
}

TEST_CASE("a file's name is safe whatever the platform calls it, and another for every path") {
  CHECK(file_name_for("a/film.mp4").substr(8) == "-film.mp4");
  CHECK(file_name_for("a/film.mp4") != file_name_for("b/film.mp4"));
  CHECK(file_name_for("../../etc/pass wd\n").substr(8) == "-pass_wd_");
  CHECK(file_name_for("x/").size() == 8);
  CHECK(file_name_for("..").substr(8) == "-..");
  CHECK(file_name_for(std::string(5000, 'a') + ".webm").size() == 109);
  CHECK(file_name_for(std::string(5000, 'a') + ".webm").ends_with(".webm"));
}
