#include "vplatform/registry.hpp"

#include <utility>

#include "selection/faults.hpp"

namespace vplatform {

Result<void> Registry::add(std::string kind, Maker maker) {
  if (kind.empty()) return fail(ErrorCode::invalid_argument, "a platform needs a name");
  if (maker == nullptr) return fail(ErrorCode::invalid_argument, "platform '" + kind + "' has no maker");
  const auto [at, added] = makers_.try_emplace(std::move(kind), std::move(maker));
  if (!added) return fail(ErrorCode::already_exists, "platform '" + at->first + "' is registered already");
  return {};
}

Result<Maker> Registry::find(std::string_view kind) const {
  const auto at = makers_.find(kind);
  if (at != makers_.end()) return at->second;
  const auto there = kinds();
  return fail(ErrorCode::not_found, "no platform '" + std::string(kind) + "'" + detail::suggest(kind, there) +
                                        "; this build has: " + detail::join(there, ", "));
}

std::vector<std::string> Registry::kinds() const {
  std::vector<std::string> names;
  names.reserve(makers_.size());
  for (const auto& [name, maker] : makers_) names.push_back(name);
  return names;
}

}  // namespace vplatform
