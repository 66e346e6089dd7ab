#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "selection/instances.hpp"
#include "selection/snapshot_cell.hpp"
#include "vplatform/factory.hpp"

namespace vplatform {

/// What a factory is made of. Thread-safe.
struct PlatformFactory::State {
  State(Registry registry, std::shared_ptr<HttpTransport> transport, const RuntimeEnv& env,
        FactoryOptions options);

  /// Takes the configuration over and tells the observer.
  [[nodiscard]] Result<void> apply(Result<Config> config);

  [[nodiscard]] Decision decide(const RoomContext& room) const;
  [[nodiscard]] Decision pin(std::string_view instance) const;

  [[nodiscard]] Result<Client> client(std::string_view instance) const;
  [[nodiscard]] std::vector<Client> clients() const;
  [[nodiscard]] Environment environment() const;
  [[nodiscard]] std::int64_t version() const;

  /// Makes the meeting where the decision says.
  [[nodiscard]] Result<PlacedMeeting> place(const Decision& decision, const MeetingSpec& spec,
                                            const CallOptions& call) const;
  /// The platform to try after one that was unavailable; without one where there is none.
  [[nodiscard]] Decision next_after(const Decision& failed, const Needs& needs) const;
  /// Goes on after `first`, which placing by `chosen` ended with. The budget counts from `started`.
  [[nodiscard]] Result<PlacedMeeting> fall_back(const Error& first, const Decision& chosen,
                                                const Needs& needs, const MeetingSpec& spec,
                                                const CallOptions& call,
                                                std::chrono::steady_clock::time_point started) const;
  /// An update came between the choice and the call, and the call was refused for it.
  [[nodiscard]] bool is_overtaken(const Decision& decision, const Error& error) const;

  const detail::Workshop workshop;
  const std::shared_ptr<FlagSource> flags;

 private:
  [[nodiscard]] Result<void> swap_in(const Config& config);
  void announce(const Decision& decision) const noexcept;

  std::mutex updating_;  // one update at a time; taken before mutex_
  SnapshotCell snapshot_;
  mutable std::mutex mutex_;
  std::vector<detail::Instance> instances_;  // guarded by mutex_
  Environment environment_;                  // guarded by mutex_
};

}  // namespace vplatform
