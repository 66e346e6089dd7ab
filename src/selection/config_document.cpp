#include "selection/config_document.hpp"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_set>
#include <vector>

namespace vplatform::detail {
namespace {

using nlohmann::json;

constexpr int deepest = 64;

// Sees every member as it is read.
class Watch {
 public:
  explicit Watch(Faults& faults) : faults_(faults) {}

  bool operator()(int depth, json::parse_event_t event, const json& parsed) {
    switch (event) {
      case json::parse_event_t::object_start:
        if (!is_shallow(depth)) return false;  // dropped as a whole: its end is not reported
        open_.push_back({});
        return true;
      case json::parse_event_t::array_start:
        return is_shallow(depth);
      case json::parse_event_t::object_end:
        open_.pop_back();
        return true;
      case json::parse_event_t::key:
        note(parsed.get_ref<const std::string&>());
        return true;
      case json::parse_event_t::array_end:
      case json::parse_event_t::value:
        return true;
    }
    return true;
  }

 private:
  struct Object {
    std::unordered_set<std::string> seen{};
    std::string current{};
  };

  bool is_shallow(int depth) {
    if (depth < deepest) return true;
    if (!too_deep_) faults_.add(path(), "is nested too deep");
    too_deep_ = true;
    return false;
  }

  void note(const std::string& name) {
    if (too_deep_) return;
    Object& object = open_.back();
    object.current = name;
    if (!object.seen.insert(name).second) faults_.add(path(), "is there twice");
  }

  [[nodiscard]] std::string path() const {
    std::string all;
    for (const Object& object : open_) {
      if (object.current.empty()) continue;
      if (!all.empty()) all += '.';
      all += object.current;
    }
    return all.empty() ? "it" : all;
  }

  Faults& faults_;
  std::vector<Object> open_;
  bool too_deep_ = false;
};

std::string place_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte == 0 ? 0 : byte - 1);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto start = before.rfind('\n');
  const std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

}  // namespace

Result<json> read_document(std::string_view text, Faults& faults) {
  try {
    Watch watch(faults);
    return json::parse(text.begin(), text.end(), [&](int depth, json::parse_event_t event, json& parsed) {
      return watch(depth, event, parsed);
    });
  } catch (const json::parse_error& wrong) {
    // Its own words may hold text of the file.
    return fail(ErrorCode::invalid_argument, "the configuration is not JSON: " + place_of(text, wrong.byte));
  } catch (const json::exception&) {
    return fail(ErrorCode::invalid_argument, "the configuration is not JSON: a number is out of range");
  }
}

}  // namespace vplatform::detail
