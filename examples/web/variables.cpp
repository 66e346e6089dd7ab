#include "web/variables.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>
#include <utility>

namespace web {

std::string Variables::text(const char* name, std::string otherwise) const {
  auto value = environment_.variable(name);
  return value && !value->empty() ? *std::move(value) : std::move(otherwise);
}

std::string Variables::required(const char* name, const char* what_for) {
  auto value = text(name);
  if (value.empty()) fault(std::string(name) + " is missing: " + what_for);
  return value;
}

vplatform::Secret Variables::secret(const char* name) const {
  return vplatform::Secret(text(name));
}

bool Variables::flag(const char* name, bool otherwise) {
  std::string value = text(name);
  std::transform(value.begin(), value.end(), value.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  if (value.empty()) return otherwise;
  if (value == "true" || value == "1" || value == "yes" || value == "on") return true;
  if (value != "false" && value != "0" && value != "no" && value != "off")
    fault(std::string(name) + " is neither true nor false");
  return false;
}

int Variables::number(const char* name, int otherwise, int least, int most) {
  const std::string value = text(name);
  if (value.empty()) return otherwise;
  int read = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), read);
  if (error == std::errc() && end == value.data() + value.size() && read >= least && read <= most)
    return read;
  fault(std::string(name) + " is no number from " + std::to_string(least) + " to " + std::to_string(most));
  return otherwise;
}

std::chrono::seconds Variables::seconds(const char* name, std::chrono::seconds otherwise) {
  constexpr int longest = 366 * 24 * 3600;
  return std::chrono::seconds(number(name, static_cast<int>(otherwise.count()), 1, longest));
}

std::vector<std::string> Variables::list(const char* name) const {
  std::vector<std::string> items;
  std::string item;
  for (const char letter : text(name) + ',') {
    if (letter == ' ') continue;
    if (letter != ',') {
      item += letter;
    } else if (!item.empty()) {
      items.push_back(std::exchange(item, {}));
    }
  }
  return items;
}

vplatform::Result<void> Variables::check() const {
  if (faults_.empty()) return {};
  std::string all;
  for (const auto& fault : faults_) all += (all.empty() ? "" : "\n") + fault;
  return vplatform::fail(vplatform::ErrorCode::invalid_argument, std::move(all));
}

}  // namespace web
