#include "vplatform/platforms/whereby.hpp"

#include <utility>

#include "vplatform/spi/naming.hpp"
#include "whereby_api.hpp"
#include "whereby_create.hpp"
#include "whereby_join.hpp"
#include "whereby_webhook.hpp"
#include "whereby_wire.hpp"

namespace vplatform::platforms::whereby {

namespace {

constexpr int most_in_group_room = 200;

// There is no `size_limit`: a room takes 4 or 200 people, and no number in between.
CapabilitySet capabilities_of(const Settings& settings) {
  CapabilitySet set{Capability::list_meetings, Capability::end_meeting, Capability::end_bars_return,
                    Capability::knocking,      Capability::open_access, Capability::join,
                    Capability::health,        Capability::presence,    Capability::sessions,
                    Capability::attendance,    Capability::theme};
  for (const auto one :
       {Capability::record_automatically, Capability::record_composed, Capability::record_local,
        Capability::list_recordings, Capability::recording_links, Capability::delete_recordings,
        Capability::store_at_provider, Capability::store_s3_keys, Capability::store_s3_role}) {
    set.add(one);
  }
  if (!settings.webhook_secrets.empty()) set.add(Capability::webhooks);
  return set;
}

Step<Meeting> find(const std::shared_ptr<const Api>& api, std::string_view operation, const std::string& id) {
  auto request = api->get_meeting(operation, id);
  return then_answer<Meeting>(std::move(request), [api, id](const HttpResponse& answer) -> Step<Meeting> {
    if (wire::is_success(answer)) return wire::read_meeting(answer, api->instance());
    if (answer.status == 404) return wire::read_failure(answer, "whereby has no meeting '" + id + "'");
    return wire::read_failure(answer, "whereby did not tell of meeting '" + id + "'");
  });
}

}  // namespace

WherebyPlatform::WherebyPlatform(Settings settings, PlatformEnv env)
    : settings_(std::move(settings)),
      env_(std::move(env)),
      info_{.kind = "whereby",
            .instance = env_.instance,
            .capabilities = capabilities_of(settings_),
            .limits = {.max_participants = most_in_group_room}},
      api_(std::make_shared<const Api>(settings_, env_.instance)),
      doubts_(std::make_shared<Doubts>()),
      webhooks_(settings_.webhook_secrets) {
  info_.rates = {{"points", settings_.points_per_minute, std::chrono::minutes(1)}};
  info_.webhook_advice =
      "set the url under Configure, Webhooks in Whereby's dashboard, and its secret as webhook_secret";
}

Step<Meeting> WherebyPlatform::create_meeting(const MeetingSpec& spec) const {
  NewMeeting wanted{.api = api_, .doubts = doubts_, .spec = spec, .now = env_.now()};
  // Whereby puts nothing between the prefix and its own part of the name.
  wanted.prefix = spi::room_name(spec.key) + "-";
  auto body =
      wire::write_new_meeting(spec, wanted.prefix, spec.ends_at.value_or(wanted.now + settings_.room_ttl));
  if (!body) return Failure{body.error()};
  wanted.secrets = wire::secrets_in(*body);
  wanted.body = *std::move(body);
  return make_exactly_one(std::move(wanted));
}

Step<Meeting> WherebyPlatform::find_meeting(const MeetingRef& ref) const {
  return find(api_, "find_meeting", ref.id);
}

Step<Page<Meeting>> WherebyPlatform::list_meetings(const PageToken& from) const {
  auto request = api_->get_meetings("list_meetings", {.cursor = from.value});
  return then_answer<Page<Meeting>>(
      std::move(request), [api = api_](const HttpResponse& answer) -> Step<Page<Meeting>> {
        if (!wire::is_success(answer)) return wire::read_failure(answer, "whereby did not list its meetings");
        return wire::read_meetings(answer, api->instance());
      });
}

Step<void> WherebyPlatform::end_meeting(const MeetingRef& ref) const {
  auto request = api_->delete_meeting(ref.id);
  return then_answer<void>(std::move(request), [id = ref.id](const HttpResponse& answer) -> Step<void> {
    if (wire::is_success(answer)) return Result<void>{};
    auto failure = wire::read_failure(answer, "whereby did not end meeting '" + id + "'");
    if (failure.error.code == ErrorCode::not_found) return Result<void>{};
    return failure;
  });
}

Step<JoinGrant> WherebyPlatform::join(const MeetingRef& ref, const JoinSpec& spec) const {
  auto person = read_person(spec, env_.new_id);
  if (!person) return Failure{person.error()};
  auto request = api_->get_meeting("join", ref.id);
  return then_answer<JoinGrant>(
      std::move(request),
      [api = api_, id = ref.id, person = *std::move(person)](const HttpResponse& answer) -> Step<JoinGrant> {
        if (!wire::is_success(answer))
          return wire::read_failure(answer, "whereby gave no links for meeting '" + id + "'");
        const auto meeting = wire::read_meeting(answer, api->instance());
        if (!meeting) return Failure{meeting.error()};
        return grant_for(*meeting, person);
      });
}

Step<JoinGrant> WherebyPlatform::join(const Meeting& meeting, const JoinSpec& spec) const {
  if (!has_link_for(meeting, spec.role)) return join(meeting.ref, spec);
  const auto person = read_person(spec, env_.new_id);
  if (!person) return Failure{person.error()};
  return grant_for(meeting, *person);
}

WebhookVerdict WherebyPlatform::read_webhook(const WebhookRequest& request) const {
  return read_signed_event(
      request, webhooks_,
      {.instance = info_.instance, .now = env_.now, .tolerance = settings_.webhook_tolerance});
}

Step<Health> WherebyPlatform::check_health() const {
  auto request = api_->get_meetings("check_health", {.limit = 1});
  return then_answer<Health>(std::move(request), [api = api_](const HttpResponse& answer) -> Step<Health> {
    if (!wire::is_success(answer)) return wire::read_failure(answer, "whereby did not list its meetings");
    const auto page = wire::read_meetings(answer, api->instance());
    if (!page) return Failure{page.error()};
    return Health{};
  });
}

}  // namespace vplatform::platforms::whereby
