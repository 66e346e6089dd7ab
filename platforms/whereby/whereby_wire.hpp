#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vplatform/meeting.hpp"
#include "vplatform/page.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/spi/http.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/time.hpp"

/// JSON ⇄ values.
namespace vplatform::platforms::whereby::wire {

/// The body of a create. What stands in `MeetingSpec::extras` for Whereby is merged in. Errors:
/// `invalid_argument` where that is no object, or names a member that follows from the spec.
[[nodiscard]] Result<std::string> write_new_meeting(const MeetingSpec& spec, std::string_view prefix,
                                                    TimePoint ends_at);

/// What of a create's body is secret: keys of buckets, addresses with stream keys.
[[nodiscard]] std::vector<Secret> secrets_in(std::string_view new_meeting);

/// A room's name without the slash that Whereby puts before it.
[[nodiscard]] std::string_view without_slash(std::string_view room_name) noexcept;

/// Reads a meeting from a 2xx. Errors: `bad_response`.
[[nodiscard]] Result<Meeting> read_meeting(const HttpResponse& answer, const std::string& instance);

/// A time as Whereby writes it; nothing for null and for what is none.
[[nodiscard]] std::optional<TimePoint> read_time(const spi::Json& time);

/// Reads a page of meetings from a 2xx. Errors: `bad_response`, also where one of them cannot be read: a
/// short list would lie.
[[nodiscard]] Result<Page<Meeting>> read_meetings(const HttpResponse& answer, const std::string& instance);

/// What an access link can be good for.
constexpr std::chrono::seconds longest_link = std::chrono::hours{12};

/// Reads an access link from an answer of any status; `expires_at` is for where Whereby does not say.
[[nodiscard]] Result<DownloadLink> read_link(const HttpResponse& answer, TimePoint expires_at,
                                             std::string_view what);

/// Reads a page's list, each item by `read`. Errors: `bad_response`, also where one of them cannot be read.
template <class T, class Read>
[[nodiscard]] Result<Page<T>> read_page(const HttpResponse& answer, const Read& read) {
  const auto body = spi::Json::parse(answer.body);
  if (!body || !(*body)["results"].is_array())
    return fail(ErrorCode::bad_response, "whereby answered with a list that is none");
  Page<T> page;
  for (const auto& item : (*body)["results"].items()) {
    auto one = read(item);
    if (!one) return Failure{one.error()};
    page.items.push_back(*std::move(one));
  }
  page.next.value = (*body)["cursor"].id_or("");
  return page;
}

[[nodiscard]] bool is_success(const HttpResponse& answer) noexcept;

/// The error that an answer means; `what` starts the message.
[[nodiscard]] Failure read_failure(const HttpResponse& answer, std::string_view what);

/// `{"data":{"msLeft":38689}}`: how long a refusal for too many requests lasts.
[[nodiscard]] std::optional<std::chrono::milliseconds> read_ms_left(const HttpResponse& answer);

}  // namespace vplatform::platforms::whereby::wire
