#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "vplatform/header.hpp"
#include "vplatform/json_text.hpp"
#include "vplatform/meeting_ref.hpp"
#include "vplatform/presence.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/result.hpp"
#include "vplatform/time.hpp"

namespace vplatform {

namespace spi {
class Verified;
}  // namespace spi

/// A request that a platform, or somebody who pretends to be one, has sent to the host's server.
struct WebhookRequest {
  std::vector<Header> headers{};  ///< All of them, in any order; names in any case.
  std::string body{};  ///< The bytes as received; never parsed and printed again before they come here.
};

/// What happened, in words that all platforms share. The list only grows.
enum class EventKind : std::uint8_t {
  meeting_started,
  meeting_ended,
  participant_joined,
  participant_left,
  participant_waiting,  ///< Knocks at the door.
  participant_stopped_waiting,
  recording_started,
  recording_updated,
  recording_ready,
  recording_failed,
  transcript_started,
  transcript_ready,
  transcript_failed,
  stream_started,
  stream_updated,
  stream_ended,
  stream_failed,
  track_published,
  track_unpublished,
  other,  ///< Genuine, and of a type that this version does not know.
};

/// The name of a kind: `participant_joined`.
[[nodiscard]] std::string_view to_string(EventKind kind) noexcept;

/// What a genuine event says. Unset where the platform does not say it.
struct EventFields {
  std::string id{};  ///< The platform's, good for recognising a repeated delivery; may be empty.
  std::string
      natural_key{};  ///< The same for two deliveries of one event that carry different ids; may be empty.
  EventKind kind = EventKind::other;
  std::string type{};                   ///< The platform's own word, verbatim.
  std::string platform{};               ///< The instance.
  std::optional<MeetingRef> meeting{};  ///< Where the event tells enough to name it.
  std::string room{};                   ///< The platform's room name, without a leading slash; may be empty.
  std::string session_id{};             ///< The platform's id of the sitting; may be empty.
  std::optional<TimePoint> at{};  ///< When it happened; when it was sent, where the platform says only that.
  std::optional<Participant> participant{};
  std::optional<int> people{};  ///< How many people are in after the event, machines not counted.
  std::optional<RecordingRef> recording{};
  std::optional<RecordingState> recording_state{};
  JsonText raw{};  ///< The body, verbatim. May hold names of people.
};

/// Reads an event: a function that returns `EventFields`.
template <class T>
concept EventReader = std::invocable<T> && std::same_as<std::invoke_result_t<T>, EventFields>;

/// A genuine event. Only what a verifier of `vplatform/spi/verify.hpp` has passed can become one.
class WebhookEvent {
 public:
  /// The pass is not kept: that the caller has one is all it says. What `read` returns is made where it
  /// stays.
  template <EventReader Read>
  WebhookEvent(const spi::Verified& /*pass*/, Read&& read) : fields_(std::invoke(std::forward<Read>(read))) {}

  [[nodiscard]] const EventFields& operator*() const noexcept { return fields_; }
  [[nodiscard]] const EventFields* operator->() const noexcept { return &fields_; }

 private:
  EventFields fields_;
};

/// What a request turned out to be.
enum class WebhookOutcome : std::uint8_t {
  event,       ///< Genuine, and read.
  probe,       ///< The platform tries whether somebody answers (Daily). Answer, and do nothing.
  unreadable,  ///< Genuine, but not what this version can read. Answer 200: a repetition would not help.
  refused,     ///< Not genuine, too old, or there is no secret to tell by.
};

/// The name of an outcome: `probe`.
[[nodiscard]] std::string_view to_string(WebhookOutcome outcome) noexcept;

/// What a request is, and what to reply.
struct WebhookVerdict {
  WebhookOutcome outcome = WebhookOutcome::refused;
  std::optional<WebhookEvent> event{};  ///< With `event` alone.
  std::optional<Error> error{};         ///< With `refused` and `unreadable`: why.
  int reply_status = 401;  ///< 200 for whatever is genuine, 401 for a forgery, 503 where no secret is set.

  /// The event is what `read` returns.
  template <EventReader Read>
  [[nodiscard]] static WebhookVerdict genuine(const spi::Verified& pass, Read&& read) {
    WebhookVerdict verdict{.outcome = WebhookOutcome::event, .reply_status = 200};
    verdict.event.emplace(pass, std::forward<Read>(read));
    return verdict;
  }
  [[nodiscard]] static WebhookVerdict probe();
  [[nodiscard]] static WebhookVerdict unreadable(const spi::Verified& pass, std::string why);
  [[nodiscard]] static WebhookVerdict refuse(std::string why);
  [[nodiscard]] static WebhookVerdict refuse(Error&& why);
  /// No secret is configured, so nothing can be told apart: refused with 503, which platforms repeat.
  [[nodiscard]] static WebhookVerdict no_secret(std::string which_setting);
};

/// Which webhook a host wants to have at the platform.
struct WebhookSpec {
  std::string url{};
  std::vector<EventKind> kinds{};  ///< Empty: all.
  bool dry_run = false;            ///< Say what would change, and change nothing.
};

/// A webhook as the platform has it.
struct WebhookSubscription {
  std::string id{};
  std::string url{};
  bool active = false;
  int failures = 0;
  std::vector<std::string> changes{};  ///< What was changed, or would be.
};

}  // namespace vplatform
