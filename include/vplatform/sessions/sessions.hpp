#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "vplatform/call_options.hpp"
#include "vplatform/page.hpp"
#include "vplatform/sessions/backend.hpp"
#include "vplatform/sessions/session.hpp"

namespace vplatform::sessions {

/// How sessions are kept.
struct SessionsOptions {
  int join_code_length = 8;  ///< Of 30 letters and digits that nobody mixes up; 6 to 32.
  int wrong_codes = 10;      ///< So many from one caller per `wrong_codes_within`.
  std::chrono::seconds wrong_codes_within{600};
  std::chrono::seconds seat{60};  ///< A person who was admitted and is not seen yet counts so long.
  std::chrono::seconds token_ttl{
      900};  ///< How long a grant lets somebody in; short, since few platforms take one back.
  std::chrono::milliseconds end_retry{5000};         ///< First wait after a failed step of an end; doubles,
  std::chrono::milliseconds end_retry_most{300000};  ///< up to this.
  /// After so many failed attempts a step of an end holds up none after it, and is tried again beside them.
  /// One that the platform refuses for good holds up none at all.
  int end_step_attempts = 3;
};

/// Which sessions a list holds.
struct SessionFilter {
  std::optional<SessionState> state{};
  int page_size = 50;  ///< 1 to 500.
};

/// How many rows were cleared.
struct Cleared {
  std::size_t sessions = 0;
  std::size_t recordings = 0;       ///< Rows of the ledger.
  std::size_t kept_live = 0;        ///< Scheduled and live ones of the owner.
  std::size_t kept_ending = 0;      ///< Over, but the platform still has something of them.
  std::size_t kept_recordings = 0;  ///< Over, but a recording is still at the platform or under way.
};

/// Sessions from their making to their end. All state is in the store: any process may do the next step.
/// Every function blocks until it is done and never throws. Thread-safe; cheap to copy.
class Sessions {
 public:
  explicit Sessions(Backend backend, SessionsOptions options = {});

  /// Chooses the platform, writes the session down, makes the meeting, and writes that down: in this order,
  /// so that a crash leaves no meeting that nobody knows. Errors: those of `PlatformFactory::create_meeting`.
  /// With `Effect::none` no session is left; with `unknown` it is, `not_ready`, and is finished by the
  /// reconciler or by the same call with the same `request_key`.
  [[nodiscard]] Result<Session> create(const SessionSpec& spec, const CallOptions& call = {}) const;

  /// Errors: `not_found`.
  [[nodiscard]] Result<Session> get(std::string_view id) const;
  /// By a code whose session is not over. For pages that show a name before anybody joins; counts as an
  /// attempt.
  [[nodiscard]] Result<Session> find_by_code(std::string_view join_code, std::string_view caller) const;
  /// The newest session in a room of the host that is not over, else the newest; room names in any case.
  [[nodiscard]] Result<Session> find_by_room(std::string_view room) const;
  /// Newest first.
  [[nodiscard]] Result<Page<Session>> list(std::string_view owner, const SessionFilter& filter = {},
                                           const PageToken& from = {}) const;
  /// The sessions that a person was let into, newest first.
  [[nodiscard]] Result<Page<Session>> list_of_person(std::string_view person,
                                                     const SessionFilter& filter = {},
                                                     const PageToken& from = {}) const;
  [[nodiscard]] Result<std::vector<Person>> people(std::string_view id) const;
  /// What happened, oldest first.
  [[nodiscard]] Result<Page<LogEntry>> log(std::string_view id, const PageToken& from = {}) const;

  /// Errors: `failed_precondition` where the session is over, or has started and `starts_at` is to change.
  [[nodiscard]] Result<Session> update(std::string_view id, const SessionChange& change,
                                       const CallOptions& call = {}) const;
  /// Makes a scheduled session live. Live already is success; over is `failed_precondition`.
  [[nodiscard]] Result<Session> start(std::string_view id) const;

  /// The one way in, for a first token and for every later one: lets a person in, or says why not.
  [[nodiscard]] Result<Admission> admit(const AdmissionRequest& request, const CallOptions& call = {}) const;

  /// Puts a person out, who stays out: no new grant, and put out again whenever seen. Errors: `not_found`;
  /// `unsupported` where the platform cannot put anybody out: no new grant is given all the same.
  [[nodiscard]] Result<void> remove(std::string_view id, std::string_view person,
                                    const CallOptions& call = {}) const;
  /// Lets a removed person back in.
  [[nodiscard]] Result<void> readmit(std::string_view id, std::string_view person) const;

  /// Ends a session: nobody gets in from here on, recordings are stopped, everybody is put out, the room is
  /// deleted. Returns when everything is done or a step has failed, or when another who is at it takes longer
  /// than ten seconds; what is left is done by the reconciler, or by calling again. Ended already is success.
  /// A scheduled session is cancelled.
  [[nodiscard]] Result<Session> end(std::string_view id, const CallOptions& call = {}) const;
  /// Cancels a scheduled session. Errors: `failed_precondition` where it is live.
  [[nodiscard]] Result<Session> cancel(std::string_view id, const CallOptions& call = {}) const;

  /// Removes an owner's sessions that are over, with their people, log and rows of recordings; a session
  /// whose end is unfinished, or whose recordings are not fetched, failed, cancelled or deleted, stays.
  [[nodiscard]] Result<Cleared> clear_ended(std::string_view owner) const;
  /// Removes one such session. Errors: `not_found`; `failed_precondition` where it is not over, its end is
  /// unfinished, or a recording is still at the platform or under way.
  [[nodiscard]] Result<void> clear(std::string_view id) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace vplatform::sessions
