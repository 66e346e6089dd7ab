#include <string>
#include <utility>

#include "sessions/inbox/group_commit.hpp"
#include "vplatform/sessions/inbox.hpp"

namespace vplatform::sessions {
namespace {

/// The same words for all reasons to refuse: they are for whoever sent it.
WebhookReply reply(int status) {
  if (status == 200) return {status, "ok"};
  if (status == 503) return {status, "try again later"};
  return {status, "refused"};
}

ReceivedEvent received(const Client& client, const WebhookRequest& request, const WebhookVerdict& verdict,
                       TimePoint now) {
  ReceivedEvent event{.instance = client.info().instance, .body = request.body, .received_at = now};
  if (verdict.event) event.fields = &**verdict.event;
  if (verdict.outcome == WebhookOutcome::unreadable)
    event.unreadable = verdict.error ? std::string_view(verdict.error->message) : "it could not be read";
  return event;
}

}  // namespace

struct WebhookEndpoint::State {
  explicit State(Backend with) : backend(std::move(with)), env(backend.env.filled()), inbox(backend.store) {}

  WebhookReply handle(std::string_view instance, const WebhookRequest& request) {
    const auto client = backend.platforms->client(instance);
    if (!client) return reply(client.error().code == ErrorCode::not_found ? 404 : 503);
    const WebhookVerdict verdict = client->read_webhook(request);
    switch (verdict.outcome) {
      case WebhookOutcome::probe:
        return reply(200);
      case WebhookOutcome::refused:
        return reply(verdict.reply_status == 503 ? 503 : 401);
      case WebhookOutcome::event:
      case WebhookOutcome::unreadable:
        break;
    }
    return reply(inbox.store(received(*client, request, verdict, env.now())) ? 200 : 503);
  }

  Backend backend;
  RuntimeEnv env;
  GroupCommit inbox;
};

WebhookEndpoint::WebhookEndpoint(Backend backend) : state_(std::make_shared<State>(std::move(backend))) {}

WebhookReply WebhookEndpoint::handle(std::string_view instance, const WebhookRequest& request) const {
  try {
    return state_->handle(instance, request);
  } catch (...) {
    return reply(503);
  }
}

}  // namespace vplatform::sessions
