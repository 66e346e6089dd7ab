// How people get in: a token that we sign or that Daily makes, and the room's address.

#include <algorithm>
#include <string>
#include <utility>

#include "daily_token.hpp"
#include "daily_wire.hpp"
#include "vplatform/platforms/daily.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/jwt.hpp"
#include "vplatform/spi/naming.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::daily {

/// What a join has settled before it knows the domain.
struct JoinPlan {
  std::string room{};
  std::string url{};  // empty: follows from the domain
  std::string user_name{};
  bool must_knock = false;
  Token token{};  // its views are into this plan, once that lies where it stays
  JoinGrant grant{};
};

namespace {

constexpr std::size_t longest_user_id = 36;
// Tokens over 2048 characters are refused, and a name may be all of escapes.
constexpr std::size_t longest_user_name = 128;

std::string shortened(std::string text) {
  if (text.size() <= longest_user_name) return text;
  std::size_t end = longest_user_name;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

void give_rights(Token& token, const JoinSpec& spec, const std::vector<std::string>& recording) {
  const bool sends = spec.role != Role::viewer;
  const Permissions may{.audio = spec.microphone.value_or(sends),
                        .video = spec.camera.value_or(sends),
                        .screen = spec.screen_share.value_or(sends),
                        .manage = spec.role == Role::host};
  const bool sends_all = may.audio && may.video && may.screen;
  // Permissions do not bind owners, so a host who may not do everything is a manager instead.
  token.owner = spec.role == Role::host && sends_all;
  if (!token.owner) token.permissions = may;
  if (!may.screen) token.screen_share = false;
  if (recording.empty()) return;
  const bool records = spec.recording.value_or(spec.role == Role::host);
  if (records) token.recording = recording;
  token.recording_ui = records;
}

bool has_property(const Token& token, std::string_view name) {
  return std::any_of(token.extras.begin(), token.extras.end(),
                     [name](const TokenExtra& one) { return one.property == name; });
}

/// Whether the room's own answer, which came with the meeting, says that it has a door to knock at.
bool has_lobby(const Meeting& meeting) {
  const auto room = spi::Json::parse(meeting.raw.reveal());
  return room && (*room)["config"]["enable_knocking"].boolean().value_or(false) &&
         (*room)["privacy"].text_or("") != "public";
}

/// Daily starts a recorder of its own accord for `cloud` alone.
bool starts_by_itself(const Settings& settings) {
  const auto& kinds = settings.recording;
  return settings.auto_record && std::find(kinds.begin(), kinds.end(), "cloud") != kinds.end();
}

Result<Token> new_token(const JoinSpec& spec, const Settings& settings) {
  Token token;
  give_rights(token, spec, settings.recording);
  const auto extras = spec.extras.find("daily");
  if (extras == spec.extras.end() || extras->second.empty()) return token;
  auto read = read_token_extras(extras->second, settings.tokens);
  if (!read) return Failure{read.error()};
  token.extras = *std::move(read);
  return token;
}

}  // namespace

Step<JoinGrant> DailyPlatform::join(const MeetingRef& ref, const JoinSpec& spec) const {
  JoinPlan plan;
  plan.room = ref.id;
  plan.url = room_url(ref.id);
  return join_room(std::move(plan), spec);
}

Step<JoinGrant> DailyPlatform::join(const Meeting& meeting, const JoinSpec& spec) const {
  JoinSpec capped = spec;
  if (meeting.ends_at)
    capped.not_after = std::min(spec.not_after.value_or(*meeting.ends_at), *meeting.ends_at);
  JoinPlan plan;
  plan.room = meeting.ref.id;
  plan.url = meeting.url;
  plan.must_knock = spec.role != Role::host && has_lobby(meeting);
  return join_room(std::move(plan), capped);
}

Step<JoinGrant> DailyPlatform::join_room(JoinPlan plan, const JoinSpec& spec) const {
  if (!is_room_name(plan.room)) {
    return fail(ErrorCode::invalid_argument, "'" + plan.room + "' cannot be the name of a daily room");
  }
  auto token = new_token(spec, settings_);
  if (!token) return Failure{token.error()};
  plan.token = *std::move(token);
  if (plan.must_knock && !has_property(plan.token, "knocking"))
    plan.token.extras.push_back({"knocking", "k", "true"});
  const bool starts = starts_by_itself(settings_) && spec.role != Role::viewer;
  if (starts && !has_property(plan.token, "start_cloud_recording"))
    plan.token.extras.push_back({"start_cloud_recording", "sr", "true"});

  const TimePoint now = env_.now();
  TimePoint end = now + spec.ttl.value_or(settings_.token_ttl);
  if (spec.not_after) end = std::min(end, *spec.not_after);
  plan.token.issued_at = unix_seconds(now);
  plan.token.expires_at = unix_seconds(end);
  if (*plan.token.expires_at <= plan.token.issued_at) {
    return fail(ErrorCode::failed_precondition,
                "the meeting has ended, or the grant would end before it begins");
  }
  plan.user_name = shortened(spec.name);
  plan.grant.kind = JoinKind::iframe;
  plan.grant.role = spec.role;
  plan.grant.identity =
      spec.user_id.empty() ? env_.new_id() : spi::safe_identity(spec.user_id, longest_user_id);
  plan.grant.expires_at = TimePoint(std::chrono::seconds(*plan.token.expires_at));

  const bool needs_id = settings_.tokens == TokenSource::local && account().id.empty();
  const auto settled = std::make_shared<JoinPlan>(std::move(plan));
  settled->token.room = settled->room;
  settled->token.user_id = settled->grant.identity;
  settled->token.user_name = settled->user_name;
  const Plan shared = settled;
  if (!needs_id && !shared->url.empty()) return grant(shared);
  return then_answer<JoinGrant>(request(get_domain, "join"),
                                [this, shared](const HttpResponse& answer) -> Step<JoinGrant> {
                                  auto known = read_account(answer);
                                  if (!known) return Failure{known.error()};
                                  learned_.learn(*std::move(known));
                                  return grant(shared);
                                });
}

Step<JoinGrant> DailyPlatform::grant(const Plan& plan) const {
  if (settings_.tokens == TokenSource::api) return grant_by_api(plan);
  return grant_with(*plan,
                    Secret(spi::sign_hs256(token_key_, token_claims(plan->token, account().id).view())));
}

Step<JoinGrant> DailyPlatform::grant_by_api(const Plan& plan) const {
  HttpRequest post = request(create_token, "join");
  post.body = token_request(plan->token);
  return then_answer<JoinGrant>(std::move(post), [this, plan](const HttpResponse& answer) -> Step<JoinGrant> {
    const auto json = read_object(answer, "make a meeting token");
    if (!json) return Failure{json.error()};
    const auto token = (*json)["token"].text();
    if (!token || token->empty())
      return fail(ErrorCode::bad_response, "daily's answer holds no meeting token");
    return grant_with(*plan, Secret(std::string(*token)));
  });
}

JoinGrant DailyPlatform::grant_with(const JoinPlan& plan, Secret token) const {
  JoinGrant grant = plan.grant;
  const std::string url = plan.url.empty() ? room_url(plan.room) : plan.url;
  grant.hosts = {url.substr(0, url.find('/', url.find("//") + 2)), "https://*.daily.co"};
  grant.url = Secret(url);
  grant.token = std::move(token);
  return grant;
}

Account DailyPlatform::account() const {
  Account known = learned_.get().value_or(Account{});
  if (!settings_.domain.empty()) known.domain = settings_.domain;
  if (!settings_.domain_id.empty()) known.id = settings_.domain_id;
  return known;
}

Result<Account> DailyPlatform::read_account(const HttpResponse& answer) const {
  const auto json = read_object(answer, "say which domain the key is for");
  if (!json) return Failure{json.error()};
  const std::string name = (*json)["domain_name"].text_or("");
  Account account{name + ".daily.co", (*json)["domain_id"].text_or("")};
  if (name.empty() || account.id.empty())
    return fail(ErrorCode::bad_response, "daily's answer names no domain");
  // Tokens and addresses of two domains do not fit together: nobody could get in.
  if (!settings_.domain.empty() && settings_.domain != account.domain) {
    return fail(ErrorCode::failed_precondition,
                "the api_key is for another domain than the setting 'domain'");
  }
  if (!settings_.domain_id.empty() && settings_.domain_id != account.id) {
    return fail(ErrorCode::failed_precondition,
                "the api_key is for another domain than the setting 'domain_id'");
  }
  return account;
}

Step<Health> DailyPlatform::check_health() const {
  return then_answer<Health>(request(get_domain, "check_health"),
                             [this](const HttpResponse& answer) -> Step<Health> {
                               const auto known = read_account(answer);
                               if (!known) return Failure{known.error()};
                               Health health;
                               health.account = known->domain;
                               if (settings_.domain_id.empty())
                                 health.hint = "\"domain_id\": \"" + known->id + "\"";
                               return health;
                             });
}

}  // namespace vplatform::platforms::daily
