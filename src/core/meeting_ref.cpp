#include "vplatform/meeting_ref.hpp"

#include "vplatform/spi/url.hpp"

namespace vplatform {

std::string to_string(const MeetingRef& ref) {
  std::string text = spi::percent_encode(ref.platform) + '/' + spi::percent_encode(ref.id);
  if (!ref.room.empty() && ref.room != ref.id) text += '#' + spi::percent_encode(ref.room);
  return text;
}

Result<MeetingRef> parse_meeting_ref(std::string_view text) {
  const auto slash = text.find('/');
  const auto hash = text.find('#');
  const bool well_formed = slash != std::string_view::npos && slash > 0 &&
                           (hash == std::string_view::npos || hash > slash) &&
                           text.find('/', slash + 1) == std::string_view::npos;
  if (!well_formed)
    return fail(ErrorCode::invalid_argument, "a meeting reference is 'instance/id' or 'instance/id#room'");
  auto platform = spi::percent_decode(text.substr(0, slash));
  auto id =
      spi::percent_decode(text.substr(slash + 1, hash == std::string_view::npos ? hash : hash - slash - 1));
  if (!platform || !id || id->empty()) {
    return fail(ErrorCode::invalid_argument,
                "a meeting reference is 'instance/id' or 'instance/id#room', percent-encoded");
  }
  MeetingRef ref{.platform = *std::move(platform), .id = *std::move(id)};
  if (hash == std::string_view::npos) {
    ref.room = ref.id;
    return ref;
  }
  auto room = spi::percent_decode(text.substr(hash + 1));
  if (!room || room->empty())
    return fail(ErrorCode::invalid_argument, "a meeting reference has nothing readable after its '#'");
  ref.room = *std::move(room);
  return ref;
}

}  // namespace vplatform
