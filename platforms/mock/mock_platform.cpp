#include <algorithm>
#include <utility>

#include "mock_call.hpp"
#include "mock_files.hpp"
#include "mock_pages.hpp"
#include "mock_state.hpp"
#include "mock_webhook.hpp"
#include "mock_wire.hpp"
#include "vplatform/spi/naming.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::mock {
namespace {

constexpr std::size_t longest_identity = 64;

CapabilitySet capabilities_of(const Settings& settings) {
  using enum Capability;
  CapabilitySet all{list_meetings,
                    update_end,
                    update_metadata,
                    end_meeting,
                    end_bars_return,
                    knocking,
                    open_access,
                    size_limit,
                    metadata,
                    eject_at_end,
                    Capability::join,
                    join_expiry,
                    join_microphone,
                    join_screen_share,
                    join_camera,
                    join_chat,
                    join_recording,
                    health,
                    Capability::presence,
                    complete_presence,
                    Capability::remove_participant,
                    Capability::remove_all,
                    sessions,
                    attendance,
                    theme,
                    record_on_demand,
                    record_automatically,
                    record_composed,
                    record_audio_only,
                    record_tracks,
                    record_local,
                    Capability::list_recordings,
                    recording_links,
                    delete_recordings,
                    store_at_provider,
                    store_s3_keys,
                    store_s3_role,
                    store_gcs,
                    store_azure,
                    store_file};
  if (!settings.webhook_secrets.empty()) all = all | CapabilitySet{webhooks, manage_webhooks};
  return all.without(settings.without);
}

}  // namespace

MockPlatform::MockPlatform(Settings settings, PlatformEnv env, std::shared_ptr<MockService> service)
    : settings_(std::move(settings)),
      env_(std::move(env)),
      service_(std::move(service)),
      info_{"mock", env_.instance, capabilities_of(settings_), {settings_.max_participants}},
      webhooks_(settings_.webhook_secrets) {}

Meeting MockPlatform::present(const MockMeeting& meeting) const {
  Meeting shown;
  shown.ref = meeting.ref;
  shown.url = settings_.base_url + "/" + meeting.ref.id;
  shown.ends_at = meeting.ends_at;
  shown.created_at = meeting.created_at;
  shown.metadata = meeting.metadata;
  shown.raw = Secret(to_json(meeting));
  return shown;
}

Step<Meeting> MockPlatform::create_meeting(const MeetingSpec& spec) const {
  return call<Meeting>("create_meeting", [&](TimePoint now) -> Result<Meeting> {
    if (spec.recording) {
      if (auto fault = fault_of(*spec.recording)) return *std::move(fault);
    }
    const std::string room = spi::room_name(spec.key);
    MockMeeting wanted;
    wanted.ref = {info_.instance, room, room};
    wanted.key = spec.key;
    wanted.created_at = now;
    wanted.ends_at = spec.ends_at.value_or(now + settings_.room_ttl);
    wanted.access = spec.access.value_or(Access::by_grant);
    wanted.eject_at_end = spec.eject_at_end;
    wanted.max_participants = spec.max_participants;
    wanted.metadata = spec.metadata;
    wanted.recording = spec.recording;
    if (const auto extras = spec.extras.find("mock"); extras != spec.extras.end())
      wanted.extras = extras->second;

    const auto [meeting, is_new] = service_->create(std::move(wanted), now);
    Meeting shown = present(meeting);
    shown.key = spec.key;
    if (!is_new) shown.differs = differences(meeting, spec);
    return shown;
  });
}

Step<Meeting> MockPlatform::find_meeting(const MeetingRef& ref) const {
  return call<Meeting>("find_meeting", [&](TimePoint now) -> Result<Meeting> {
    const auto meeting = service_->find(ref, now);
    if (!meeting) return gone(ref);
    return present(*meeting);
  });
}

Step<Page<Meeting>> MockPlatform::list_meetings(const PageToken& from) const {
  return call<Page<Meeting>>("list_meetings", [&](TimePoint now) -> Result<Page<Meeting>> {
    const auto after = read_page_token("meetings", from);
    if (!after) return Failure{after.error()};
    // One more than a page holds tells whether there is a next one.
    auto found = service_->list(info_.instance, *after, page_size + 1, now);
    Page<Meeting> page;
    if (found.size() > page_size) {
      found.resize(page_size);
      page.next = page_token("meetings", found.back().ref.id);
    }
    for (const auto& meeting : found) page.items.push_back(present(meeting));
    return page;
  });
}

Step<Meeting> MockPlatform::update_meeting(const MeetingRef& ref, const MeetingChange& change) const {
  return call<Meeting>("update_meeting", [&](TimePoint now) -> Result<Meeting> {
    const auto meeting = service_->update(ref, change, now);
    if (!meeting) return gone(ref);
    return present(*meeting);
  });
}

Step<void> MockPlatform::end_meeting(const MeetingRef& ref) const {
  return call<void>("end_meeting", [&](TimePoint now) -> Result<void> {
    service_->end(ref, now);
    return {};
  });
}

Step<JoinGrant> MockPlatform::join(const MeetingRef& ref, const JoinSpec& spec) const {
  return call<JoinGrant>("join", [&](TimePoint now) -> Result<JoinGrant> {
    const auto meeting = service_->find(ref, now);
    if (!meeting) return gone(ref);
    const TimePoint wanted = now + spec.ttl.value_or(settings_.token_ttl);
    Ticket ticket{.meeting = meeting->ref, .role = spec.role, .name = spec.name};
    ticket.identity =
        spec.user_id.empty() ? env_.new_id() : spi::safe_identity(spec.user_id, longest_identity);
    ticket.expires_at = std::min({wanted, meeting->ends_at, spec.not_after.value_or(wanted)});
    if (ticket.expires_at <= now)
      return fail(ErrorCode::failed_precondition, "the grant would have expired already");
    const auto claims = to_claims(ticket, spec, now);
    if (!claims) return Failure{claims.error()};

    JoinGrant grant;
    grant.kind = JoinKind::page;
    grant.token = service_->sign_token(*claims);
    grant.url = Secret(spi::with_query(settings_.base_url + "/" + ref.id, "token", grant.token.reveal()));
    grant.role = spec.role;
    grant.identity = ticket.identity;
    grant.expires_at = ticket.expires_at;
    if (const auto url = spi::parse_url(settings_.base_url)) grant.hosts = {spi::origin_of(*url)};
    return grant;
  });
}

WebhookVerdict MockPlatform::read_webhook(const WebhookRequest& request) const {
  if (!webhooks_.has_keys()) return WebhookVerdict::no_secret("webhook_secret_env");
  const auto pass = verify_webhook(request, webhooks_, env_.now(), settings_.webhook_tolerance);
  if (!pass) return WebhookVerdict::refuse(pass.error().message);
  auto fields = read_event(request.body, info_.instance);
  if (!fields) return WebhookVerdict::unreadable(*pass, fields.error().message);
  return WebhookVerdict::genuine(*pass, [&] { return *std::move(fields); });
}

Step<Health> MockPlatform::check_health() const {
  return call<Health>("check_health", [](TimePoint) -> Result<Health> { return Health{.account = "mock"}; });
}

}  // namespace vplatform::platforms::mock
