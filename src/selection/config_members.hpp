#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "selection/faults.hpp"

namespace vplatform::detail {

/// Reads the members of one object and says what it did not expect. Confined to one thread.
class Members {
 public:
  Members(const nlohmann::json& object, std::string path, Faults& faults)
      : object_(object), path_(std::move(path)), faults_(faults) {}

  /// Checks that there is nothing but these.
  void allow(const std::vector<std::string>& names) const {
    for (const auto& [name, value] : object_.items()) {
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      faults_.add(at(name), "is unknown" + suggest(name, names));
    }
  }

  [[nodiscard]] const nlohmann::json* find(const std::string& name) const {
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
  }

  /// A text; null and an empty one mean that it is unset.
  [[nodiscard]] std::string text(const std::string& name) const {
    const nlohmann::json* value = find(name);
    if (value == nullptr || value->is_null()) return {};
    if (value->is_string()) return value->get<std::string>();
    faults_.add(at(name), "must be a text");
    return {};
  }

  [[nodiscard]] std::string required_text(const std::string& name) const {
    const nlohmann::json* value = find(name);
    if (value != nullptr && value->is_string() && !value->get_ref<const std::string&>().empty()) {
      return value->get<std::string>();
    }
    faults_.add(at(name), value == nullptr ? "is missing" : "must be a text that is not empty");
    return {};
  }

  [[nodiscard]] std::vector<std::string> texts(const std::string& name) const {
    const nlohmann::json* value = find(name);
    if (value == nullptr || value->is_null()) return {};
    return texts_of(*value, at(name));
  }

  /// A list of texts, or one text.
  [[nodiscard]] std::vector<std::string> texts_of(const nlohmann::json& value,
                                                  const std::string& where) const {
    if (value.is_string()) return {value.get<std::string>()};
    std::vector<std::string> all;
    const bool good =
        value.is_array() &&
        std::all_of(value.begin(), value.end(), [](const nlohmann::json& one) { return one.is_string(); });
    if (!good) {
      faults_.add(where, "must be a text or a list of texts");
      return all;
    }
    for (const auto& one : value) all.push_back(one.get<std::string>());
    return all;
  }

  [[nodiscard]] std::string at(const std::string& name) const {
    return path_.empty() ? name : path_ + "." + name;
  }
  void fault(const std::string& name, std::string_view what) const { faults_.add(at(name), what); }

 private:
  const nlohmann::json& object_;
  std::string path_;
  Faults& faults_;
};

}  // namespace vplatform::detail
