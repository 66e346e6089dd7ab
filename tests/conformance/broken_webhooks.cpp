#include <algorithm>
#include <cctype>

#include "broken.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/verify.hpp"

namespace vplatform::conformance_test {

namespace {

using testing::WebhookKeys;

// An event that nobody has sent. Only a verifier can pass one, so this one is asked about a message of our
// own.
WebhookVerdict made_up(EventFields fields) {
  const spi::HmacVerifier verifier({Secret("ours")});
  const auto mac = spi::HmacKey("ours").sign("message");
  const auto pass = verifier.verify_without_time({.parts = {"message"}, .mac = spi::as_text(mac)});
  return WebhookVerdict::genuine(*pass, [&] { return std::move(fields); });
}

// Reads what is genuine, and says something else about it.
std::function<void(Broken&)> retold(std::function<void(EventFields&, const Broken&)> change) {
  return [change](Broken& p) {
    p.read = [&p, change](const WebhookRequest& request) {
      auto verdict = p.good->read_webhook(request);
      if (!verdict.event) return verdict;
      EventFields fields = **verdict.event;
      change(fields, p);
      return made_up(std::move(fields));
    };
  };
}

// Looks at no signature.
void trusts_everybody(Broken& p) {
  p.read = [&p](const WebhookRequest& request) {
    auto verdict = p.good->read_webhook(request);
    if (verdict.event || verdict.outcome == WebhookOutcome::probe) return verdict;
    return made_up({.id = "e1",
                    .kind = EventKind::meeting_started,
                    .type = "x",
                    .platform = p.about.instance,
                    .room = "x",
                    .raw = {request.body}});
  };
}

// Refuses what is genuine where the request is like this.
std::function<void(Broken&)> refuses(
    std::function<bool(const WebhookRequest&, const WebhookVerdict&)> where) {
  return [where](Broken& p) {
    p.read = [&p, where](const WebhookRequest& request) {
      auto verdict = p.good->read_webhook(request);
      return where(request, verdict) ? WebhookVerdict::refuse("not like this") : verdict;
    };
  };
}

// Made with other keys than it was asked to be.
testing::ConformanceTarget with_keys(testing::ConformanceTarget target, WebhookKeys asked,
                                     WebhookKeys instead) {
  target.platform = [good = target.platform, asked, instead](const PlatformEnv& env, WebhookKeys keys) {
    return good(env, keys == asked ? instead : keys);
  };
  return target;
}

}  // namespace

std::vector<Row> broken_webhooks(const Good& good) {
  std::vector<Row> rows{
      {"genuine_is_read", "it does not keep the body",
       broken(good.daily, retold([](EventFields& fields, const Broken&) { fields.raw = {}; }))},
      {"event_names_its_meeting", "it names a meeting that there is not",
       broken(good.daily, retold([](EventFields& fields, const Broken&) {
                if (fields.meeting) fields.meeting->id = "no-such-room";
              }))},
      {"read_twice_is_the_same", "it numbers the events itself",
       broken(good.daily,
              retold([](EventFields& fields, const Broken& p) { fields.id = std::to_string(++p.calls); }))},
      {"header_names_in_any_case", "it wants small letters in header names",
       broken(good.daily, refuses([](const WebhookRequest& request, const WebhookVerdict&) {
                return std::any_of(request.headers.begin(), request.headers.end(), [](const Header& header) {
                  return header.name.find("SIGNATURE") != std::string::npos;
                });
              }))},
      {"old_and_new_secret", "it knows one secret at a time",
       with_keys(good.daily, WebhookKeys::both, WebhookKeys::wrong)},
      {"no_secret_is_503", "it has a secret of its own",
       with_keys(good.daily, WebhookKeys::none, WebhookKeys::wrong)},
      {"wrong_secret_is_refused", "it takes any secret",
       with_keys(good.daily, WebhookKeys::wrong, WebhookKeys::right)},
      {"unknown_type_is_other", "it refuses what it does not know",
       broken(good.daily, refuses([](const WebhookRequest&, const WebhookVerdict& verdict) {
                return verdict.event && (*verdict.event)->kind == EventKind::other;
              }))},
      {"other_spacing_is_the_same", "it wants the body as it knows it",
       broken(good.daily, refuses([](const WebhookRequest& request, const WebhookVerdict&) {
                return request.body.starts_with("\n");
              }))},
      {"new_members_are_ignored", "it refuses members that it does not know",
       broken(good.daily, refuses([](const WebhookRequest& request, const WebhookVerdict&) {
                return request.body.find("vp_new_member") != std::string::npos;
              }))},
      {"garbage_is_unreadable", "it asks again for what it cannot read",
       broken(good.daily,
              [](Broken& p) {
                p.read = [&p](const WebhookRequest& request) {
                  auto verdict = p.good->read_webhook(request);
                  if (verdict.outcome == WebhookOutcome::unreadable) verdict.reply_status = 500;
                  return verdict;
                };
              })},
      {"subscription_converges", "it always finds something to change",
       broken(good.daily,
              [](Broken& p) {
                p.ensure = [&p](const WebhookSpec& spec) {
                  return with_value(p.good->ensure_webhook(spec),
                                    [](WebhookSubscription& one) { one.changes = {"url"}; });
                };
              })},
      {"dry_run_changes_nothing", "it means it",
       broken(good.daily,
              [](Broken& p) {
                p.ensure = [&p](WebhookSpec spec) {
                  spec.dry_run = false;
                  return p.good->ensure_webhook(spec);
                };
              })},
  };
  for (const char* check :
       {"flipped_byte_is_refused", "missing_header_is_refused", "doubled_header_is_refused",
        "changed_header_is_refused", "too_old_is_refused", "from_the_future_is_refused", "huge_is_refused"})
    rows.push_back({check, "it looks at no signature", broken(good.daily, trusts_everybody)});
  return rows;
}

}  // namespace vplatform::conformance_test
