#include "vplatform/spi/json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "support/json_document.hpp"

namespace vplatform::spi {

namespace {

using Kind = JsonNode::Kind;
using Value = nlohmann::json;

const JsonNode& as_node(const void* node) noexcept {
  return *static_cast<const JsonNode*>(node);
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

Value to_value(const JsonNode& node) {
  switch (node.kind) {
    case Kind::null:
      return nullptr;
    case Kind::truth:
      return node.truth;
    case Kind::whole:
      return node.whole;
    case Kind::large:
      return node.large;
    case Kind::real:
      return node.real;
    case Kind::text:
      return std::string(node.text, node.size);
    case Kind::array: {
      Value array = Value::array_t(node.size);
      std::size_t at = node.size;
      for (const auto* item = node.last_child(); item != nullptr; item = item->elder())
        array[--at] = to_value(*item);
      return array;
    }
    case Kind::object: {
      Value object = Value::object();
      for (const auto* member = node.last_child(); member != nullptr; member = member->elder())
        object.emplace(member->key(), to_value(*member));
      return object;
    }
  }
  return nullptr;
}

Value read(std::string_view text) {
  return Value::parse(text.data(), text.data() + text.size(), nullptr, false);
}

}  // namespace

Json::Json(std::shared_ptr<const void> document, const void* node) noexcept
    : document_(std::move(document)), node_(node) {}

Result<Json> Json::parse(std::string_view text) {
  auto document = read_json(text);
  if (!document) return Failure{std::move(document).error()};
  return Json(std::move(document->memory), document->root);
}

ScopedJson::ScopedJson(std::string_view text) {
  if (const auto* root = read_json_in(room_, text)) {
    root_ = Json(nullptr, root);
  } else if (auto json = Json::parse(text)) {
    root_ = *std::move(json);
  }
}

bool Json::is_null() const noexcept {
  return is_present() && as_node(node_).kind == Kind::null;
}
bool Json::is_object() const noexcept {
  return is_present() && as_node(node_).kind == Kind::object;
}
bool Json::is_array() const noexcept {
  return is_present() && as_node(node_).kind == Kind::array;
}

Json Json::operator[](std::string_view name) const {
  if (!is_object()) return {};
  const auto* member = as_node(node_).last_child();
  while (member != nullptr && !member->is_named(name)) member = member->elder();
  if (member == nullptr) return {};
  return {document_, member};
}

Json Json::either(std::string_view one, std::string_view other) const {
  if (!is_object()) return {};
  const auto* member = as_node(node_).last_child();
  while (member != nullptr && !member->is_named(one) && !member->is_named(other)) member = member->elder();
  if (member == nullptr) return {};
  return {document_, member};
}

std::optional<std::string_view> Json::text() const noexcept {
  if (!is_present() || as_node(node_).kind != Kind::text) return std::nullopt;
  return std::string_view(as_node(node_).text, as_node(node_).size);
}

std::optional<bool> Json::boolean() const noexcept {
  if (!is_present()) return std::nullopt;
  if (as_node(node_).kind == Kind::truth) return as_node(node_).truth;
  const auto word = text();
  if (word == "true") return true;
  if (word == "false") return false;
  return std::nullopt;
}

std::optional<double> Json::number() const noexcept {
  if (!is_present()) return std::nullopt;
  const JsonNode& node = as_node(node_);
  if (node.kind == Kind::whole) return static_cast<double>(node.whole);
  if (node.kind == Kind::large) return static_cast<double>(node.large);
  if (node.kind == Kind::real) return node.real;
  const auto written = text();
  const auto number = written ? number_in<double>(*written) : std::nullopt;
  // `nan` and `inf` are numbers to the standard library alone.
  if (!number || !std::isfinite(*number)) return std::nullopt;
  return number;
}

std::optional<std::int64_t> Json::integer() const noexcept {
  if (!is_present()) return std::nullopt;
  const JsonNode& node = as_node(node_);
  if (node.kind == Kind::large) return std::nullopt;
  if (node.kind == Kind::whole) return node.whole;
  if (const auto written = text()) {
    if (const auto whole = number_in<std::int64_t>(*written)) return whole;
  }
  const auto any = number();
  return any ? cut_off(*any) : std::nullopt;
}

std::optional<std::string> Json::id() const {
  if (const auto written = text()) return std::string(*written);
  if (!is_present()) return std::nullopt;
  const JsonNode& node = as_node(node_);
  if (node.kind == Kind::whole) return std::to_string(node.whole);
  if (node.kind != Kind::large && node.kind != Kind::real) return std::nullopt;
  return to_value(node).dump();
}

std::string Json::text_or(std::string_view other) const {
  return std::string(text().value_or(other));
}

std::string Json::id_or(std::string_view other) const {
  if (const auto written = text()) return std::string(*written);
  return id().value_or(std::string(other));
}

std::size_t Json::size() const {
  return is_array() ? as_node(node_).size : members().size();
}

std::vector<Json> Json::items() const {
  if (!is_array()) return {};
  std::vector<Json> items(size());
  auto at = items.rbegin();
  for (const auto* item = as_node(node_).last_child(); item != nullptr; item = item->elder())
    *at++ = Json(document_, item);
  return items;
}

std::vector<std::pair<std::string, Json>> Json::members() const {
  std::vector<std::pair<std::string, Json>> members;
  if (!is_object()) return members;
  members.reserve(as_node(node_).size);
  for (const auto* member = as_node(node_).last_child(); member != nullptr; member = member->elder())
    members.emplace_back(member->key(), Json(document_, member));
  // Of those with one name the later one comes first, and counts.
  std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
    const int order = a.first.compare(b.first);
    return order != 0 ? order < 0 : a.second.node_ > b.second.node_;
  });
  const auto repeated = std::unique(members.begin(), members.end(),
                                    [](const auto& a, const auto& b) { return a.first == b.first; });
  members.erase(repeated, members.end());
  return members;
}

std::string Json::dump() const {
  if (!is_present()) return {};
  return to_value(as_node(node_)).dump(-1, ' ', false, Value::error_handler_t::replace);
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
