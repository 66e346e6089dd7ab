#include "mock_pages.hpp"

#include <charconv>

namespace vplatform::platforms::mock {

namespace {

Failure foreign_token() {
  return fail(ErrorCode::invalid_argument, "the page token is not one that this list has given");
}

}  // namespace

PageToken page_token(std::string_view list, std::string_view where) {
  return {std::string(list) + ":" + std::string(where)};
}

Result<std::string> read_page_token(std::string_view list, const PageToken& token) {
  if (token.empty()) return std::string{};
  const std::string start = page_token(list, "").value;
  if (!token.value.starts_with(start) || token.value.size() == start.size()) return foreign_token();
  return token.value.substr(start.size());
}

Result<std::uint64_t> read_page_number(std::string_view list, const PageToken& token, std::uint64_t first) {
  const auto text = read_page_token(list, token);
  if (!text) return Failure{text.error()};
  if (text->empty()) return first;
  std::uint64_t number = 0;
  const char* end = text->data() + text->size();
  const auto [stop, problem] = std::from_chars(text->data(), end, number);
  if (problem != std::errc{} || stop != end) return foreign_token();
  return number;
}

}  // namespace vplatform::platforms::mock
