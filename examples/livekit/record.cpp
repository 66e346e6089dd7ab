#include "record.hpp"

#include <algorithm>
#include <chrono>

namespace controller {
namespace {

using nlohmann::json;
using vplatform::ErrorCode;
using vplatform::fail;
using vplatform::Result;

constexpr std::size_t longest_name = 768;
constexpr int deepest = 30;  // of the database's 32, less than those that lead here

void put_time(json& record, const char* name, const std::optional<vplatform::TimePoint>& at) {
  using std::chrono::milliseconds;
  if (at) record[name] = std::chrono::duration_cast<milliseconds>(at->time_since_epoch()).count();
}

json record_of(const ArchiveItem& item) {
  json record = {{"recordingId", item.recording.id}, {"roomUrl", item.room_url}};
  for (const auto& [name, value] : item.details.items()) record[name] = value;
  put_time(record, "startedAt", item.recording.started_at);
  put_time(record, "endedAt", item.recording.ended_at);
  if (item.recording.duration) record["durationMs"] = item.recording.duration->count();
  return record;
}

bool is_allowed(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F &&
         std::string_view(".$#[]/").find(c) == std::string_view::npos;
}

Result<void> check(const json& value, int depth) {
  if (depth > deepest) return fail(ErrorCode::invalid_argument, "metadata is nested too deep");
  if (!value.is_structured()) return {};
  for (const auto& [name, inner] : value.items()) {
    const bool good = !value.is_object() || (!name.empty() && name.size() <= longest_name &&
                                             std::all_of(name.begin(), name.end(), is_allowed));
    if (!good) {
      return fail(ErrorCode::invalid_argument,
                  "metadata has a name that is empty, too long, or holds one of . $ # [ ] /");
    }
    if (auto done = check(inner, depth + 1); !done) return done;
  }
  return {};
}

}  // namespace

json uploaded_record(const ArchiveItem& item, std::uint64_t bytes) {
  auto record = record_of(item);
  record["status"] = "uploaded";
  record["linkStatus"] = "ready";
  record["bytes"] = bytes;
  return record;
}

json failed_record(const ArchiveItem& item, const std::string& why) {
  auto record = record_of(item);
  record["status"] = "failed";
  record["linkStatus"] = "failed";
  record["error"] = why;
  return record;
}

Result<void> check_details(const json& details) {
  return check(details, 0);
}

}  // namespace controller
