#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sessions/store/database.hpp"
#include "vplatform/sessions/inbox.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/webhook.hpp"

// The table inbox_events.

namespace vplatform::sessions {

/// A genuine event on its way into the inbox. It was verified when it came, and is not verified again: its
/// time would have run out, and its secret may be gone. What it refers to has to stay until it is stored.
struct ReceivedEvent {
  std::string_view instance{};
  const EventFields* fields = nullptr;           ///< None of an unreadable one.
  std::string_view body{};                       ///< The bytes as they came.
  std::optional<std::string_view> unreadable{};  ///< Why, where it is.
  TimePoint received_at{};
};

/// A row on its way in. What can be made without the store is, so that no other writer waits for it.
struct NewRow {
  /// As they can be stored.
  [[nodiscard]] const EventFields& fields() const noexcept { return cut ? *cut : *event.fields; }
  /// Empty of one that contradicts another row, whose it is.
  [[nodiscard]] std::string_view natural_key() const noexcept {
    return dead_reason == DeadReason::conflicting ? std::string_view{} : fields().natural_key;
  }

  const ReceivedEvent& event;
  std::optional<EventFields> cut{};  ///< Where the event's own cannot be stored, or there are none.
  spi::JsonWriter text{};            ///< `fields` as JSON.
  std::string dedupe_key{};
  InboxState state = InboxState::waiting;
  std::optional<DeadReason> dead_reason{};
  std::string note{};
};
[[nodiscard]] NewRow row_of(const ReceivedEvent& event);

/// Puts events into the inbox. One that was there already changes nothing; one with a known id and other
/// contents goes in as dead, `conflicting`.
void store_rows(Transaction& transaction, std::span<const NewRow* const> rows);
inline void store_row(Transaction& transaction, const NewRow& row) {
  const NewRow* const one = &row;
  store_rows(transaction, {&one, 1});
}

/// An event that is to be worked off.
struct StoredEvent {
  std::int64_t number = 0;
  EventFields fields{};  ///< Without `raw`.
  TimePoint received_at{};
  int attempts = 0;  ///< One that is under way included.

  /// When it happened, else when it came.
  [[nodiscard]] TimePoint at() const noexcept { return fields.at.value_or(received_at); }
};

/// Numbers of events, both ends inclusive.
struct NumberRange {
  std::int64_t first = 0;
  std::int64_t last = std::numeric_limits<std::int64_t>::max();
};

/// The next events that are due, kept from other workers until the transaction ends.
[[nodiscard]] std::vector<std::int64_t> due_numbers(Transaction& transaction, TimePoint now,
                                                    NumberRange among, int most);
/// The same, with what they say.
[[nodiscard]] std::vector<StoredEvent> claim_events(Transaction& transaction, TimePoint now,
                                                    NumberRange among, int most);

/// Before an event is applied alone.
void count_attempt(Transaction& transaction, std::int64_t number);
/// It was tried, and what failed was nothing of the event's.
void forgive_attempt(Transaction& transaction, std::int64_t number);
/// `failures`: how many attempts before this one have failed.
void mark_processed(Transaction& transaction, std::int64_t number,
                    const std::optional<std::string>& session_id, int failures, TimePoint now);
void mark_failed(Transaction& transaction, std::int64_t number, std::string_view note, TimePoint due_again);
void mark_dead(Transaction& transaction, std::int64_t number, DeadReason reason, std::string_view note);

}  // namespace vplatform::sessions
