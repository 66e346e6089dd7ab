#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "sessions/store/lease.hpp"
#include "sessions/store/store_state.hpp"
#include "vplatform/sessions/sessions.hpp"

namespace vplatform::sessions {

/// What everything about sessions works with. Thread-safe.
struct SessionsContext {
  SessionsContext(const Backend& backend, const SessionsOptions& how)
      : store(backend.store), platforms(backend.platforms), env(backend.env.filled()), options(how) {}

  std::shared_ptr<Store> store;
  std::shared_ptr<const PlatformFactory> platforms;
  RuntimeEnv env;
  SessionsOptions options;

  [[nodiscard]] const Database& database() const noexcept { return store->state().database; }
};

/// What `Sessions` keeps.
struct Sessions::State : SessionsContext {
  using SessionsContext::SessionsContext;
};

[[nodiscard]] inline Failure no_session(std::string_view id) {
  return fail(ErrorCode::not_found, "there is no session '" + std::string(id) + "'");
}

// A scheduled meeting without an end lasts so long from its start: a platform would count from its making.
inline constexpr std::chrono::hours length_of_scheduled{6};

/// So long a lease is held for a call to a platform: for all its attempts, and for the write that follows.
[[nodiscard]] inline std::chrono::milliseconds lease_length(const CallOptions& call) {
  constexpr std::chrono::milliseconds longest_by_default{30'000};
  constexpr std::chrono::milliseconds for_the_write{15'000};
  return call.budget.value_or(longest_by_default) + for_the_write;
}

/// The lease under which a session's meeting is made, and the one under which its end goes on.
[[nodiscard]] inline std::string create_lease_name(std::string_view session_id) {
  return "create:" + std::string(session_id);
}
[[nodiscard]] inline std::string end_lease_name(std::string_view session_id) {
  return "end:" + std::string(session_id);
}

/// How long to wait after so many failures in a row.
[[nodiscard]] std::chrono::milliseconds pause_after(std::int64_t failures, const Error& why,
                                                    const SessionsOptions& options);

}  // namespace vplatform::sessions
