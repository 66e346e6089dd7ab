#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sessions/store/database.hpp"
#include "vplatform/runtime_env.hpp"

namespace vplatform::sessions {

/// The right to work on something that takes longer than a transaction: calls to a platform for one session,
/// say. It is in the store, so it holds between processes, and it runs out, so a dead holder blocks nobody
/// for long. Since it may run out under a slow holder, every write that relies on it asks `is_held` in its
/// own transaction.
struct Lease {
  std::string name{};
  std::string holder{};
  std::int64_t fence = 0;  ///< Grows with every holder.
};

/// Takes the lease, unless another has it. Taking what one holds already is refused too: threads exclude each
/// other.
[[nodiscard]] Result<std::optional<Lease>> take_lease(const Database& database, std::string_view name,
                                                      std::chrono::milliseconds length,
                                                      const RuntimeEnv& env);
/// Whether it is still ours; keeps others from taking it until the transaction ends.
[[nodiscard]] bool is_held(Transaction& transaction, const Lease& lease);
/// Holds it for longer; false where it is lost.
[[nodiscard]] bool extend_lease(Transaction& transaction, const Lease& lease,
                                std::chrono::milliseconds length, const RuntimeEnv& env);
void release_lease(Transaction& transaction, const Lease& lease);
/// Forgets a lease of that name, whoever had it: what it was for is gone.
void forget_lease(Transaction& transaction, std::string_view name);

}  // namespace vplatform::sessions
