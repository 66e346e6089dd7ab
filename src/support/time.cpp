#include "vplatform/time.hpp"

#include <cstdint>
#include <optional>

namespace vplatform {

namespace {

using namespace std::chrono;

constexpr seconds longest_duration = days{36'500};

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

// Takes a text apart from the left; every function says whether it was there.
class Reader {
 public:
  explicit Reader(std::string_view text) noexcept : rest_(text) {}

  bool number(std::size_t digits, int& value) noexcept {
    if (rest_.size() < digits) return false;
    value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (!is_digit(rest_[i])) return false;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    return true;
  }

  bool one_of(std::string_view characters) noexcept {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool fraction(nanoseconds& value) noexcept {
    if (rest_.empty() || !is_digit(rest_.front())) return false;
    for (std::int64_t unit = 100'000'000; !rest_.empty() && is_digit(rest_.front()); unit /= 10) {
      value += nanoseconds{unit * (rest_.front() - '0')};
      rest_.remove_prefix(1);
    }
    return true;
  }

  [[nodiscard]] char next() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }
  [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<sys_days> read_date(Reader& in) noexcept {
  int y = 0;
  int m = 0;
  int d = 0;
  if (!in.number(4, y) || !in.one_of("-") || !in.number(2, m) || !in.one_of("-") || !in.number(2, d))
    return {};
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  // The clock counts nanoseconds and ends in 2262.
  if (!date.ok() || y < 1678 || y > 2261) return {};
  return sys_days{date};
}

std::optional<nanoseconds> read_time(Reader& in) noexcept {
  int h = 0;
  int m = 0;
  int s = 0;
  if (!in.number(2, h) || !in.one_of(":") || !in.number(2, m) || !in.one_of(":") || !in.number(2, s))
    return {};
  // Leap seconds come at the end of an hour, or half an hour, whatever the zone.
  const bool is_leap = s == 60 && m % 30 == 29;
  if (h > 23 || m > 59 || (s > 59 && !is_leap)) return {};
  nanoseconds fraction{0};
  if (in.one_of(".") && !in.fraction(fraction)) return {};
  return hours{h} + minutes{m} + seconds{s} + fraction;
}

std::optional<minutes> read_zone(Reader& in) noexcept {
  if (in.one_of("Zz")) return minutes{0};
  const int sign = in.next() == '-' ? -1 : 1;
  int h = 0;
  int m = 0;
  if (!in.one_of("+-") || !in.number(2, h) || !in.one_of(":") || !in.number(2, m) || h > 23 || m > 59)
    return {};
  return sign * (hours{h} + minutes{m});
}

void put_digits(std::string& text, std::size_t at, std::size_t digits, std::int64_t number) noexcept {
  for (std::size_t i = at + digits; i > at; number /= 10) text[--i] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::string to_rfc3339(TimePoint at) {
  const auto whole = floor<milliseconds>(at);
  const auto midnight = floor<days>(whole);
  const year_month_day date{midnight};
  const hh_mm_ss time{whole - midnight};
  std::string text = "0000-00-00T00:00:00.000Z";
  // A year has four digits for as long as the clock counts.
  put_digits(text, 0, 4, static_cast<int>(date.year()));
  put_digits(text, 5, 2, static_cast<unsigned>(date.month()));
  put_digits(text, 8, 2, static_cast<unsigned>(date.day()));
  put_digits(text, 11, 2, time.hours().count());
  put_digits(text, 14, 2, time.minutes().count());
  put_digits(text, 17, 2, time.seconds().count());
  put_digits(text, 20, 3, time.subseconds().count());
  if (time.subseconds() == milliseconds{0}) text.erase(19, 4);
  return text;
}

Result<TimePoint> parse_rfc3339(std::string_view text) {
  Reader in(text);
  const auto bad = [] {
    return fail(ErrorCode::invalid_argument, "not an RFC 3339 time such as 2026-01-01T00:00:00Z");
  };
  const auto date = read_date(in);
  if (!date || !in.one_of("Tt ")) return bad();
  const auto time = read_time(in);
  if (!time) return bad();
  const auto zone = read_zone(in);
  if (!zone || !in.at_end()) return bad();
  return TimePoint{*date} + duration_cast<TimePoint::duration>(*time - *zone);
}

Result<std::chrono::seconds> parse_duration(std::string_view text) {
  const auto bad = [] {
    return fail(ErrorCode::invalid_argument, "not a duration such as 90s, 30m, 1h or 2d");
  };
  if (text.size() < 2) return bad();
  seconds unit{0};
  switch (text.back()) {
    case 's':
      unit = seconds{1};
      break;
    case 'm':
      unit = minutes{1};
      break;
    case 'h':
      unit = hours{1};
      break;
    case 'd':
      unit = days{1};
      break;
    default:
      return bad();
  }
  std::int64_t count = 0;
  for (const char c : text.substr(0, text.size() - 1)) {
    if (!is_digit(c)) return bad();
    count = count * 10 + (c - '0');
    if (count > longest_duration / unit)
      return fail(ErrorCode::invalid_argument, "a duration of more than 100 years");
  }
  if (count == 0) return bad();
  return unit * count;
}

}  // namespace vplatform
