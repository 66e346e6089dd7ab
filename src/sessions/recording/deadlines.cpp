#include "sessions/recording/deadlines.hpp"

#include "vplatform/spi/json.hpp"

namespace vplatform::sessions {
namespace {

constexpr std::chrono::minutes notice{10};  // how late a platform may notice that a recording is full

std::chrono::seconds read(const spi::Json& json, std::string_view name, std::chrono::seconds otherwise) {
  const auto seconds = json[name].integer();
  return seconds && *seconds > 0 ? std::chrono::seconds(*seconds) : otherwise;
}

}  // namespace

std::string to_text(const RecordingDeadlines& deadlines) {
  const auto seconds = [](std::chrono::seconds length) { return static_cast<std::int64_t>(length.count()); };
  spi::JsonWriter json;
  json.begin_object()
      .member("requested", seconds(deadlines.requested))
      .member("starting", seconds(deadlines.starting))
      .member("active", seconds(deadlines.active))
      .member("stopping", seconds(deadlines.stopping))
      .member("processing", seconds(deadlines.processing))
      .end_object();
  return std::move(json).text();
}

RecordingDeadlines deadlines_from(std::string_view text) {
  const RecordingDeadlines usual;
  const auto json = spi::Json::parse(text);
  if (!json) return usual;
  return {.requested = read(*json, "requested", usual.requested),
          .starting = read(*json, "starting", usual.starting),
          .active = read(*json, "active", usual.active),
          .stopping = read(*json, "stopping", usual.stopping),
          .processing = read(*json, "processing", usual.processing)};
}

std::optional<std::chrono::seconds> longest_in(LedgerState state, const RecordingDeadlines& deadlines,
                                               std::optional<std::chrono::seconds> max_length) {
  switch (state) {
    case LedgerState::requested:
      return deadlines.requested;
    case LedgerState::starting:
      return deadlines.starting;
    case LedgerState::active:
      return max_length ? *max_length + notice : deadlines.active;
    case LedgerState::stopping:
      return deadlines.stopping;
    case LedgerState::processing:
      return deadlines.processing;
    case LedgerState::ready:
    case LedgerState::fetched:
    case LedgerState::failed:
    case LedgerState::cancelled:
    case LedgerState::deleted:
      break;
  }
  return std::nullopt;
}

}  // namespace vplatform::sessions
