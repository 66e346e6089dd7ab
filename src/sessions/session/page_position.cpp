#include "sessions/session/page_position.hpp"

#include <charconv>
#include <limits>

#include "sessions/session/check_request.hpp"

namespace vplatform::sessions {

Result<ListPosition> position_from(const PageToken& token) {
  if (token.empty()) return ListPosition{.created_at = std::numeric_limits<std::int64_t>::max()};
  const std::string& text = token.value;
  ListPosition position;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), position.created_at);
  const auto at = static_cast<std::size_t>(end - text.data());
  if (fault == std::errc() && at + 1 < text.size() && text[at] == '.') {
    position.id = text.substr(at + 1);
    if (!fault_of_name("the rest", position.id)) return position;
  }
  return fail(ErrorCode::invalid_argument, "the page token is not of a list of sessions");
}

Page<Session> page_of(std::vector<Session> sessions, int page_size) {
  Page<Session> page{.items = std::move(sessions)};
  if (page.items.size() <= static_cast<std::size_t>(page_size)) return page;
  page.items.resize(static_cast<std::size_t>(page_size));
  const Session& last = page.items.back();
  page.next = {std::to_string(to_stored(last.created_at)) + "." + last.id};
  return page;
}

}  // namespace vplatform::sessions
