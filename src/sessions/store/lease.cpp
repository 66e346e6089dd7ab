#include "sessions/store/lease.hpp"

namespace vplatform::sessions {
namespace {

// A lease from the future was taken by a clock that has been set back since, and would else hold until the
// clock has caught up.
constexpr std::chrono::seconds clock_slack{10};

}  // namespace

Result<std::optional<Lease>> take_lease(const Database& database, std::string_view name,
                                        std::chrono::milliseconds length, const RuntimeEnv& env) {
  const std::string holder = env.new_id();
  return database.write([&](Transaction& transaction) -> Result<std::optional<Lease>> {
    const TimePoint now = env.now();
    const auto row = transaction.find(
        "INSERT INTO leases (name, holder, fence, taken_at, until) VALUES (?, ?, 1, ?, ?) ON CONFLICT (name) "
        "DO "
        "UPDATE SET holder = excluded.holder, fence = leases.fence + 1, taken_at = excluded.taken_at, until "
        "= "
        "excluded.until WHERE leases.until <= ? OR leases.taken_at > ? RETURNING fence",
        {name, holder, now, now + length, now, now + clock_slack});
    if (!row) return std::optional<Lease>();
    return std::optional(Lease{.name = std::string(name), .holder = holder, .fence = row->integer(0)});
  });
}

bool is_held(Transaction& transaction, const Lease& lease) {
  return transaction.execute("UPDATE leases SET fence = fence WHERE name = ? AND holder = ? AND fence = ?",
                             {lease.name, lease.holder, lease.fence}) == 1;
}

bool extend_lease(Transaction& transaction, const Lease& lease, std::chrono::milliseconds length,
                  const RuntimeEnv& env) {
  const TimePoint now = env.now();
  return transaction.execute(
             "UPDATE leases SET taken_at = ?, until = ? WHERE name = ? AND holder = ? AND fence = ?",
             {now, now + length, lease.name, lease.holder, lease.fence}) == 1;
}

void release_lease(Transaction& transaction, const Lease& lease) {
  (void)transaction.execute("UPDATE leases SET until = 0 WHERE name = ? AND holder = ? AND fence = ?",
                            {lease.name, lease.holder, lease.fence});
}

void forget_lease(Transaction& transaction, std::string_view name) {
  (void)transaction.execute("DELETE FROM leases WHERE name = ?", {name});
}

}  // namespace vplatform::sessions
