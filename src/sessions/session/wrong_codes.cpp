#include "sessions/session/wrong_codes.hpp"

#include "sessions/session/join_code.hpp"

namespace vplatform::sessions {
namespace {

constexpr int most_forgotten = 20;  // per look-up, so that none takes long

/// Callers whose time is over are forgotten; those that others are about to count are left to them.
void forget_old(Transaction& transaction, TimePoint before) {
  const std::string text =
      "DELETE FROM wrong_codes WHERE caller IN (SELECT caller FROM wrong_codes WHERE since < ? LIMIT ?" +
      std::string(transaction.for_update_skip_locked()) + ")";
  (void)transaction.execute(text, {before, most_forgotten});
}

}  // namespace

CodeLookup look_up_code(Transaction& transaction, std::string_view typed, std::string_view caller,
                        const SessionsOptions& options, TimePoint now) {
  forget_old(transaction, now - options.wrong_codes_within);
  (void)transaction.execute(
      "INSERT INTO wrong_codes (caller, since, attempts) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
      {caller, now});
  const std::string lock =
      "SELECT since, attempts FROM wrong_codes WHERE caller = ?" + std::string(transaction.for_update());
  const auto counted = transaction.find(lock, {caller});
  TimePoint since = counted ? counted->time(0) : now;
  std::int64_t attempts = counted ? counted->integer(1) : 0;
  // From the future: the clock was set back since, and nobody is to wait for it.
  if (since > now || since + options.wrong_codes_within <= now) {
    since = now;
    attempts = 0;
  }
  if (attempts >= options.wrong_codes) return {.blocked_until = since + options.wrong_codes_within};

  const std::string code = normalized_join_code(typed);
  CodeLookup found;
  if (!code.empty()) found.row = find_session_row_by_code(transaction, code);
  if (!found.row) ++attempts;
  (void)transaction.execute("UPDATE wrong_codes SET since = ?, attempts = ? WHERE caller = ?",
                            {since, attempts, caller});
  return found;
}

}  // namespace vplatform::sessions
