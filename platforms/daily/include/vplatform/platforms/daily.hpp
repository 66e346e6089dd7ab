#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/secret.hpp"
#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/learned.hpp"
#include "vplatform/spi/platform.hpp"
#include "vplatform/spi/registry.hpp"

namespace vplatform::platforms::daily {

/// Who makes the tokens that people join with.
enum class TokenSource : std::uint8_t {
  local,  ///< We sign them with the API key; no call, once the domain's id is known.
  api,    ///< Daily makes each one: a call per join.
};

/// A bucket of the host's own, to which Daily writes recordings as a role that it assumes.
struct RecordingsBucket {
  std::string name{};
  std::string region{"us-west-2"};
  std::string role_arn{};
};

/// How to reach a Daily domain, and what its rooms are like.
struct Settings {
  Secret api_key{};
  std::string domain{};     ///< `acme` or `acme.daily.co`. Unset: asked for once.
  std::string domain_id{};  ///< Daily's UUID of the domain, which local tokens name. Unset: asked for once.
  std::string room_base_url{};  ///< Where rooms are shown instead of `https://<domain>`; no trailing slash.
  std::vector<Secret>
      webhook_secrets{};          ///< Daily's `hmac`, in base64 as given to Daily; any of them is good.
  bool legacy_signature = false;  ///< Also take `X-Daily-Signature`. It signs no time: anybody who has seen
                                  ///< such a request can send it again.
  TokenSource tokens = TokenSource::local;
  bool auto_record = false;  ///< Allows cloud recording where `recording` is unset. Nothing starts by itself.
  std::vector<std::string> recording{};  ///< What may be recorded in new rooms, in Daily's words: `cloud`, …
  std::optional<RecordingsBucket> recordings_bucket{};
  std::string base_url{"https://api.daily.co/v1"};
  bool allow_http = false;
  int max_participants =
      200;  ///< The largest meeting that the account may hold; more than 200 is by agreement.
  std::chrono::seconds room_ttl{std::chrono::hours{6}};
  std::chrono::seconds token_ttl{std::chrono::hours{1}};
  std::chrono::seconds webhook_tolerance{std::chrono::minutes{5}};
};

class WebhookReader;
struct Endpoint;
struct NewRoom;
struct Room;
struct JoinPlan;

/// The Daily domain that an API key belongs to.
struct Account {
  std::string domain{};  ///< Its host: `acme.daily.co`.
  std::string id{};
};

/// Meetings on Daily: a meeting is a room whose name follows from the meeting's key. Thread-safe.
class DailyPlatform final : public Platform {
 public:
  /// Use `make`, which checks the settings.
  DailyPlatform(Settings settings, PlatformEnv env);
  ~DailyPlatform() override;

  [[nodiscard]] const PlatformInfo& info() const noexcept override { return info_; }
  Step<Meeting> create_meeting(const MeetingSpec& spec) const override;
  Step<Meeting> find_meeting(const MeetingRef& ref) const override;
  [[nodiscard]] WebhookVerdict read_webhook(const WebhookRequest& request) const override;
  Step<void> end_meeting(const MeetingRef& ref) const override;
  Step<Meeting> update_meeting(const MeetingRef& ref, const MeetingChange& change) const override;
  Step<Page<Meeting>> list_meetings(const PageToken& from) const override;
  Step<JoinGrant> join(const MeetingRef& ref, const JoinSpec& spec) const override;
  Step<JoinGrant> join(const Meeting& meeting, const JoinSpec& spec) const override;
  Step<Health> check_health() const override;

 private:
  using Wanted = std::shared_ptr<const NewRoom>;  // shared by all steps of one create
  using Plan = std::shared_ptr<const JoinPlan>;   // likewise of one join

  [[nodiscard]] HttpRequest request(const Endpoint& endpoint, std::string_view operation,
                                    std::string_view name = {}) const;
  [[nodiscard]] Result<Meeting> read_meeting(const HttpResponse& answer, std::string_view what) const;
  [[nodiscard]] Meeting meeting_of(const Room& room, std::string raw) const;
  [[nodiscard]] bool has_ended(const Meeting& meeting) const;

  [[nodiscard]] Result<Meeting> read_wanted(const NewRoom& wanted, const HttpResponse& answer) const;
  Step<Meeting> post_room(const Wanted& wanted, bool may_clear) const;
  Step<Meeting> confirm_ours(const Wanted& wanted, Failure refusal, bool may_clear) const;
  Step<Meeting> clear_expired(const Wanted& wanted, Failure refusal) const;

  Step<JoinGrant> join_room(JoinPlan plan, const JoinSpec& spec) const;
  Step<JoinGrant> grant(const Plan& plan) const;
  Step<JoinGrant> grant_by_api(const Plan& plan) const;
  [[nodiscard]] JoinGrant grant_with(const JoinPlan& plan, Secret token) const;
  [[nodiscard]] Result<Account> read_account(const HttpResponse& answer) const;
  [[nodiscard]] Account account() const;
  [[nodiscard]] std::string room_url(std::string_view name) const;

  Settings settings_;
  PlatformEnv env_;
  PlatformInfo info_;
  spi::HmacKey token_key_;
  std::unique_ptr<const WebhookReader> webhooks_;
  spi::Learned<Account> learned_;
};

/// Makes the platform. Errors: `invalid_argument` for what is missing or cannot be used.
[[nodiscard]] Result<std::shared_ptr<const Platform>> make(Settings settings, const PlatformEnv& env);

/// Reads the settings by the names of this platform's README; faults go to the reader.
[[nodiscard]] Settings read_settings(SettingsReader& reader);

/// Registers the kind `daily`.
[[nodiscard]] Result<void> add_to(Registry& registry);

}  // namespace vplatform::platforms::daily
