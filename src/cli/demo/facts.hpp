#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/join.hpp"
#include "vplatform/meeting.hpp"
#include "vplatform/presence.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/room.hpp"
#include "vplatform/selector.hpp"
#include "vplatform/spi/emulator.hpp"
#include "vplatform/webhook.hpp"

// What the demo found out: values that the library and the emulators returned in this run, and nothing else.
namespace vplatform::cli::demo {

enum class ServiceKind : std::uint8_t { emulator, real, in_process };

[[nodiscard]] std::string_view to_string(ServiceKind kind) noexcept;

/// What stands behind a platform.
struct ServiceFact {
  std::string platform{};
  ServiceKind kind = ServiceKind::emulator;
  std::string address{};
};

/// A webhook that was read, and the same with one byte flipped.
struct WebhookFact {
  std::string instance{};
  MeetingRef meeting{};  ///< Where the guest has come in.
  std::size_t due = 0;   ///< How many webhooks the guest's coming in made.
  WebhookVerdict genuine{};
  WebhookVerdict forged{};
};

/// A room, from its choice to its webhook.
struct RoomFact {
  RoomContext room{};
  Decision decision{};
  Meeting meeting{};
  JoinGrant host{};
  JoinGrant guest{};
  WebhookFact webhook{};
};

/// Who is in a meeting, as its platform lists them.
struct PeopleFact {
  std::string instance{};
  Presence presence{};
};

/// A recording, from its start to the link that it is fetched by.
struct RecordingFact {
  std::string instance{};
  Recording started{};
  WebhookVerdict started_webhook{};  ///< Says the platform's id beside our key.
  WebhookVerdict ready_webhook{};
  Recording found{};  ///< After it was stopped.
  DownloadLink link{};
};

/// A subscription to webhooks that the provider had given up.
struct RevivalFact {
  std::string instance{};
  WebhookSubscription made{};
  std::size_t lost = 0;           ///< Deliveries that failed.
  WebhookSubscription failed{};   ///< What the provider says after them.
  WebhookSubscription planned{};  ///< What a dry run would do about it.
  WebhookSubscription revived{};
};

/// A room that was moved to another platform, and back.
struct MoveFact {
  std::string room{};
  Meeting running{};     ///< Made before the move.
  Decision moved{};      ///< What the room gets after the first update.
  Decision pinned{};     ///< What its running meeting keeps meanwhile.
  Meeting found{};       ///< The running meeting, found meanwhile.
  Meeting made{};        ///< Made meanwhile, where the room was moved to.
  Decision back{};       ///< What the room gets after the second update.
  Meeting found_made{};  ///< The meeting made meanwhile, found after that.
};

/// A create whose answer was lost.
struct LostAnswerFact {
  std::string instance{};
  Meeting meeting{};
  Meeting again{};               ///< What a second create with the same key returned.
  std::size_t posts = 0;         ///< Creates that reached the service, in both calls.
  std::size_t books_before = 0;  ///< Meetings in the emulator's books.
  std::size_t books_after = 0;
};

/// What an emulator itself has on record.
struct Books {
  std::vector<EmulatedMeeting> meetings{};  ///< Before they were ended.
  std::size_t requests = 0;
  std::size_t left = 0;  ///< Meetings after they were ended.
};

struct Facts {
  std::vector<ServiceFact> services{};
  std::vector<RoomFact> rooms{};
  std::vector<PeopleFact> people{};
  RecordingFact recording{};
  RevivalFact revival{};
  MoveFact move{};
  LostAnswerFact lost{};
  std::map<std::string, Books> books{};  ///< By instance.
  std::size_t ended = 0;
};

}  // namespace vplatform::cli::demo
