#include "sessions/recording/download_answer.hpp"

#include <algorithm>
#include <charconv>

namespace vplatform::sessions {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<std::uint64_t> number_of(std::string_view text) noexcept {
  std::uint64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

/// `bytes 100-199/200`
void take_range(AnswerHeaders& headers, std::string_view value) {
  if (!value.starts_with("bytes ")) return;
  value.remove_prefix(6);
  const auto dash = value.find('-');
  const auto slash = value.find('/');
  if (dash == std::string_view::npos || slash == std::string_view::npos) return;
  headers.range_from = number_of(value.substr(0, dash));
  headers.range_of = number_of(value.substr(slash + 1));
}

}  // namespace

void take_header(AnswerHeaders& headers, std::string_view line) {
  if (line.starts_with("HTTP/")) {
    headers = {};
    const auto blank = line.find(' ');
    if (blank != std::string_view::npos)
      headers.status = static_cast<int>(number_of(line.substr(blank + 1, 3)).value_or(0));
    return;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string name = lower_case(trimmed(line.substr(0, colon)));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (name == "content-length") headers.length = number_of(value);
  if (name == "transfer-encoding")
    headers.is_chunked = lower_case(value).find("chunked") != std::string::npos;
  if (name == "location") headers.location = value;
  if (name == "content-range") take_range(headers, value);
  if (name == "etag" && value.starts_with('"') && value.size() > 2) headers.etag = value;
}

}  // namespace vplatform::sessions
