// Getting somebody in.

#include "testing/conformance/context.hpp"

namespace vplatform::testing::conformance {
namespace {

using namespace std::chrono_literals;

// What tells one person's grant from another's.
std::string pass_of(const JoinGrant& grant) {
  return grant.url.reveal() + "\n" + grant.token.reveal();
}

void gives_a_way_in(Context& context) {
  const auto made = context.make();
  const auto grant = must(context.client().join(made, {.name = "Ada", .user_id = "ada"}), "join");
  expect(!grant.url.empty() || !grant.server_url.empty(), "the grant leads nowhere");
  expect(grant.kind != JoinKind::sdk || (!grant.token.empty() && !grant.server_url.empty()),
         "a grant for an SDK has no token or no server");
  expect(!grant.identity.empty(), "the grant does not say whom it is for");
  expect(!grant.hosts.empty(), "the grant does not say which hosts the page must allow");
}

void host_is_not_guest(Context& context) {
  const auto made = context.make();
  const auto host =
      must(context.client().join(made, {.role = Role::host, .user_id = "ada"}), "joining as a host");
  const auto guest = must(context.client().join(made, {.user_id = "ada"}), "joining as a participant");
  const auto viewer =
      must(context.client().join(made, {.role = Role::viewer, .user_id = "ada"}), "joining as a viewer");
  expect(host.role == Role::host && guest.role == Role::participant && viewer.role == Role::viewer,
         "a grant is not for the role that was asked for");
  expect(pass_of(host) != pass_of(guest) && pass_of(guest) != pass_of(viewer), "two roles have one grant");
}

void expiry_is_kept(Context& context) {
  const auto made = context.make();
  const auto grant = must(context.client().join(made, {.ttl = 10min}), "join");
  expect(grant.expires_at.has_value(), "the grant does not say when it expires");
  expect(*grant.expires_at <= context.now() + 10min + 1s && *grant.expires_at > context.now() + 8min,
         "the grant does not expire when it was asked to");
}

void never_beyond_the_end(Context& context) {
  auto spec = Context::spec();
  spec.ends_at = std::chrono::floor<std::chrono::seconds>(context.now() + 30min);
  const auto made = context.make(spec);
  const auto grant = must(context.client().join(made, {.ttl = 5h}), "join");
  expect(grant.expires_at.has_value() && *grant.expires_at <= *spec.ends_at + 1min,
         "the grant lets somebody in after the meeting's end");
}

void people_without_an_id_are_apart(Context& context) {
  const auto made = context.make();
  const auto one = must(context.client().join(made, {.name = "Ada"}), "join");
  const auto other = must(context.client().join(made, {.name = "Ada"}), "join");
  expect(one.identity != other.identity, "two people without an id have one identity");
}

void an_identity_stays(Context& context) {
  const auto made = context.make();
  for (const std::string user :
       {"ada", "a user with spaces & ünïcödé", "0c7a3d9e-1b2c-4d5e-8f90-123456789abc-and-longer-than-36"}) {
    const auto one = must(context.client().join(made, {.user_id = user}), "joining as '" + user + "'");
    const auto again =
        must(context.client().join(made, {.user_id = user}), "joining as '" + user + "' again");
    expect(!one.identity.empty() && one.identity == again.identity, "one person has two identities");
  }
}

void opens_the_service(Context& context) {
  const auto made = context.make();
  const auto grant =
      must(context.client().join(made, {.role = Role::host, .name = "Ada", .user_id = "ada"}), "join");
  const auto who =
      grant.token.empty()
          ? context.play("join", object({{"link", grant.url.reveal()}}), "participant")
          : context.play("join", object({{"token", grant.token.reveal()}, {"room", made.ref.room}}),
                         "participant");
  expect(!who.empty(), "the service lets nobody in with the grant");
}

// A right that is given makes another grant than one that is taken away.
void right_makes_a_difference(Context& context, std::optional<bool> JoinSpec::*right) {
  const auto made = context.make();
  JoinSpec with{.user_id = "ada"};
  JoinSpec without{.user_id = "ada"};
  with.*right = true;
  without.*right = false;
  const auto one = must(context.client().join(made, with), "joining with the right");
  const auto other = must(context.client().join(made, without), "joining without the right");
  expect(pass_of(one) != pass_of(other), "with and without the right the grant is the same");
}

}  // namespace

void add_join(std::vector<Entry>& all) {
  using enum Capability;
  constexpr std::string_view area = "join";
  all.push_back(
      {{area, "gives_a_way_in", "a grant leads somewhere, for somebody", {join}, {join}}, gives_a_way_in});
  all.push_back(
      {{area, "host_is_not_guest", "a role has a grant of its own", {join}, {join}}, host_is_not_guest});
  all.push_back(
      {{area, "expiry_is_kept", "a grant expires when it was asked to", {join, join_expiry}, {join_expiry}},
       expiry_is_kept});
  all.push_back({{area,
                  "never_beyond_the_end",
                  "a grant does not outlive its meeting",
                  {join, join_expiry},
                  {join_expiry}},
                 never_beyond_the_end});
  all.push_back(
      {{area, "people_without_an_id_are_apart", "people without an id get identities of their own", {join}},
       people_without_an_id_are_apart});
  all.push_back(
      {{area, "an_identity_stays", "one person has one identity, whatever the id looks like", {join}},
       an_identity_stays});
  all.push_back({{area, "opens_the_service", "the service lets in who holds a grant", {join}, {join}},
                 opens_the_service});
  const auto right = [&](Capability needed, std::string_view name, std::string_view says,
                         std::optional<bool> JoinSpec::*which) {
    all.push_back({{area, name, says, {join, needed}, {needed}},
                   [which](Context& context) { right_makes_a_difference(context, which); }});
  };
  right(join_screen_share, "screen_share_is_a_right", "the right to share a screen is in the grant",
        &JoinSpec::screen_share);
  right(join_microphone, "microphone_is_a_right", "the right to speak is in the grant",
        &JoinSpec::microphone);
  right(join_camera, "camera_is_a_right", "the right to be seen is in the grant", &JoinSpec::camera);
  right(join_chat, "chat_is_a_right", "the right to chat is in the grant", &JoinSpec::chat);
  right(join_recording, "recording_is_a_right", "the right to record is in the grant", &JoinSpec::recording);
}

}  // namespace vplatform::testing::conformance
