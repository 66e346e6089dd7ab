#pragma once

#include <string>
#include <string_view>

#include "vplatform/presence.hpp"
#include "vplatform/webhook.hpp"

// What platforms say may be longer than an index takes, and may hold NUL, which PostgreSQL does not store.
// One such text would else keep a whole batch of events out of the store.

namespace vplatform::sessions {

/// The longest id that is kept as it is, in bytes: an index entry of PostgreSQL takes some 2,700.
inline constexpr std::size_t longest_id = 500;
/// The longest text for people that is kept, in bytes; what is longer is cut.
inline constexpr std::size_t longest_text = 1000;

/// An id as it is; one that cannot be stored becomes its digest, the same each time.
[[nodiscard]] std::string storable_id(std::string_view id);
/// A text without NUL, and not too long.
[[nodiscard]] std::string storable_text(std::string_view text);

[[nodiscard]] Participant storable(Participant participant);
/// Whether the event can be stored as it is, as nearly all can. Its `raw` has a column that takes any bytes.
[[nodiscard]] bool is_storable(const EventFields& event);
[[nodiscard]] EventFields storable(EventFields event);

}  // namespace vplatform::sessions
