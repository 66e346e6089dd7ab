// What a create gives, and what of its spec reaches the service.

#include "testing/conformance/context.hpp"
#include "vplatform/spi/naming.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::testing::conformance {
namespace {

using namespace std::chrono_literals;

void gives_a_meeting(Context& context) {
  const auto made = context.make();
  expect(made.ref.platform == context.info().instance, "the meeting is not of this instance");
  expect(!made.ref.id.empty(), "the meeting has no id");
  expect(!made.raw.empty(), "the service's answer is not kept");
  const auto url = spi::parse_url(made.url);
  expect(url.has_value() && (url->scheme == "https" || url->host == "127.0.0.1" || url->host == "localhost"),
         "'" + made.url + "' is no https address");
}

void ref_survives_storage(Context& context) {
  const auto made = context.make();
  const auto read = must(parse_meeting_ref(to_string(made.ref)), "reading the reference again");
  expect(read == made.ref, "the reference does not survive being written and read");
  (void)must(context.client().find_meeting(read), "finding it by the reference that was read");
}

void key_is_told(Context& context) {
  const auto made = context.make();
  expect(!made.key.empty(), "the key that was made up is not told");
  const auto again = context.make(Context::spec(made.key));
  expect(again.ref == made.ref, "the key that was told leads to another meeting");
}

void end_is_kept(Context& context) {
  auto spec = Context::spec();
  spec.ends_at = std::chrono::floor<std::chrono::seconds>(context.now() + 2h);
  const auto made = context.make(spec);
  expect(made.ends_at.has_value(), "the meeting has no end");
  const auto apart =
      *made.ends_at > *spec.ends_at ? *made.ends_at - *spec.ends_at : *spec.ends_at - *made.ends_at;
  expect(apart <= 1min, "it ends " + to_rfc3339(*made.ends_at) + " and should " + to_rfc3339(*spec.ends_at));
}

void end_is_always_there(Context& context) {
  const auto made = context.make();
  expect(made.ends_at.has_value() && *made.ends_at > context.now(), "a meeting without a wish has no end");
  expect(*made.ends_at <= context.now() + 48h, "a meeting without a wish lasts for more than two days");
}

void any_name_will_do(Context& context) {
  const std::vector<std::string> names{
      "",          "Ünïcödé 会议 🎥",    std::string(5'000, 'x'), "a/b?c#d%2f..", "\"quoted\"\n\t\\",
      "../../etc", "\xff\xfe not utf-8"};
  for (const auto& name : names) {
    auto spec = Context::spec();
    spec.name = name;
    const auto made = context.try_make(spec);
    expect(made.has_value(), "a name of " + std::to_string(name.size()) +
                                 " bytes is refused: " + (made ? "" : describe(made.error())));
    (void)must(context.client().find_meeting(made->ref), "finding a meeting of that name");
  }
}

void any_key_will_do(Context& context) {
  for (const std::string key :
       {"a", "UPPER and lower", "ключ/🔑?x=1#", "2026-01-01T00:00:00Z", "a-very-long-key-"}) {
    const std::string whole = key == "a-very-long-key-" ? key + std::string(2'000, 'k') : key;
    const auto first = context.make(Context::spec(whole));
    const auto second = context.make(Context::spec(whole));
    expect(first.ref == second.ref, "one key of " + std::to_string(whole.size()) + " bytes has two meetings");
  }
}

void metadata_comes_back(Context& context) {
  auto spec = Context::spec();
  spec.metadata = R"({"course":"ünï 101"})";
  const auto made = context.make(spec);
  const auto found = must(context.client().find_meeting(made.ref), "find_meeting");
  expect(found.metadata == spec.metadata, "the metadata do not come back");
}

void update_moves_the_end(Context& context) {
  const auto made = context.make();
  const auto end = std::chrono::floor<std::chrono::seconds>(context.now() + 3h);
  (void)must(context.client().update_meeting(made.ref, {.ends_at = end}), "update_meeting");
  const auto found = must(context.client().find_meeting(made.ref), "find_meeting");
  expect(found.ends_at == end, "the new end does not stay");
}

void update_changes_metadata(Context& context) {
  auto spec = Context::spec();
  spec.metadata = "before";
  const auto made = context.make(spec);
  (void)must(context.client().update_meeting(made.ref, {.metadata = "after"}), "update_meeting");
  expect(must(context.client().find_meeting(made.ref), "find_meeting").metadata == "after",
         "the new metadata do not stay");
}

// The first request of a create, or nothing where none is sent.
std::optional<HttpRequest> first_request(Context& context, const MeetingSpec& spec) {
  if (!context.sends_requests()) throw NotApplicable("it sends no requests");
  context.wire().forget();
  (void)context.try_make(spec);
  for (const auto& request : context.wire().sent()) {
    if (writes(request)) return request;
  }
  return std::nullopt;
}

// What a create asks the service for first.
std::string asked_for(Context& context, std::optional<Access> access) {
  auto spec = Context::spec("conformance-access");
  spec.fresh_key = true;  // so that nothing is looked for before
  spec.access = access;
  auto step = context.platform().create_meeting(spec);
  expect(step.pending() != nullptr, "a create sends nothing");
  return step.pending()->request.body;
}

void open_access_is_asked_for(Context& context) {
  auto spec = Context::spec();
  spec.access = Access::open;
  (void)context.make(spec);
  if (!context.sends_requests()) return;
  const auto other = context.can(Capability::knocking) ? Access::knock : Access::by_grant;
  expect(asked_for(context, Access::open) != asked_for(context, other),
         "an open meeting is asked for like one that is not");
}

void knocking_is_asked_for(Context& context) {
  auto spec = Context::spec();
  spec.access = Access::knock;
  (void)context.make(spec);
  if (!context.sends_requests()) return;
  expect(asked_for(context, Access::knock) != asked_for(context, Access::by_grant),
         "a lobby is not asked for");
}

void size_is_limited(Context& context) {
  auto spec = Context::spec();
  spec.max_participants = 2;
  const auto made = context.make(spec);
  const auto enter = [&](std::string_view who) {
    return context.emulator().play(
        "join", {object({{"room", made.ref.room}, {"name", who}, {"user_id", who}})}, context.now());
  };
  expect(enter("ada") && enter("bob"), "a meeting for two does not let two in");
  expect(!enter("cy"), "a meeting for two lets three in");
}

void ejects_at_its_end(Context& context) {
  auto spec = Context::spec();
  spec.ends_at = std::chrono::floor<std::chrono::seconds>(context.now() + 1h);
  spec.eject_at_end = true;
  const auto made = context.make(spec);
  context.play("join", object({{"room", made.ref.room}, {"name", "ada"}, {"user_id", "ada"}}));
  const auto before = must(context.client().presence(made.ref), "presence");
  expect(before.state == PresenceState::occupied, "nobody is in before the end");
  context.advance(61min);
  const auto after = context.client().presence(made.ref);
  expect(!after || after->people.empty(), "somebody is still in after the end");
}

void extras_reach_the_request(Context& context) {
  auto spec = Context::spec();
  spec.extras[context.info().kind] = {R"({"conformance_extra":{"deep":["yes"]}})"};
  const auto sent = first_request(context, spec);
  // A platform that knows every member of its request may refuse one by name; it may not drop it.
  if (!sent) {
    const auto error = must_fail(context.try_make(spec), "a create with an extra that is not sent");
    expect(error.message.find("conformance_extra") != std::string::npos,
           "the extra is neither sent nor named");
    return;
  }
  expect(sent->body.find("conformance_extra") != std::string::npos, "the extra does not reach the request");
}

void extras_of_others_do_not(Context& context) {
  auto spec = Context::spec();
  spec.extras["another_kind"] = {R"({"conformance_extra":true})"};
  const auto sent = first_request(context, spec);
  expect(sent.has_value(), "an extra for another kind stops the create");
  expect(sent->body.find("conformance_extra") == std::string::npos, "an extra for another kind is sent");
}

}  // namespace

void add_create(std::vector<Entry>& all) {
  using enum Capability;
  constexpr std::string_view area = "create";
  all.push_back({{area, "gives_a_meeting", "a create gives a reference, an address and the service's answer"},
                 gives_a_meeting});
  all.push_back({{area, "ref_survives_storage", "a reference that was stored leads to its meeting"},
                 ref_survives_storage});
  all.push_back(
      {{area, "key_is_told", "a key that was made up is told and leads to the same meeting"}, key_is_told});
  all.push_back({{area, "end_is_kept", "a meeting ends when it was asked to"}, end_is_kept});
  all.push_back({{area, "end_is_always_there", "a meeting without a wish has an end"}, end_is_always_there});
  all.push_back(
      {{area, "any_name_will_do", "empty, long, foreign and hostile names make meetings"}, any_name_will_do});
  all.push_back(
      {{area, "any_key_will_do", "a key may be any text, and leads to one meeting"}, any_key_will_do});
  all.push_back({{area, "metadata_comes_back", "metadata are kept with the meeting", {metadata}, {metadata}},
                 metadata_comes_back});
  all.push_back({{area, "update_moves_the_end", "the end can be moved", {update_end}, {update_end}},
                 update_moves_the_end});
  all.push_back({{area,
                  "update_changes_metadata",
                  "the metadata can be changed",
                  {metadata, update_metadata},
                  {update_metadata}},
                 update_changes_metadata});
  all.push_back({{area,
                  "open_access_is_asked_for",
                  "an open meeting is asked for as one",
                  {open_access},
                  {open_access}},
                 open_access_is_asked_for});
  all.push_back({{area, "knocking_is_asked_for", "a lobby is asked for", {knocking}, {knocking}},
                 knocking_is_asked_for});
  all.push_back({{area, "size_is_limited", "a meeting for two lets in two", {size_limit}, {size_limit}},
                 size_is_limited});
  all.push_back({{area,
                  "ejects_at_its_end",
                  "a meeting that is to end puts everybody out",
                  {eject_at_end, complete_presence},
                  {eject_at_end}},
                 ejects_at_its_end});
  all.push_back({{area, "extras_reach_the_request", "an extra for this kind is sent, or refused by name"},
                 extras_reach_the_request});
  all.push_back(
      {{area, "extras_of_others_do_not", "an extra for another kind is not sent"}, extras_of_others_do_not});
}

}  // namespace vplatform::testing::conformance
