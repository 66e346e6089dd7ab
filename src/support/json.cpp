#include "vplatform/spi/json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <exception>
#include <nlohmann/json.hpp>

namespace vplatform::spi {

namespace {

using Value = nlohmann::json;

constexpr std::size_t max_depth = 64;

const Value* as_value(const void* node) noexcept {
  return static_cast<const Value*>(node);
}

bool opens(char c) noexcept {
  return (c | 0x20) == '{';  // '[' differs from '{' in that bit alone
}

// Only for texts that have enough brackets to be too deep, which are few.
bool nests_too_deeply(std::string_view text) noexcept {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (opens(c)) {
      if (++depth > max_depth) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

Value read(std::string_view text) {
  return Value::parse(text.data(), text.data() + text.size(), nullptr, false);
}

Failure not_json(std::string_view why) {
  return fail(ErrorCode::bad_response, "not JSON: " + std::string(why));
}

template <class Number>
std::optional<Number> number_in(std::string_view text) noexcept {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::int64_t> cut_off(double number) noexcept {
  constexpr double limit = 9223372036854775808.0;  // 2^63
  if (!(number >= -limit && number < limit)) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

}  // namespace

Json::Json(std::shared_ptr<const void> document, const void* node) noexcept
    : document_(std::move(document)), node_(node) {}

Result<Json> Json::parse(std::string_view text) {
  if (text.empty()) return not_json("the text is empty");
  // The parser takes a null byte for the end, and would overlook what follows.
  if (text.find('\0') != std::string_view::npos) return not_json("a null byte in the text");
  const auto brackets = std::count_if(text.begin(), text.end(), opens);
  if (brackets > static_cast<std::ptrdiff_t>(max_depth) && nests_too_deeply(text)) {
    return not_json("more than 64 levels");
  }
  try {
    auto document = std::make_shared<const Value>(read(text));
    if (document->is_discarded()) return not_json("the text is broken, or not UTF-8");
    const void* const root = document.get();
    return Json(std::move(document), root);
  } catch (const std::exception&) {
    return not_json("the text cannot be read");
  }
}

bool Json::is_null() const noexcept {
  return is_present() && as_value(node_)->is_null();
}
bool Json::is_object() const noexcept {
  return is_present() && as_value(node_)->is_object();
}
bool Json::is_array() const noexcept {
  return is_present() && as_value(node_)->is_array();
}

Json Json::operator[](std::string_view name) const {
  if (!is_object()) return {};
  const auto& object = *as_value(node_);
  const auto member = object.find(name);
  if (member == object.end()) return {};
  return {document_, &*member};
}

std::optional<std::string_view> Json::text() const noexcept {
  if (!is_present()) return std::nullopt;
  const auto* const text = as_value(node_)->get_ptr<const std::string*>();
  if (text == nullptr) return std::nullopt;
  return *text;
}

std::optional<bool> Json::boolean() const noexcept {
  if (!is_present()) return std::nullopt;
  if (const auto* const truth = as_value(node_)->get_ptr<const bool*>()) return *truth;
  const auto word = text();
  if (word == "true") return true;
  if (word == "false") return false;
  return std::nullopt;
}

std::optional<double> Json::number() const noexcept {
  if (!is_present()) return std::nullopt;
  const auto& value = *as_value(node_);
  if (value.is_number()) return value.get<double>();
  const auto written = text();
  const auto number = written ? number_in<double>(*written) : std::nullopt;
  // `nan` and `inf` are numbers to the standard library alone.
  if (!number || !std::isfinite(*number)) return std::nullopt;
  return number;
}

std::optional<std::int64_t> Json::integer() const noexcept {
  if (!is_present()) return std::nullopt;
  const auto& value = *as_value(node_);
  if (const auto* const large = value.get_ptr<const std::uint64_t*>()) {
    if (*large > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return static_cast<std::int64_t>(*large);
  }
  if (const auto* const whole = value.get_ptr<const std::int64_t*>()) return *whole;
  if (const auto written = text()) {
    if (const auto whole = number_in<std::int64_t>(*written)) return whole;
  }
  const auto any = number();
  return any ? cut_off(*any) : std::nullopt;
}

std::optional<std::string> Json::id() const {
  if (const auto written = text()) return std::string(*written);
  if (!is_present() || !as_value(node_)->is_number()) return std::nullopt;
  return as_value(node_)->dump();
}

std::string Json::text_or(std::string_view other) const {
  return std::string(text().value_or(other));
}

std::size_t Json::size() const noexcept {
  return is_object() || is_array() ? as_value(node_)->size() : 0;
}

std::vector<Json> Json::items() const {
  std::vector<Json> items;
  if (!is_array()) return items;
  items.reserve(size());
  for (const auto& item : *as_value(node_)) items.push_back(Json(document_, &item));
  return items;
}

std::vector<std::pair<std::string, Json>> Json::members() const {
  std::vector<std::pair<std::string, Json>> members;
  if (!is_object()) return members;
  members.reserve(size());
  for (const auto& [name, value] : as_value(node_)->items())
    members.emplace_back(name, Json(document_, &value));
  return members;
}

std::string Json::dump() const {
  if (!is_present()) return {};
  return as_value(node_)->dump(-1, ' ', false, Value::error_handler_t::replace);
}

Result<std::string> merge_patch(std::string_view target, std::string_view patch) {
  // Both go through `Json`, which knows what is too deep.
  const auto checked_target = Json::parse(target);
  const auto checked_patch = Json::parse(patch);
  if (!checked_target)
    return fail(ErrorCode::invalid_argument, "what is to be changed is " + checked_target.error().message);
  if (!checked_patch)
    return fail(ErrorCode::invalid_argument, "the change is " + checked_patch.error().message);
  if (!checked_patch->is_object())
    return fail(ErrorCode::invalid_argument, "the change is not a JSON object");
  Value merged = read(target);
  merged.merge_patch(read(patch));
  return merged.dump(-1, ' ', false, Value::error_handler_t::replace);
}

}  // namespace vplatform::spi
