#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/client.hpp"
#include "vplatform/config.hpp"
#include "vplatform/flag_source.hpp"
#include "vplatform/observer.hpp"
#include "vplatform/registry.hpp"
#include "vplatform/retry.hpp"
#include "vplatform/room.hpp"
#include "vplatform/runtime_env.hpp"
#include "vplatform/selector.hpp"

namespace vplatform {

class HttpTransport;

/// What a factory may be given beside the necessary.
struct FactoryOptions {
  std::shared_ptr<FlagSource> flags{};
  std::shared_ptr<Observer> observer{};
  RetryPolicy retry{};
};

/// A new meeting and why it is where it is.
struct PlacedMeeting : Meeting {
  Decision decision{};
};

/// How a meeting is placed.
struct PlaceOptions {
  std::string
      on{};  ///< This instance, without a choice: who tries again with a key passes the one that was decided.
  CallOptions call{};
};

/// Registry + configuration → clients; picks the platform for a room. Thread-safe, and `update` may run while
/// it is in use.
class PlatformFactory {
 public:
  /// Makes every configured platform. Errors: `invalid_argument` with all faults of all instances at once,
  /// unknown kinds and missing required capabilities included.
  [[nodiscard]] static Result<PlatformFactory> open(Registry registry, Result<Config> config,
                                                    std::shared_ptr<HttpTransport> transport,
                                                    RuntimeEnv env = {}, FactoryOptions options = {});

  PlatformFactory(PlatformFactory&&) noexcept;
  PlatformFactory& operator=(PlatformFactory&&) noexcept;
  ~PlatformFactory();

  /// Chooses the platform for a new meeting of the room, with the order of the sources in `src/decisions`.
  /// Sends nothing.
  [[nodiscard]] Decision select(const RoomContext& room) const;
  /// For a meeting that exists nothing is decided: it keeps its platform.
  [[nodiscard]] Decision select(const RoomContext& room, const MeetingRef& existing) const;

  /// After a failure with `Effect::none` on a platform that is `unavailable`: the next one of `fallback` that
  /// meets the room's needs, with the failed ones as passed over; without a platform where there is none.
  /// For who makes the meeting himself, with `PlaceOptions::on`. Sends nothing.
  [[nodiscard]] Decision fall_back(const RoomContext& room, const Decision& failed) const;

  /// Chooses, and makes the meeting there. The needs of the spec are added to the room's. Where `fallback`
  /// lists platforms, they are tried in order when the chosen one is `unavailable`, and only after a failure
  /// with `Effect::none`.
  [[nodiscard]] Result<PlacedMeeting> create_meeting(const RoomContext& room, const MeetingSpec& spec,
                                                     const PlaceOptions& options = {}) const;

  /// The client of an instance, a retired one included. Errors: `not_found` with the names that there are.
  [[nodiscard]] Result<Client> client(std::string_view instance) const;
  [[nodiscard]] Result<Client> client_for(const MeetingRef& ref) const;

  /// All instances, retired ones last.
  [[nodiscard]] std::vector<Client> clients() const;

  /// Swaps the configuration at once, or leaves everything as it is and says why. Instances whose settings
  /// did not change keep their runtime; running calls finish on what they started with.
  [[nodiscard]] Result<void> update(Result<Config> config);
  [[nodiscard]] Result<void> update_from_file(const std::string& path);

  [[nodiscard]] std::int64_t config_version() const;

 private:
  struct State;
  explicit PlatformFactory(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vplatform
