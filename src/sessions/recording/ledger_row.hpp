#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sessions/store/database.hpp"
#include "vplatform/sessions/recordings.hpp"

namespace vplatform::sessions {

/// A row of `recordings`: what hosts see of it, and what workers go by.
struct LedgerRow {
  RecordingEntry entry{};  ///< `ref.meeting` names the instance alone, and `files` is empty, until asked for.
  RecordingDeadlines deadlines{};
  std::optional<std::chrono::seconds> max_length{};
  std::optional<TimePoint> poll_due{};    ///< When the platform is asked again.
  std::optional<TimePoint> fetch_due{};   ///< When it may be fetched.
  std::optional<TimePoint> delete_due{};  ///< When its deletion goes on.
  bool is_asked = false;                  ///< We asked the platform for it, by a key of ours.
  int attempts = 0;                       ///< Of the fetch, or of the deletion, since they last got on.
};

[[nodiscard]] std::optional<LedgerRow> find_row(Transaction& transaction, std::string_view id);
/// The same, and nobody else changes it until the transaction ends.
[[nodiscard]] std::optional<LedgerRow> lock_row(Transaction& transaction, std::string_view id);
/// All of a session, oldest first.
[[nodiscard]] std::vector<LedgerRow> rows_of_session(Transaction& transaction, std::string_view session_id);
/// By the platform's id.
[[nodiscard]] std::optional<LedgerRow> row_of_provider(Transaction& transaction, const RecordingRef& ref);
/// A session's segments of an instance key, the oldest first; none for an empty key. Others may use that key
/// in a room of theirs.
[[nodiscard]] std::vector<LedgerRow> rows_of_key(Transaction& transaction, std::string_view session_id,
                                                 const RecordingRef& ref);
/// The session whose recording was asked for by this instance key.
[[nodiscard]] std::optional<std::string> session_that_asked(Transaction& transaction,
                                                            const RecordingRef& ref);

/// Which rows a worker looks at, those that have waited longest first. What is due later than after
/// `longest`, which nothing waits by itself, was written by a clock that has been set back since, and is due
/// too.
enum class DueColumn : std::uint8_t { poll, fetch, deletion };
[[nodiscard]] std::vector<LedgerRow> rows_due(Transaction& transaction, DueColumn column, TimePoint now,
                                              std::chrono::seconds longest, int most);

/// The longest wait between two tries to fetch or to delete.
inline constexpr std::chrono::hours longest_wait_between_tries{6};

/// The rows of a list, newest first, after the row `(requested_at, id)`.
struct ListedAfter {
  TimePoint requested_at{};
  std::string id{};
};
[[nodiscard]] std::vector<LedgerRow> list_rows(Transaction& transaction, const RecordingFilter& filter,
                                               const ListedAfter& after, int most);

void insert_row(Transaction& transaction, const LedgerRow& row);
void update_row(Transaction& transaction, const LedgerRow& row);
void erase_row(Transaction& transaction, std::string_view id);

/// The files, by path.
[[nodiscard]] std::vector<LedgerFile> files_of_row(Transaction& transaction, std::string_view id);
/// Enters a file that was told of; what is known of its fetching stays.
void put_file(Transaction& transaction, std::string_view id, const RecordingFile& file);

/// How far the fetching of a file is: what a later process goes on with.
struct FetchState {
  std::string part_path{};   ///< Where its bytes go until it is whole; empty before the first.
  std::string etag{};        ///< The version that these bytes are of; empty where there is none to go by.
  std::uint64_t bytes = 0;   ///< So many are on the disk for certain.
  std::string sha256{};      ///< Set as soon as it is whole.
  std::string local_path{};  ///< Set once it has its name.
};
[[nodiscard]] FetchState fetch_state_of(Transaction& transaction, std::string_view id, std::string_view path);
void set_fetch_state(Transaction& transaction, std::string_view id, std::string_view path,
                     const FetchState& state);
/// Every path on this machine that belongs to a recording, parts included.
[[nodiscard]] std::vector<std::string> local_paths_of(Transaction& transaction, std::string_view id);

/// The entry as hosts see it: with the name of its meeting, and with its files.
[[nodiscard]] RecordingEntry whole_entry(Transaction& transaction, const LedgerRow& row);

}  // namespace vplatform::sessions
