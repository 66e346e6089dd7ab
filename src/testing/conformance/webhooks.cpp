// What the service sends is read; what somebody else sends is not.

#include <algorithm>
#include <cctype>

#include "testing/conformance/context.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::testing::conformance {
namespace {

using namespace std::chrono_literals;

// Two people come in, since some services see no meeting in one person alone.
void let_people_in(Context& context, const Meeting& meeting) {
  for (const char* who : {"ada", "bob"})
    (void)context.emulator().play(
        "join", {object({{"room", meeting.ref.room}, {"name", who}, {"user_id", who}})}, context.now());
}

/// A request that the service has sent, and what it says.
struct Genuine {
  WebhookRequest request{};
  WebhookEvent event;
};

std::vector<Genuine> all_genuine(Context& context) {
  (void)context.emulator();
  if (context.can(Capability::manage_webhooks)) {
    (void)must(context.client().ensure_webhook({.url = "https://host.example/hook"}), "ensure_webhook");
  }
  const auto meeting = context.make();
  let_people_in(context, meeting);
  context.advance(10s);
  std::vector<Genuine> all;
  for (auto& request : context.emulator().due(context.now())) {
    const auto verdict = context.client().read_webhook(request);
    expect(verdict.reply_status == 200,
           "what the service sent is answered with " + std::to_string(verdict.reply_status));
    if (verdict.event) all.push_back({std::move(request), *verdict.event});
  }
  expect(!all.empty(), "the service has sent no event, or none is read");
  return all;
}

Genuine one_genuine(Context& context) {
  return all_genuine(context).front();
}

void expect_refused(const Platform& platform, const WebhookRequest& request, const std::string& what) {
  const auto verdict = platform.read_webhook(request);
  expect(verdict.outcome == WebhookOutcome::refused && !verdict.event, what + " passes");
  expect(verdict.reply_status == 401, what + " is answered with " + std::to_string(verdict.reply_status));
}

void genuine_is_read(Context& context) {
  bool known = false;
  bool names_the_room = false;
  for (const auto& [request, event] : all_genuine(context)) {
    expect(event->platform == context.info().instance, "an event is not of this instance");
    expect(event->raw.text == request.body, "the body is not kept as it came");
    expect(!event->type.empty(), "the service's own word for the event is not kept");
    expect(!event->id.empty() || !event->natural_key.empty(), "a repeated delivery could not be recognised");
    known = known || event->kind != EventKind::other;
    names_the_room = names_the_room || !event->room.empty();
  }
  expect(known, "no event has a portable kind");
  expect(names_the_room, "no event names its room");
}

void event_names_its_meeting(Context& context) {
  for (const auto& [request, event] : all_genuine(context)) {
    if (!event->meeting) continue;
    (void)must(context.client().find_meeting(*event->meeting), "finding the meeting that an event names");
    return;
  }
  throw NotApplicable("its events name rooms alone");
}

void read_twice_is_the_same(Context& context) {
  const auto [request, event] = one_genuine(context);
  const auto again = context.client().read_webhook(request);
  expect(again.event && (*again.event)->id == event->id &&
             (*again.event)->natural_key == event->natural_key && (*again.event)->at == event->at,
         "read twice, an event is two events");
}

void flipped_byte_is_refused(Context& context) {
  const auto [request, event] = one_genuine(context);
  const std::size_t apart = std::max<std::size_t>(request.body.size() / 97, 1);
  for (std::size_t at = 0; at < request.body.size(); at += apart) {
    auto forged = request;
    forged.body[at] = static_cast<char>(forged.body[at] ^ 1);
    expect_refused(context.platform(), forged, "a body whose byte " + std::to_string(at) + " was changed");
  }
  auto longer = request;
  longer.body += " ";
  expect_refused(context.platform(), longer, "a body with a space more");
}

// The headers that the verdict hangs on.
std::vector<std::size_t> signing_headers(const Platform& platform, const WebhookRequest& request) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    auto without = request;
    without.headers.erase(without.headers.begin() + static_cast<std::ptrdiff_t>(i));
    if (platform.read_webhook(without).outcome == WebhookOutcome::refused) all.push_back(i);
  }
  expect(!all.empty(), "no header is missed");
  return all;
}

void missing_header_is_refused(Context& context) {
  auto [request, event] = one_genuine(context);
  (void)signing_headers(context.platform(), request);
  request.headers.clear();
  expect_refused(context.platform(), request, "a request without headers");
}

