#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/join.hpp"
#include "vplatform/json_text.hpp"
#include "vplatform/meeting.hpp"
#include "vplatform/presence.hpp"
#include "vplatform/room.hpp"
#include "vplatform/selector.hpp"
#include "vplatform/time.hpp"

namespace vplatform::sessions {

/// Where a session is in its life: scheduled → live → ended, or cancelled before it was live. The last two
/// are final.
enum class SessionState : std::uint8_t { scheduled, live, ended, cancelled };

/// The name of a state: `scheduled`.
[[nodiscard]] std::string_view to_string(SessionState state) noexcept;
/// The state of that name, if there is one.
[[nodiscard]] std::optional<SessionState> session_state_from(std::string_view name) noexcept;

/// A `Decision` as it is kept: the same answers, without the configuration that it was made from.
struct DecisionRecord {
  std::string platform{};
  DecisionSource source = DecisionSource::default_;
  std::string reason{};
  std::string rule{};
  std::optional<std::uint32_t> bucket{};
  std::int64_t config_version = 0;
  std::vector<PassedOver> passed_over{};
};

/// What a role may do in a session. Unset: what `JoinSpec` says for the role.
struct RoleRights {
  std::optional<bool> screen_share{};
  std::optional<bool> microphone{};
  std::optional<bool> camera{};
  std::optional<bool> chat{};
  std::optional<bool> recording{};
};

/// A session that is wanted.
struct SessionSpec {
  std::string owner{};        ///< Whose it is, in the host's system. Required.
  RoomContext room{};         ///< What the platform is chosen for.
  std::string name{};         ///< For people.
  std::string request_key{};  ///< The host's key for this request: the same owner and key give the same
                              ///< session again, also after a crash. Unset: each call makes one.
  std::optional<TimePoint> starts_at{};    ///< Unset, or not later than now: live at once.
  std::optional<TimePoint> ends_at{};      ///< Nobody is let in later, and the session is ended then.
  std::chrono::seconds opens_before{600};  ///< People are let in so long before `starts_at`; hosts always.
  bool needs_host = false;                 ///< Nobody but a host is let in before a host has come.
  std::optional<int> max_people{};         ///< At once. Unset: as many as the platform takes.
  RoleRights host_rights{};
  RoleRights participant_rights{};
  RoleRights viewer_rights{};
  MeetingSpec meeting{};  ///< The rest of what is wanted of the meeting; its name, key, end and size follow
                          ///< from the session.
};

/// What may be changed of a session that is not over. Unset: left alone.
struct SessionChange {
  std::optional<std::string> name{};
  std::optional<TimePoint> starts_at{};  ///< Only while it is scheduled.
  std::optional<TimePoint> ends_at{};    ///< Also told to the platform, where it can be.
  std::optional<int> max_people{};       ///< Counts for admission; the platform keeps its own limit.
};

/// The steps in which a session ends, in their order.
enum class EndStep : std::uint8_t { deny_entry, stop_recordings, remove_everybody, delete_room };

/// How far a step is.
enum class EndStepState : std::uint8_t {
  pending,
  done,         ///< Also where there was nothing left to do.
  unsupported,  ///< The platform cannot do it; `EndStepReport::note` says what that means.
  failing,      ///< Was tried and failed; is tried again.
};

[[nodiscard]] std::string_view to_string(EndStep step) noexcept;
[[nodiscard]] std::string_view to_string(EndStepState state) noexcept;

struct EndStepReport {
  EndStep step = EndStep::deny_entry;
  EndStepState state = EndStepState::pending;
  std::string note{};  ///< For people: what could not be done, or the last failure. Safe to log.
};

/// A session as it is kept.
struct Session {
  std::string id{};  ///< A UUID of ours.
  std::string owner{};
  std::string room{};  ///< The host's room, `RoomContext::id`.
  std::string name{};
  SessionState state = SessionState::scheduled;
  std::string join_code{};              ///< Good until the session is over.
  std::optional<MeetingRef> meeting{};  ///< Unset while the platform has not made it yet.
  std::string url{};                    ///< Of the meeting; gives nobody any right.
  std::optional<TimePoint> starts_at{};
  std::optional<TimePoint> ends_at{};
  std::optional<int> max_people{};
  TimePoint created_at{};
  std::optional<TimePoint> live_at{};
  std::optional<TimePoint> over_at{};  ///< When it ended or was cancelled.
  bool over_is_inferred = false;       ///< Nobody said so: it was found empty, or its end had come.
  DecisionRecord decision{};
  JsonText settings{};  ///< What counted when it was made: kind, capabilities, the meeting's wishes, rights.
                        ///< No secrets.
  std::vector<EndStepReport> ending{};  ///< Empty while it is not over.
};

/// Why a person was let in or not.
enum class AdmissionReason : std::uint8_t {
  admitted,
  not_yet,  ///< Before `opens_before`, or no host has come; `Admission::again_at` where it is known.
  full,
  ended,
  cancelled,
  wrong_code,         ///< Also where no session has that code, or its session is over.
  too_many_attempts,  ///< The caller has tried too many wrong codes.
  removed,            ///< Was put out, and stays out.
  not_ready,          ///< The platform has not made the meeting yet; it is tried again.
};

/// The name of a reason: `not_yet`.
[[nodiscard]] std::string_view to_string(AdmissionReason reason) noexcept;

/// Who wants to get in, and by what right.
struct AdmissionRequest {
  std::string session_id{};  ///< The host vouches for the person. Or:
  std::string join_code{};   ///< The person has the code; never admits as a host. One of the two.
  std::string person{};      ///< In the host's system, the same each time. Unset: made up, for a guest; pass
                             ///< `Admission::person` when that guest comes again.
  std::string name{};        ///< Shown to the others.
  Role role = Role::participant;
  std::string
      caller{};  ///< Who asks, for counting wrong codes: an address, an account. Required with a code.
  std::map<std::string, JsonText> extras{};  ///< By kind of platform, as `JoinSpec::extras`. Not kept.
};

/// The answer to a request: a way in, or the reason why not.
struct Admission {
  AdmissionReason reason = AdmissionReason::not_yet;
  std::optional<JoinGrant> grant{};     ///< With `admitted` alone.
  std::optional<TimePoint> again_at{};  ///< When it makes sense to ask again.
  std::string person{};                 ///< Unique in the session, never shared.
  std::string session_id{};             ///< Empty with `wrong_code` and `too_many_attempts`.
};

/// Somebody who was let into a session, or is seen in it.
struct Person {
  std::string person{};    ///< In the host's system, or made up. Empty for who came without a grant of ours.
  std::string identity{};  ///< As the platform names the person.
  std::string name{};
  Role role = Role::participant;
  TimePoint admitted_at{};
  std::optional<TimePoint> removed_at{};
  bool is_in = false;  ///< As far as is known.
};

/// Something that happened to a session: appended, never changed.
struct LogEntry {
  std::int64_t number = 0;
  std::string session_id{};
  std::string what{};                   ///< `live`, `joined`, `left`, `recording_ready`, `ended`, …
  std::string detail{};                 ///< Whom or what it is about: an identity, a recording's id.
  std::string source{};                 ///< `host`, `event`, `poll` or `clock`.
  std::optional<std::int64_t> event{};  ///< The event in the inbox that said so.
  bool inferred = false;                ///< Concluded, not told.
  TimePoint at{};                       ///< When it happened, as far as is known.
};

}  // namespace vplatform::sessions
