#include "vplatform/platforms/daily.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "daily_webhook.hpp"
#include "daily_wire.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::daily {

namespace {

using namespace std::chrono_literals;

/// A subscription without our secret would drop the signature.
bool subscribes(const Settings& settings) {
  return std::any_of(settings.webhook_secrets.begin(), settings.webhook_secrets.end(), is_webhook_secret);
}

PlatformInfo describe(const Settings& settings, const PlatformEnv& env) {
  using enum Capability;
  PlatformInfo info;
  info.kind = "daily";
  info.instance = env.instance;
  info.capabilities = {list_meetings,
                       update_end,
                       end_meeting,
                       end_bars_return,
                       knocking,
                       open_access,
                       size_limit,
                       eject_at_end,
                       join,
                       join_expiry,
                       join_screen_share,
                       join_microphone,
                       join_camera,
                       health,
                       presence,
                       complete_presence,
                       remove_participant,
                       remove_all,
                       sessions,
                       attendance,
                       record_on_demand,
                       record_composed,
                       record_audio_only,
                       list_recordings,
                       recording_links,
                       delete_recordings};
  if (!settings.recording.empty()) info.capabilities.add(join_recording);
  if (!settings.webhook_secrets.empty()) info.capabilities.add(webhooks);
  if (subscribes(settings)) info.capabilities.add(manage_webhooks);
  // Daily keeps no separate tracks itself, and a room with a bucket is recorded nowhere else.
  info.capabilities.add(settings.recordings_bucket ? store_s3_role : store_at_provider);
  if (settings.recordings_bucket) info.capabilities.add(record_tracks);
  info.limits.max_participants = settings.max_participants;
  // https://docs.daily.co/reference/rest-api#rate-limits (2025-11)
  info.rates = {{"general", 100, 5s}, {"slow", 50, 30s}, {"start", 5, 5s}};
  return info;
}

/// Puts a value where the template has a name in braces.
std::string path_of(std::string_view path_template, std::string_view value) {
  std::string path(path_template);
  if (const auto at = path.find('{'); at != std::string::npos) {
    path.replace(at, path.find('}', at) + 1 - at, spi::percent_encode(value));
  }
  return path;
}

}  // namespace

DailyPlatform::DailyPlatform(Settings settings, PlatformEnv env)
    : settings_(std::move(settings)),
      env_(std::move(env)),
      info_(describe(settings_, env_)),
      token_key_(settings_.api_key.reveal()),
      webhooks_(std::make_unique<WebhookReader>(env_.instance, settings_)) {}

DailyPlatform::~DailyPlatform() = default;

WebhookVerdict DailyPlatform::read_webhook(const WebhookRequest& request) const {
  return webhooks_->read(request, env_.now());
}

HttpRequest DailyPlatform::request(const Endpoint& endpoint, std::string_view operation,
                                   std::string_view value) const {
  HttpRequest request;
  request.operation = operation;
  request.path_template = endpoint.path_template;
  request.method = endpoint.method;
  request.url = settings_.base_url + path_of(endpoint.path_template, value);
  request.headers.push_back({"Authorization", "Bearer " + settings_.api_key.reveal(), true});
  request.headers.push_back({"Accept", "application/json"});
  if (request.method == "POST") request.headers.push_back({"Content-Type", "application/json"});
  request.secrets.push_back(settings_.api_key);
  request.repeat = endpoint.repeat;
  request.rate_class = endpoint.rate_class;
  request.partial = request.rate_class == "start";  // a 503 says that no recorder is free
  request.allow_http = settings_.allow_http;
  return request;
}

std::string DailyPlatform::room_url(std::string_view name) const {
  if (!settings_.room_base_url.empty()) return settings_.room_base_url + "/" + std::string(name);
  const std::string domain = account().domain;
  return domain.empty() ? std::string{} : "https://" + domain + "/" + std::string(name);
}

Result<Meeting> DailyPlatform::read_meeting(const HttpResponse& answer, std::string_view what) const {
  const auto json = read_object(answer, what);
  if (!json) return Failure{json.error()};
  auto room = read_room(*json);
  if (!room) return Failure{room.error()};
  return meeting_of(*room, answer.body);
}

Meeting DailyPlatform::meeting_of(const Room& room, std::string raw) const {
  Meeting meeting;
  meeting.ref = {info_.instance, room.name, room.name};
  meeting.url = settings_.room_base_url.empty() ? room.url : room_url(room.name);
  meeting.ends_at = room.ends_at;
  meeting.created_at = room.created_at;
  meeting.raw = Secret(std::move(raw));
  return meeting;
}

