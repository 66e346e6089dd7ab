#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/spi/http.hpp"

namespace vplatform::platforms::whereby::emulation {

using Query = std::map<std::string, std::string, std::less<>>;

/// What a URL asks for.
struct Target {
  std::string path{};
  Query query{};
};

[[nodiscard]] std::string decoded(std::string_view text);
[[nodiscard]] Target read_target(std::string_view url);
/// Empty where there is none of that name.
[[nodiscard]] std::string_view value_of(const Query& query, std::string_view name);
/// What comes after `/v1/`, segment by segment.
[[nodiscard]] std::vector<std::string> split_path(std::string_view path);

[[nodiscard]] HttpResponse json_answer(int status, std::string body);
[[nodiscard]] HttpResponse refusal(int status, std::string_view what);
[[nodiscard]] HttpResponse no_such_page();

/// How many a page may hold; nothing for what is no number from 1 to 100.
[[nodiscard]] std::optional<int> read_limit(const Query& query, int otherwise);
[[nodiscard]] std::string to_cursor(std::int64_t last);
/// The number of the last thing that was listed, 0 at the start; nothing for what is no cursor.
[[nodiscard]] std::optional<std::int64_t> read_cursor(const Query& query);
/// A page of a list that was put together whole.
[[nodiscard]] HttpResponse page_of(const std::vector<std::string>& items, const Query& query,
                                   int default_limit);

}  // namespace vplatform::platforms::whereby::emulation
