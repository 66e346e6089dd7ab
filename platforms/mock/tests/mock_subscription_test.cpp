#include "mock_fixture.hpp"
#include "support/catch.hpp"

namespace vplatform::platforms::mock {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

constexpr const char* url = "https://host.example/hooks";

Names types_due(const Mock& mock, const Client& client) {
  Names types;
  for (const auto& request : mock.service->due(mock.now())) {
    const auto verdict = client.read_webhook(request);
    types.push_back(verdict.event ? (*verdict.event)->type : "not an event");
  }
  return types;
}

TEST_CASE("a webhook is made once, and then there is nothing to change") {
  const Mock mock;
  const auto client = mock.client();
  const auto made = client.ensure_webhook({.url = url}).value();
  CHECK(made.changes == Names{"created"});
  CHECK(made.active);
  CHECK(made.url == url);
  CHECK_FALSE(made.id.empty());
  const auto again = client.ensure_webhook({.url = url}).value();
  CHECK(again.changes.empty());
  CHECK(again.id == made.id);
  CHECK(mock.service->subscription("mock")->kinds.size() == 10);
}

TEST_CASE("a webhook is brought to what is wanted, and keeps its id") {
  const Mock mock;
  const auto client = mock.client();
  const auto id = client.ensure_webhook({.url = url}).value().id;
  const auto moved = client.ensure_webhook({.url = "https://host.example/new"}).value();
  CHECK(moved.changes == Names{"url"});
  const auto fewer = client
                         .ensure_webhook({.url = "https://host.example/new",
                                          .kinds = {EventKind::meeting_started, EventKind::meeting_ended}})
                         .value();
  CHECK(fewer.changes == Names{"events"});
  CHECK(fewer.id == id);
  const auto swapped = client.ensure_webhook(
      {.url = "https://host.example/new", .kinds = {EventKind::meeting_ended, EventKind::meeting_started}});
  CHECK(swapped.value().changes.empty());
  CHECK(mock.service->subscription("mock")->told.url == "https://host.example/new");
}

TEST_CASE("a new secret is given to the webhook, and signs from then on") {
  const Mock old;
  (void)old.client().ensure_webhook({.url = url});
  Mock rotated({.webhook_secrets = {Secret("new"), webhook_secret}});
  rotated.service = old.service;
  CHECK(rotated.client().ensure_webhook({.url = url}).value().changes == Names{"signature"});
  const Mock only_new({.webhook_secrets = {Secret("new")}});
  rotated.enters(rotated.meeting());
  CHECK(types_due(rotated, only_new.client()) == Names{"meeting.started", "participant.joined"});
}

TEST_CASE("a dry run says what would change, and changes nothing") {
  const Mock mock;
  const auto client = mock.client();
  const auto would = client.ensure_webhook({.url = url, .dry_run = true}).value();
  CHECK(would.changes == Names{"created"});
  CHECK(would.url == url);
  CHECK(would.id.empty());
  CHECK_FALSE(would.active);
  CHECK_FALSE(mock.service->subscription("mock"));

  (void)client.ensure_webhook({.url = url});
  REQUIRE(mock.service->fail_webhook("mock"));
  const auto moved = client.ensure_webhook({.url = "https://x.example/", .dry_run = true}).value();
  CHECK(moved.changes == Names{"url", "revived"});
  CHECK(moved.url == url);
  CHECK_FALSE(mock.service->subscription("mock")->told.active);
}

TEST_CASE("a webhook that has failed tells nothing until it is revived") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = mock.meeting();
  CHECK(mock.service->fail_webhook("mock").error().code == ErrorCode::not_found);
  (void)client.ensure_webhook({.url = url});
  const auto ada = mock.enters(ref);
  REQUIRE(mock.service->fail_webhook("mock"));
  CHECK(mock.service->subscription("mock")->told.failures == 3);
  CHECK(types_due(mock, client).empty());
  mock.enters(ref, "Bob");
  CHECK(types_due(mock, client).empty());

  const auto revived = client.ensure_webhook({.url = url}).value();
  CHECK(revived.changes == Names{"revived"});
  CHECK(revived.active);
  CHECK(revived.failures == 0);
  REQUIRE(mock.service->leave(ref, ada, mock.now()));
  CHECK(types_due(mock, client) == Names{"participant.left"});
}

TEST_CASE("who has subscribed hears of that alone, who has not hears of everything") {
  const Mock mock;
  const auto client = mock.client();
  const auto ref = mock.meeting();
  mock.enters(ref);
  CHECK(types_due(mock, client) == Names{"meeting.started", "participant.joined"});
  (void)client.ensure_webhook({.url = url, .kinds = {EventKind::meeting_ended}});
  REQUIRE(client.remove_all(ref));
  CHECK(types_due(mock, client) == Names{"meeting.ended"});
}

TEST_CASE("a service without a secret tells those who bring one") {
  Mock mock;
  mock.service = std::make_shared<MockService>();
  const auto client = mock.client();
  const auto ref = mock.meeting();
  const auto ada = mock.enters(ref);
  CHECK(mock.service->due(mock.now()).empty());
  (void)client.ensure_webhook({.url = url});
  REQUIRE(mock.service->leave(ref, ada, mock.now()));
  CHECK(types_due(mock, client) == Names{"participant.left", "meeting.ended"});
}

TEST_CASE("each instance has a webhook of its own") {
  const Mock mock;
  (void)mock.client("a").ensure_webhook({.url = url, .kinds = {EventKind::meeting_started}});
  CHECK(mock.client("b").ensure_webhook({.url = url}).value().changes == Names{"created"});
  REQUIRE(mock.service->fail_webhook("b"));
  CHECK(mock.client("a")
            .ensure_webhook({.url = url, .kinds = {EventKind::meeting_started}})
            .value()
            .changes.empty());
}

TEST_CASE("events that the mock has not are refused by name") {
  const Mock mock;
  for (const auto kind : {EventKind::transcript_ready, EventKind::stream_started, EventKind::other}) {
    const auto refused = mock.client().ensure_webhook({.url = url, .kinds = {kind}});
    CHECK(refused.error().code == ErrorCode::unsupported);
    CHECK(refused.error().message.find(to_string(kind)) != std::string::npos);
  }
  CHECK_FALSE(mock.service->subscription("mock"));
}

TEST_CASE("without a secret there is no webhook to make") {
  const Mock mock(Settings{});
  CHECK_FALSE(mock.client().info().capabilities.has(Capability::manage_webhooks));
  CHECK(mock.client().ensure_webhook({.url = url}).error().code == ErrorCode::unsupported);
}

TEST_CASE("a subscription whose answer was lost is there, and is not made again") {
  const Mock mock;
  mock.service->fail_next({.error = {.code = ErrorCode::unavailable}, .after_acting = true});
  CHECK_FALSE(mock.client().ensure_webhook({.url = url}));
  CHECK(mock.client().ensure_webhook({.url = url}).value().changes.empty());
}

}  // namespace
}  // namespace vplatform::platforms::mock