Step<Meeting> DailyPlatform::find_meeting(const MeetingRef& ref) const {
  if (!is_room_name(ref.id)) return no_room(ref.id);
  return then_answer<Meeting>(request(get_room, "find_meeting", ref.id),
                              [this, id = ref.id](const HttpResponse& answer) -> Step<Meeting> {
                                auto meeting = read_meeting(answer, "find a room");
                                // Daily counts an expired room as gone; it may take it a while to say so.
                                if (meeting && has_ended(*meeting)) {
                                  return fail(ErrorCode::not_found, "daily's room '" + id + "' has expired");
                                }
                                return meeting;
                              });
}

bool DailyPlatform::has_ended(const Meeting& meeting) const {
  return meeting.ends_at && *meeting.ends_at <= env_.now();
}

Step<Page<Meeting>> DailyPlatform::list_meetings(const PageToken& from) const {
  HttpRequest get = request(list_rooms, "list_meetings");
  get.url = spi::with_query(get.url, "limit", std::to_string(rooms_per_page));
  // Newest first, so what comes after a room in the list is older.
  if (!from.empty()) get.url = spi::with_query(get.url, "starting_after", from.value);
  return then_answer<Page<Meeting>>(
      std::move(get), [this](const HttpResponse& answer) -> Step<Page<Meeting>> {
        const auto json = read_object(answer, "list rooms");
        if (!json) return Failure{json.error()};
        auto list = read_rooms(*json);
        if (!list) return Failure{list.error()};
        Page<Meeting> page;
        for (std::size_t i = 0; i < list->rooms.size(); ++i) {
          page.items.push_back(meeting_of(list->rooms[i], std::move(list->raw[i])));
        }
        page.next.value = std::move(list->next);
        return page;
      });
}

Step<Meeting> DailyPlatform::update_meeting(const MeetingRef& ref, const MeetingChange& change) const {
  if (!is_room_name(ref.id)) return no_room(ref.id);
  if (change.metadata) return fail(ErrorCode::unsupported, "daily keeps no metadata with a room");
  if (!change.ends_at) return find_meeting(ref);
  HttpRequest update = request(update_room, "update_meeting", ref.id);
  update.body = new_end_body(*change.ends_at);
  return then_answer<Meeting>(std::move(update), [this](const HttpResponse& answer) -> Step<Meeting> {
    return read_meeting(answer, "update a room");
  });
}

Step<void> DailyPlatform::end_meeting(const MeetingRef& ref) const {
  if (!is_room_name(ref.id)) return no_room(ref.id);
  return then_answer<void>(request(delete_room, "end_meeting", ref.id),
                           [](const HttpResponse& answer) -> Step<void> {
                             // 404 is a room that has gone already, or one that had expired and is gone now.
                             if (answer.status == 404 || says_deleted(answer)) return Result<void>{};
                             return failure_from(answer, "daily refused to delete a room");
                           });
}

Result<std::shared_ptr<const DailyPlatform>> make(Settings settings, const PlatformEnv& env) {
  if (!env.now || !env.new_id)
    return fail(ErrorCode::invalid_argument, "daily needs a clock and a source of ids");
  if (settings.api_key.empty()) return fail(ErrorCode::invalid_argument, "daily needs an api_key");
  for (const Secret& secret : settings.webhook_secrets) {
    if (settings.legacy_signature ? !secret.empty() : is_webhook_secret(secret)) continue;
    return fail(ErrorCode::invalid_argument,
                "a webhook_secret of daily is not base64, which is what Daily takes");
  }
  if (!settings.domain.empty() && settings.domain.find('.') == std::string::npos)
    settings.domain += ".daily.co";
  return std::shared_ptr<const DailyPlatform>(std::make_shared<DailyPlatform>(std::move(settings), env));
}

Result<void> add_to(Registry& registry) {
  return registry.add(
      "daily", [](SettingsReader& reader, const PlatformEnv& env) -> Result<std::shared_ptr<const Platform>> {
        auto platform = make(read_settings(reader), env);
        if (!platform) return Failure{platform.error()};
        return std::shared_ptr<const Platform>(*std::move(platform));
      });
}

}  // namespace vplatform::platforms::daily
