#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vplatform::sessions {

/// What matters of an answer's headers.
struct AnswerHeaders {
  int status = 0;
  std::optional<std::uint64_t> length{};  ///< Of what is sent.
  bool is_chunked = false;
  std::string etag{};  ///< A strong one; a weak one says nothing about bytes.
  std::string location{};
  std::optional<std::uint64_t> range_from{};
  std::optional<std::uint64_t> range_of{};  ///< The whole; unset for `*`.
};

/// Takes a line in; a status line begins anew.
void take_header(AnswerHeaders& headers, std::string_view line);

}  // namespace vplatform::sessions
