#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vplatform/async_client.hpp>
#include <vplatform/factory.hpp>

namespace host {

/// A room that somebody wants to hold a meeting in.
struct Wish {
  vplatform::RoomContext room{};
  std::string person{};
  std::string key{};  ///< The same again is the same meeting.
};

/// A meeting, and its host's way in.
struct Opened {
  vplatform::MeetingRef meeting{};
  vplatform::JoinGrant grant{};
};

/// Makes meetings and mints grants; nothing here waits. Confined to the loop's thread.
class Meetings {
 public:
  /// How many wishes there were.
  struct Counts {
    std::uint64_t begun = 0;
    std::uint64_t completed = 0;
    std::uint64_t most_at_once = 0;
  };

  Meetings(vplatform::PlatformFactory factory, std::shared_ptr<vplatform::AsyncHttpTransport> transport);

  /// Calls `done` once, now or later. Errors: `unavailable` where too many are under way, else the
  /// platform's.
  void open(const Wish& wish, vplatform::Done<Opened> done);

  [[nodiscard]] const Counts& counts() const noexcept { return counts_; }

 private:
  [[nodiscard]] vplatform::Result<vplatform::AsyncClient> client_for(
      const vplatform::RoomContext& room) const;

  const vplatform::PlatformFactory factory_;
  const std::shared_ptr<vplatform::AsyncHttpTransport> transport_;
  Counts counts_{};
};

}  // namespace host
