#include "runtime/blank.hpp"

#include "runtime/request_id.hpp"
#include "runtime/trace_parent.hpp"
#include "support/catch.hpp"

namespace vplatform::detail {
namespace {

std::string blanked(std::string text, const HttpRequest& request) {
  std::vector<Secret> secrets;
  collect_secrets(request, secrets);
  blank_secrets(text, secrets);
  return text;
}

TEST_CASE("a secret header is blanked, and also what follows its scheme") {
  const HttpRequest request{
      .headers = {{.name = "Authorization", .value = "Bearer k-123456", .secret = true}}};
  CHECK(blanked("got Bearer k-123456", request) == "got ***");
  CHECK(blanked("bad token k-123456, k-123456", request) == "bad token ***, ***");
}

TEST_CASE("a header that is no secret is shown") {
  const HttpRequest request{.headers = {{.name = "X-Room", .value = "board-room"}}};
  CHECK(blanked("no board-room", request) == "no board-room");
}

TEST_CASE("the request's own secrets are blanked, the longest first, and percent-encoded too") {
  HttpRequest request;
  request.secrets = {Secret("pass"), Secret("pass/word+1")};
  CHECK(blanked("with pass/word+1 or pass", request) == "with *** or ***");
  CHECK(blanked("/t/pass%2Fword%2B1", request) == "/t/***");
}

TEST_CASE("what is too short to be a secret is left alone") {
  HttpRequest request;
  request.secrets = {Secret("abc"), Secret("")};
  CHECK(blanked("abc abcd", request) == "abc abcd");
}

TEST_CASE("a request's id goes to logs only if it is plain") {
  const std::vector<Header> plain{{.name = "X-Request-ID", .value = "r-1"}};
  const std::vector<Header> odd{{.name = "x-request-id", .value = "a b"},
                                {.name = "request-id", .value = "r-2"}};
  const std::vector<Header> endless{{.name = "x-request-id", .value = std::string(200, 'x')}};
  CHECK(request_id_of(plain) == "r-1");
  CHECK(request_id_of(odd) == "r-2");
  CHECK(request_id_of(endless).empty());
}

TEST_CASE("a trace parent is what W3C says and nothing else") {
  const std::string good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  CHECK(is_trace_parent(good));
  CHECK(!is_trace_parent(""));
  CHECK(!is_trace_parent(good + "0"));
  CHECK(!is_trace_parent("ff" + good.substr(2)));
  CHECK(!is_trace_parent("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"));
  CHECK(!is_trace_parent("00-00000000000000000000000000000000-00f067aa0ba902b7-01"));
  CHECK(!is_trace_parent("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"));
  CHECK(!is_trace_parent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7\r01"));
}

}  // namespace
}  // namespace vplatform::detail
