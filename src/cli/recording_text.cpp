#include "cli/recording_text.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>
#include <utility>

#include "cli/arguments.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::cli {
namespace {

constexpr std::string_view form =
    "a recording is 'instance/id@key=KEY' or 'instance/id@id=ID', as 'record start' and 'record list' show "
    "it";

Failure not_one(const std::string& text, std::string_view why) {
  return fail(ErrorCode::invalid_argument, "'" + text + "': " + std::string(why));
}

// What follows the `@`, part by part.
class Reader {
 public:
  explicit Reader(RecordingRef& ref) : ref_(ref) {}

  // Empty, or what is wrong.
  [[nodiscard]] std::string take(const std::string& part) {
    const auto equals = part.find('=');
    if (equals == std::string::npos) return take_kind(part);
    const std::string name = part.substr(0, equals);
    const auto value = spi::percent_decode(part.substr(equals + 1));
    if (!value || value->empty()) return "there is nothing readable after '" + name + "='";
    if (name == "key" && ref_.instance_key.empty()) {
      ref_.instance_key = *value;
      return {};
    }
    if (name == "id" && !ref_.id) {
      ref_.id = *value;
      return {};
    }
    return std::string(form);
  }

 private:
  std::string take_kind(const std::string& part) {
    const auto kind = read_recording_kind(part);
    if (!kind || std::exchange(has_kind_, true)) return std::string(form);
    ref_.kind = *kind;
    return {};
  }

  RecordingRef& ref_;
  bool has_kind_ = false;
};

}  // namespace

std::string to_text(const RecordingRef& ref) {
  std::vector<std::string> parts;
  if (ref.kind != RecordingKind::composed) parts.emplace_back(to_string(ref.kind));
  if (!ref.instance_key.empty()) parts.push_back("key=" + spi::percent_encode(ref.instance_key));
  if (ref.id) parts.push_back("id=" + spi::percent_encode(*ref.id));
  std::string text = to_string(ref.meeting);
  for (const auto& part : parts) text += (&part == &parts.front() ? '@' : ',') + part;
  return text;
}

Result<RecordingRef> read_recording(const std::string& text) {
  const auto at = text.find('@');
  if (at == std::string::npos) return not_one(text, form);
  auto meeting = parse_meeting_ref(text.substr(0, at));
  if (!meeting) return not_one(text, meeting.error().message);
  RecordingRef ref{.meeting = *std::move(meeting)};
  Reader reader(ref);
  std::istringstream parts(text.substr(at + 1));
  for (std::string part; std::getline(parts, part, ',');) {
    if (const auto wrong = reader.take(part); !wrong.empty()) return not_one(text, wrong);
  }
  if (ref.instance_key.empty() && !ref.id) return not_one(text, form);
  return ref;
}

}  // namespace vplatform::cli
