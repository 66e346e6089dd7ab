#include "emulator/http.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "vplatform/spi/crypto.hpp"
#include "vplatform/spi/json.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::whereby::emulation {

namespace {

constexpr int longest_page = 100;

Query read_query(std::string_view text) {
  Query query;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    query[decoded(pair.substr(0, equals))] = decoded(pair.substr(std::min(equals + 1, pair.size())));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return query;
}

}  // namespace

std::string decoded(std::string_view text) {
  auto plain = spi::percent_decode(text);
  return plain ? *std::move(plain) : std::string(text);
}

Target read_target(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    const auto path = url.find('/', scheme + 3);
    url = path == std::string_view::npos ? std::string_view("/") : url.substr(path);
  }
  const auto question = std::min(url.find('?'), url.size());
  return {.path = std::string(url.substr(0, question)),
          .query = read_query(url.substr(std::min(question + 1, url.size())))};
}

std::string_view value_of(const Query& query, std::string_view name) {
  const auto found = query.find(name);
  return found == query.end() ? std::string_view() : std::string_view(found->second);
}

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  path.remove_prefix(std::min<std::size_t>(4, path.size()));
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    parts.push_back(decoded(path.substr(0, end)));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

HttpResponse json_answer(int status, std::string body) {
  return {.status = status,
          .headers = {{.name = "Content-Type", .value = "application/json; charset=utf-8"}},
          .body = std::move(body)};
}

HttpResponse refusal(int status, std::string_view what) {
  spi::JsonWriter body;
  body.begin_object().member("error", what).end_object();
  return json_answer(status, std::move(body).text());
}

HttpResponse no_such_page() {
  return {.status = 404,
          .headers = {{.name = "Content-Type", .value = "text/html; charset=utf-8"}},
          .body = "<!DOCTYPE html><html><body>Not found</body></html>"};
}

std::optional<int> read_limit(const Query& query, int otherwise) {
  const auto text = value_of(query, "limit");
  if (text.empty()) return otherwise;
  int limit = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc{} || stop != text.data() + text.size() || limit < 1 || limit > longest_page)
    return std::nullopt;
  return limit;
}

std::string to_cursor(std::int64_t last) {
  return spi::to_base64url("after " + std::to_string(last));
}

std::optional<std::int64_t> read_cursor(const Query& query) {
  const auto text = value_of(query, "cursor");
  if (text.empty()) return 0;
  const auto plain = spi::from_base64url(text);
  if (!plain || !plain->starts_with("after ")) return std::nullopt;
  std::int64_t last = 0;
  const auto [stop, error] = std::from_chars(plain->data() + 6, plain->data() + plain->size(), last);
  return error == std::errc{} && stop == plain->data() + plain->size() ? std::optional(last) : std::nullopt;
}

HttpResponse page_of(const std::vector<std::string>& items, const Query& query, int default_limit) {
  const auto limit = read_limit(query, default_limit);
  const auto after = read_cursor(query);
  if (!limit || !after || *after < 0) return refusal(400, "\"limit\" or \"cursor\" is not valid");
  const auto first = std::min(static_cast<std::size_t>(*after), items.size());
  const auto last = std::min(first + static_cast<std::size_t>(*limit), items.size());
  spi::JsonWriter body;
  body.begin_object().key("results").begin_array();
  for (auto i = first; i < last; ++i) body.raw(items[i]);
  body.end_array().key("cursor");
  if (last < items.size()) {
    body.value(to_cursor(static_cast<std::int64_t>(last)));
  } else {
    body.null();
  }
  body.end_object();
  return json_answer(200, std::move(body).text());
}

}  // namespace vplatform::platforms::whereby::emulation
