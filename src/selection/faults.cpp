#include "selection/faults.hpp"

#include <algorithm>

#include "support/nearest.hpp"

namespace vplatform::detail {

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string all;
  for (const auto& part : parts) {
    if (&part != parts.data()) all += between;
    all += part;
  }
  return all;
}

std::string suggest(std::string_view name, const std::vector<std::string>& names) {
  const auto close = nearest(name, names);
  return close ? " (did you mean '" + std::string(*close) + "'?)" : std::string();
}

void Faults::add(std::string_view where, std::string_view what) {
  std::string fault(where);
  fault += ' ';
  fault += what;
  all_.push_back(std::move(fault));
}

Failure Faults::failure() const {
  constexpr std::size_t most = 50;
  const auto shown = static_cast<std::ptrdiff_t>(std::min(most, all_.size()));
  std::string message = "the configuration is wrong: " + join({all_.begin(), all_.begin() + shown}, "; ");
  if (all_.size() > most) message += "; and " + std::to_string(all_.size() - most) + " more";
  return fail(ErrorCode::invalid_argument, std::move(message));
}

}  // namespace vplatform::detail
