#pragma once

#include <algorithm>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::livekit {

/// Compares JSON with JSON that the real server gave once: same members, same types, same texts and numbers.
/// What changes from run to run stands in the recorded text as a placeholder: `RM_1` for an id, `<…>` for
/// anything, digits for a moment.
class Shape {
 public:
  [[nodiscard]] const std::vector<std::string>& differences() const noexcept { return differences_; }

  void compare(const std::string& path, const spi::Json& recorded, const spi::Json& seen) {
    const auto want = type_of(recorded);
    const auto have = type_of(seen);
    if (want != have) return say(path, "is " + have + ", not " + want);
    if (want == "object") return compare_members(path, recorded, seen);
    if (want == "array") return compare_items(path, recorded, seen);
    const bool same =
        want == "text" ? matches(*recorded.text(), *seen.text()) : recorded.dump() == seen.dump();
    if (!same) say(path, "is " + seen.dump() + ", not " + recorded.dump());
  }

  /// Whether a text is what was recorded, its placeholders aside.
  [[nodiscard]] static bool matches(std::string_view recorded, std::string_view seen) {
    if (recorded == seen) return true;
    const auto is_number = [](std::string_view text) {
      return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (is_number(recorded) && is_number(seen)) return recorded != "0" && seen != "0";
    static const std::regex special(R"([.^$|()\[\]{}*+?\\])");
    static const std::regex id("\\b([A-Z]{2,3})_[0-9]+\\b");
    static const std::regex anything("<[^<>]+>");
    auto pattern = std::regex_replace(std::string(recorded), special, R"(\$&)");
    pattern = std::regex_replace(pattern, id, "$1_[A-Za-z0-9]+");
    pattern = std::regex_replace(pattern, anything, "[^]+");
    return std::regex_match(std::string(seen), std::regex(pattern));
  }

 private:
  static std::string type_of(const spi::Json& json) {
    if (!json.is_present()) return "absent";
    if (json.is_null()) return "null";
    if (json.is_object()) return "object";
    if (json.is_array()) return "array";
    if (json.text()) return "text";
    return json.boolean() ? "a truth" : "number";
  }

  void say(const std::string& path, const std::string& what) { differences_.push_back(path + ' ' + what); }

  void compare_members(const std::string& path, const spi::Json& recorded, const spi::Json& seen) {
    for (const auto& [name, value] : recorded.members()) compare(path + '.' + name, value, seen[name]);
    for (const auto& [name, value] : seen.members()) {
      if (!recorded[name].is_present()) say(path + '.' + name, "is " + type_of(value) + ", not absent");
    }
  }

  void compare_items(const std::string& path, const spi::Json& recorded, const spi::Json& seen) {
    const auto want = recorded.items();
    const auto have = seen.items();
    if (want.size() != have.size())
      say(path, "has " + std::to_string(have.size()) + " items, not " + std::to_string(want.size()));
    for (std::size_t i = 0; i < std::min(want.size(), have.size()); ++i)
      compare(path + "[]", want[i], have[i]);
  }

  std::vector<std::string> differences_;
};

}  // namespace vplatform::platforms::livekit
