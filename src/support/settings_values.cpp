#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "support/settings_state.hpp"
#include "vplatform/time.hpp"

namespace vplatform {

namespace {

using spi::Json;

constexpr std::string_view expected_text = "a text that is not empty";
constexpr std::string_view expected_flag = "true or false";
constexpr std::string_view expected_number = "a whole number";
constexpr std::string_view expected_duration =
    "a positive number of seconds, or a duration such as 90s, 30m, 1h or 2d";
constexpr std::string_view expected_list = "a text or a list of texts, none of them empty";

std::optional<std::string> text_in(const Json& value) {
  const auto text = value.text();
  if (!text || text->empty()) return std::nullopt;
  return std::string(*text);
}

// `Json` is lenient, for what platforms send; a configuration says a number as a number.
std::optional<bool> flag_in(const Json& value) {
  return value.text() ? std::nullopt : value.boolean();
}

std::optional<std::int64_t> number_in(const Json& value) {
  const auto number = value.number();
  const auto whole = value.integer();
  if (value.text() || !whole || !number || static_cast<double>(*whole) != *number) return std::nullopt;
  return whole;
}

std::optional<std::chrono::seconds> positive(std::optional<std::int64_t> count) {
  if (!count || *count <= 0 || *count > std::chrono::seconds(std::chrono::days{36'500}).count())
    return std::nullopt;
  return std::chrono::seconds{*count};
}

std::optional<std::chrono::seconds> duration_of(std::string_view text) {
  const auto duration = parse_duration(text);
  if (!duration) return std::nullopt;
  return *duration;
}

std::optional<std::chrono::seconds> duration_in(const Json& value) {
  if (const auto text = value.text()) return duration_of(*text);
  return positive(number_in(value));
}

std::optional<std::vector<std::string>> list_in(const Json& value) {
  if (auto text = text_in(value)) return std::vector{std::move(*text)};
  if (!value.is_array()) return std::nullopt;
  std::vector<std::string> list;
  for (const auto& item : value.items()) {
    auto text = text_in(item);
    if (!text) return std::nullopt;
    list.push_back(std::move(*text));
  }
  return list;
}

// The same from a variable.

std::optional<std::string> text_from(const std::string& text) {
  return text;
}

std::optional<bool> flag_from(const std::string& text) {
  std::string word = text;
  for (auto& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  constexpr std::array<std::string_view, 4> yes{"true", "1", "yes", "on"};
  constexpr std::array<std::string_view, 4> no{"false", "0", "no", "off"};
  if (std::find(yes.begin(), yes.end(), word) != yes.end()) return true;
  if (std::find(no.begin(), no.end(), word) != no.end()) return false;
  return std::nullopt;
}

std::optional<std::int64_t> number_from(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::chrono::seconds> duration_from(const std::string& text) {
  const auto count = number_from(text);
  return count ? positive(count) : duration_of(text);
}

std::optional<std::vector<std::string>> list_from(const std::string& text) {
  if (!text.starts_with('[')) return std::vector{text};
  const auto list = Json::parse(text);
  return list ? list_in(*list) : std::nullopt;
}

template <class State, class In, class From>
auto read(State& state, std::string_view name, const SettingOptions& options, std::string_view expected,
          In in, From from) -> decltype(in(Json())) {
  if (const auto value = state.find(name); value.is_present()) {
    auto result = in(value);
    if (!result) state.scope->fault("'" + std::string(name) + "' must be " + std::string(expected));
    return result;
  }
  if (const auto variable = state.filling(options)) {
    auto result = from(*variable);
    if (!result) state.scope->fault("the variable " + options.env + " must be " + std::string(expected));
    return result;
  }
  if (options.required) state.missing(name, "it", options);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> SettingsReader::text(std::string_view name, const SettingOptions& options) {
  return read(*state_, name, options, expected_text, text_in, text_from);
}

std::optional<bool> SettingsReader::flag(std::string_view name, const SettingOptions& options) {
  return read(*state_, name, options, expected_flag, flag_in, flag_from);
}

std::optional<std::int64_t> SettingsReader::number(std::string_view name, const SettingOptions& options) {
  return read(*state_, name, options, expected_number, number_in, number_from);
}

std::optional<std::chrono::seconds> SettingsReader::duration(std::string_view name,
                                                             const SettingOptions& options) {
  return read(*state_, name, options, expected_duration, duration_in, duration_from);
}

std::vector<std::string> SettingsReader::list(std::string_view name, const SettingOptions& options) {
  return read(*state_, name, options, expected_list, list_in, list_from).value_or(std::vector<std::string>{});
}

}  // namespace vplatform