void doubled_header_is_refused(Context& context) {
  const auto [request, event] = one_genuine(context);
  for (const auto i : signing_headers(context.platform(), request)) {
    auto doubled = request;
    doubled.headers.push_back(doubled.headers[i]);
    expect_refused(context.platform(), doubled, "a request with '" + request.headers[i].name + "' twice");
  }
}

void changed_header_is_refused(Context& context) {
  const auto [request, event] = one_genuine(context);
  for (const auto i : signing_headers(context.platform(), request)) {
    for (const auto& value : std::vector<std::string>{"", "x", std::string(100'000, 'A'), "\xff\xfe"}) {
      auto changed = request;
      changed.headers[i].value = value;
      expect_refused(context.platform(), changed, "a request with another '" + request.headers[i].name + "'");
    }
    auto changed = request;
    auto& digit = changed.headers[i].value[changed.headers[i].value.size() / 2];
    digit = digit == '1' ? '2' : '1';
    expect_refused(context.platform(), changed,
                   "a request with one digit of '" + request.headers[i].name + "' changed");
  }
}

void header_names_in_any_case(Context& context) {
  auto [request, event] = one_genuine(context);
  for (auto& header : request.headers) {
    std::transform(header.name.begin(), header.name.end(), header.name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  }
  expect(context.client().read_webhook(request).event.has_value(), "header names in capitals are not read");
}

void wrong_secret_is_refused(Context& context) {
  const auto [request, event] = one_genuine(context);
  expect_refused(*context.with_keys(WebhookKeys::wrong), request, "what is signed with another secret");
}

void old_and_new_secret(Context& context) {
  const auto [request, event] = one_genuine(context);
  expect(context.with_keys(WebhookKeys::both)->read_webhook(request).event.has_value(),
         "with two secrets set, what is signed with the second is refused");
}

void no_secret_is_503(Context& context) {
  const auto [request, event] = one_genuine(context);
  const auto bare = context.with_keys(WebhookKeys::none);
  const auto verdict = bare->read_webhook(request);
  expect(!verdict.event && verdict.outcome == WebhookOutcome::refused, "without a secret everything passes");
  expect(verdict.reply_status == 503, "without a secret the service is not asked to come back");
  expect(!bare->info().capabilities.has(Capability::webhooks), "without a secret webhooks are declared");
}

void too_old_is_refused(Context& context) {
  const auto [request, event] = one_genuine(context);
  context.advance(1h);
  expect_refused(context.platform(), request, "what was sent an hour ago");
}

void huge_is_refused(Context& context) {
  auto [request, event] = one_genuine(context);
  request.body.resize(2 * 1024 * 1024, ' ');
  expect_refused(context.platform(), request, "a body of two megabytes");
}

// What the service would send with another body.
WebhookVerdict signed_now(Context& context, const std::string& body, std::chrono::seconds from_now = 0s) {
  if (!context.target().sign) throw NotApplicable("the target cannot sign");
  return context.client().read_webhook(context.target().sign(body, context.now() + from_now));
}

void from_the_future_is_refused(Context& context) {
  const auto body = one_genuine(context).request.body;
  expect(signed_now(context, body).event.has_value(), "what the target signs is not read");
  const auto verdict = signed_now(context, body, 1h);
  expect(!verdict.event && verdict.reply_status == 401, "what was signed in an hour's time passes");
}

void unknown_type_is_other(Context& context) {
  const auto [request, event] = one_genuine(context);
  auto body = request.body;
  const auto at = body.find('"' + event->type + '"');
  expect(at != std::string::npos, "the type of the event is not in its body");
  body.replace(at + 1, event->type.size(), "vp.unheard-of");
  const auto verdict = signed_now(context, body);
  expect(verdict.event.has_value() && verdict.reply_status == 200, "an event of a new type is not taken");
  expect((*verdict.event)->kind == EventKind::other && (*verdict.event)->type == "vp.unheard-of",
         "an event of a new type is told as " + std::string(to_string((*verdict.event)->kind)));
}

void other_spacing_is_the_same(Context& context) {
  const auto [request, event] = one_genuine(context);
  const auto json = spi::Json::parse(request.body);
  expect(json.has_value(), "the body is no JSON");
  const auto verdict = signed_now(context, "\n  " + json->dump() + "\n");
  expect(verdict.event && (*verdict.event)->kind == event->kind && (*verdict.event)->room == event->room,
         "the same event in another spacing and order is another event");
}

void new_members_are_ignored(Context& context) {
  const auto [request, event] = one_genuine(context);
  auto body = request.body;
  body.insert(body.find('{') + 1, R"("vp_new_member":{"a":[1,null,{"b":true}]},)");
  const auto verdict = signed_now(context, body);
  expect(verdict.event && (*verdict.event)->kind == event->kind, "an event with a new member is not read");
}

void garbage_is_unreadable(Context& context) {
  for (const auto& body : {std::string("no JSON"), std::string("[]"), std::string("7"), std::string("null"),
                           std::string("{"), std::string(5'000, '['), std::string("\xff\xfe")}) {
    const auto verdict = signed_now(context, body);
    expect(!verdict.event && verdict.outcome == WebhookOutcome::unreadable,
           "'" + body.substr(0, 10) + "' is not unreadable");
    expect(verdict.reply_status == 200, "what is genuine and unreadable is asked for again");
  }
}

void subscription_converges(Context& context) {
  (void)context.emulator();
  const WebhookSpec spec{.url = "https://host.example/hook"};
  const auto first = must(context.client().ensure_webhook(spec), "ensure_webhook");
  expect(!first.changes.empty(), "a first subscription changes nothing");
  expect(first.url == spec.url, "the subscription has another address");
  context.wire().forget();
  const auto second = must(context.client().ensure_webhook(spec), "ensure_webhook again");
  expect(second.changes.empty() && second.id == first.id, "asked for again, the subscription changes");
  for (const auto& request : context.wire().sent())
    expect(!writes(request), "asked for again, something is written");
}

void dry_run_changes_nothing(Context& context) {
  (void)context.emulator();
  const auto plan =
      must(context.client().ensure_webhook({.url = "https://host.example/hook", .dry_run = true}),
           "ensure_webhook as a dry run");
  expect(!plan.changes.empty(), "a dry run says nothing");
  for (const auto& request : context.wire().sent()) expect(!writes(request), "a dry run writes");
}

}  // namespace

void add_webhooks(std::vector<Entry>& all) {
  using enum Capability;
  constexpr std::string_view area = "webhooks";
  const auto add = [&](std::string_view name, std::string_view says, void (*run)(Context&),
                       CapabilitySet shows = {}) {
    all.push_back({{area, name, says, {webhooks}, shows}, run});
  };
  add("genuine_is_read", "what the service sends is read, kept and recognisable", genuine_is_read,
      {webhooks});
  add("event_names_its_meeting", "a meeting that an event names can be found", event_names_its_meeting);
  add("read_twice_is_the_same", "one request is one event, however often it is read", read_twice_is_the_same);
  add("flipped_byte_is_refused", "a changed body is refused", flipped_byte_is_refused);
  add("missing_header_is_refused", "a request without its signature is refused", missing_header_is_refused);
  add("doubled_header_is_refused", "a signature that comes twice is refused", doubled_header_is_refused);
  add("changed_header_is_refused", "a changed signature or time is refused", changed_header_is_refused);
  add("header_names_in_any_case", "header names may be in any case", header_names_in_any_case);
  add("wrong_secret_is_refused", "what is signed with another secret is refused", wrong_secret_is_refused);
  add("old_and_new_secret", "while a secret is rotated both are good", old_and_new_secret);
  add("no_secret_is_503", "without a secret nothing passes, and the service is asked to come back",
      no_secret_is_503);
  add("too_old_is_refused", "what was sent an hour ago is refused", too_old_is_refused);
  add("from_the_future_is_refused", "what was signed in an hour's time is refused",
      from_the_future_is_refused);
  add("huge_is_refused", "two megabytes are refused", huge_is_refused);
  add("unknown_type_is_other", "an event of a new type is genuine, and `other`", unknown_type_is_other);
  add("other_spacing_is_the_same", "spacing and order do not matter", other_spacing_is_the_same);
  add("new_members_are_ignored", "new members do not matter", new_members_are_ignored);
  add("garbage_is_unreadable", "what is genuine and cannot be read is not asked for again",
      garbage_is_unreadable);
  all.push_back({{area,
                  "subscription_converges",
                  "a subscription that is as wanted is left alone",
                  {manage_webhooks},
                  {manage_webhooks}},
                 subscription_converges});
  all.push_back({{area, "dry_run_changes_nothing", "a dry run says what would change", {manage_webhooks}},
                 dry_run_changes_nothing});
}

}  // namespace vplatform::testing::conformance
