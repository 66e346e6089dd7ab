#include "vplatform/testing/scripted_transport.hpp"

#include "log_emulator.hpp"
#include "support/catch.hpp"

namespace vplatform::testing {
namespace {

TEST_CASE("a script plays its answers in order and keeps what was sent") {
  ScriptedTransport transport;
  transport.answer(200, "one", {{"A", "b"}}).lose().unreachable();

  const auto first = transport.send(request_to("/1"), {});
  REQUIRE(first);
  CHECK(first->status == 200);
  CHECK(first->body == "one");
  CHECK(find_header(first->headers, "a") == "b");

  const auto lost = transport.send(request_to("/2"), {});
  REQUIRE_FALSE(lost);
  CHECK(lost.error().code == ErrorCode::unavailable);
  CHECK(lost.error().effect == Effect::unknown);

  const auto unreachable = transport.send(request_to("/3"), {});
  REQUIRE_FALSE(unreachable);
  CHECK(unreachable.error().code == ErrorCode::unavailable);
  CHECK(unreachable.error().effect == Effect::none);

  REQUIRE(transport.sent().size() == 3);
  CHECK(transport.sent()[2].url == "https://log.invalid/3");
}

TEST_CASE("a script that is used up says so") {
  ScriptedTransport transport;
  const auto answer = transport.send(request_to("/1"), {});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == ErrorCode::internal);
}

TEST_CASE("an answer may be made from the request, which may look at the transport") {
  ScriptedTransport transport;
  transport.answer_with([&transport](const HttpRequest& request) -> Result<HttpResponse> {
    return HttpResponse{200, {}, request.method + std::to_string(transport.sent().size())};
  });
  CHECK(transport.send(request_to("/", "PUT"), {})->body == "PUT1");
}

TEST_CASE("a stopped attempt uses up no answer") {
  ScriptedTransport transport;
  transport.answer(200);
  std::stop_source source;
  source.request_stop();
  const auto cancelled = transport.send(request_to("/"), {.stop = source.get_token()});
  REQUIRE_FALSE(cancelled);
  CHECK(cancelled.error().code == ErrorCode::cancelled);
  CHECK(transport.sent().empty());
  CHECK(transport.send(request_to("/"), {}));
}

}  // namespace
}  // namespace vplatform::testing
