#include "vplatform/spi/answers.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace vplatform::spi {

namespace {

using namespace std::chrono;

constexpr milliseconds longest_wait = days{1};

struct Meaning {
  ErrorCode code = ErrorCode::bad_response;
  std::string_view words{};
};

Meaning meaning_of(int status) noexcept {
  switch (status) {
    case 401:
      return {ErrorCode::unauthenticated, "the credentials are not accepted"};
    case 402:
      return {ErrorCode::quota_exceeded, "a limit of the account is used up"};
    case 403:
      return {ErrorCode::permission_denied, "it is not allowed"};
    case 404:
      return {ErrorCode::not_found, "there is no such thing"};
    case 408:
      return {ErrorCode::deadline_exceeded, "it took too long"};
    case 409:
      return {ErrorCode::already_exists, "something else is in the way"};
    case 412:
      return {ErrorCode::failed_precondition, "the state does not allow it"};
    case 429:
      return {ErrorCode::rate_limited, "too many requests"};
    default:
      break;
  }
  if (status >= 400 && status < 500) return {ErrorCode::invalid_argument, "the request is not accepted"};
  if (status >= 500 && status < 600) return {ErrorCode::unavailable, "the service failed"};
  return {ErrorCode::bad_response, "the answer is not one that was expected"};
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) noexcept {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// `120` or `1.5`.
std::optional<milliseconds> read_seconds(std::string_view text) noexcept {
  const auto dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view part = dot == std::string_view::npos ? "0" : text.substr(dot + 1);
  if (whole.empty() || part.empty() || !std::all_of(whole.begin(), whole.end(), is_digit) ||
      !std::all_of(part.begin(), part.end(), is_digit)) {
    return std::nullopt;
  }
  std::int64_t wait = 0;
  for (const char c : whole) wait = std::min<std::int64_t>(wait * 10 + (c - '0'), longest_wait.count());
  wait *= 1000;
  std::int64_t unit = 100;
  bool beyond = false;
  for (const char c : part) {
    wait += unit * (c - '0');
    beyond = beyond || (unit == 0 && c != '0');
    unit /= 10;
  }
  return std::min(milliseconds{wait + (beyond ? 1 : 0)}, longest_wait);
}

std::optional<int> two_digits(std::string_view text) noexcept {
  if (text.size() != 2 || !is_digit(text[0]) || !is_digit(text[1])) return std::nullopt;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that servers may still write.
std::optional<TimePoint> read_http_date(std::string_view text) noexcept {
  constexpr std::string_view shape = "___, __ ___ ____ __:__:__ GMT";
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto fits = [](char c, char mold) { return mold == '_' || c == mold; };
  if (!std::equal(text.begin(), text.end(), shape.begin(), shape.end(), fits)) return std::nullopt;
  const auto name = std::find(months.begin(), months.end(), text.substr(8, 3));
  const auto d = two_digits(text.substr(5, 2));
  const auto century = two_digits(text.substr(12, 2));
  const auto y = two_digits(text.substr(14, 2));
  const auto h = two_digits(text.substr(17, 2));
  const auto m = two_digits(text.substr(20, 2));
  const auto s = two_digits(text.substr(23, 2));
  if (name == months.end() || !d || !century || !y || !h || !m || !s) return std::nullopt;
  const year_month_day date{year{*century * 100 + *y},
                            month{static_cast<unsigned>(name - months.begin()) + 1},
                            day{static_cast<unsigned>(*d)}};
  if (!date.ok() || date.year() < year{1970} || date.year() > year{2261} || *h > 23 || *m > 59 || *s > 60) {
    return std::nullopt;
  }
  return sys_days{date} + hours{*h} + minutes{*m} + seconds{*s};
}

}  // namespace

std::optional<milliseconds> parse_retry_after(std::string_view value, TimePoint now) {
  value = trimmed(value);
  if (const auto wait = read_seconds(value)) return wait;
  const auto at = read_http_date(value);
  if (!at) return std::nullopt;
  if (*at <= now) return milliseconds{0};
  return std::min(ceil<milliseconds>(*at - now), longest_wait);
}

Failure failure_from_status(const HttpResponse& answer, std::string_view what) {
  const Meaning meaning = meaning_of(answer.status);
  Failure failure = fail(meaning.code, std::string(what) + ": " + std::string(meaning.words));
  Error& error = failure.error;
  error.http_status = answer.status;
  if (const auto value = find_header(answer.headers, "retry-after"))
    error.retry_after = read_seconds(trimmed(*value));
  for (const auto name : {"x-request-id", "request-id"}) {
    const auto id = find_header(answer.headers, name);
    if (id && error.request_id.empty()) error.request_id = *id;
  }
  return failure;
}

}  // namespace vplatform::spi
