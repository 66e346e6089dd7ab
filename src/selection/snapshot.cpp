#include "selection/snapshot.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "core/short_text.hpp"

namespace vplatform {
namespace {

// The host promises that `resolve` does not throw; where it does, the room still gets a platform.
std::optional<FlagAnswer> ask(FlagSource& flags, std::string_view flag, const RoomContext& room) noexcept {
  try {
    return flags.resolve(flag, room);
  } catch (...) {
    return std::nullopt;
  }
}

PassedOverReason shut(InstanceState state) noexcept {
  if (state == InstanceState::cordoned) return PassedOverReason::cordoned;
  return state == InstanceState::disabled ? PassedOverReason::disabled : PassedOverReason::retired;
}

}  // namespace

/// The attributes of one room that rules look at, each found once, however many rules ask for it.
class Snapshot::Attributes {
 public:
  Attributes(const Snapshot& snapshot, const RoomContext& room) noexcept
      : names_(snapshot.attributes_), all_(room.attributes) {
    const std::size_t count = std::min(names_.size(), found_.size());
    if (all_.size() > few) {
      for (std::size_t i = 0; i < count; ++i) found_[i] = look_up(names_[i]);
      return;
    }
    // A few are looked through faster than a tree's order is followed; no step beyond the last that counts.
    std::size_t missing = count;
    for (auto one = all_.begin(); missing > 0 && one != all_.end(); ++one) {
      std::size_t i = 0;
      while (i < count && !detail::same_text(one->first, names_[i])) ++i;
      if (i == count) continue;
      found_[i] = &one->second;
      if (--missing == 0) break;
    }
  }

  [[nodiscard]] bool hold(const CompiledRule& rule) const noexcept {
    for (const Condition& condition : rule.when) {
      const std::string* const value = get(condition.attribute);
      if (value == nullptr || !condition.any_of.hold(*value)) return false;
    }
    return true;
  }

 private:
  static constexpr std::size_t few = 8;

  [[nodiscard, gnu::cold]] const std::string* look_up(const std::string& name) const noexcept {
    const auto found = all_.find(name);
    return found == all_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] const std::string* get(std::uint32_t number) const noexcept {
    return number < found_.size() ? found_[number] : look_up(names_[number]);
  }

  const std::vector<std::string>& names_;
  const std::map<std::string, std::string>& all_;
  std::array<const std::string*, 8> found_{};  // of the first names; the others are looked up when asked for
};

Snapshot::Snapshot(const Config& config, std::vector<Candidate> candidates)
    : version_(config.version),
      flag_(config.flag.empty() ? std::string(default_flag) : config.flag),
      candidates_(std::move(candidates)) {
  for (Index at = 0; at < candidates_.size(); ++at) by_name_.try_emplace(candidates_[at].name, at);
  if (!config.force.empty()) force_ = index_of(config.force);
  if (!config.default_platform.empty()) default_ = index_of(config.default_platform);
  rooms_.reserve(config.rooms.size());
  for (const auto& [room, instance] : config.rooms) rooms_.try_emplace(room, index_of(instance));
  rules_.reserve(config.rules.size());
  for (const auto& rule : config.rules) compile(rule);
  for (const auto& instance : config.fallback) fallback_.push_back(index_of(instance));
}

Snapshot::Index Snapshot::index_of(const std::string& name) {
  const auto next = static_cast<Index>(candidates_.size());
  const Index at = by_name_.try_emplace(name, next);
  if (at == next) candidates_.push_back({.name = name, .configured = false});
  return at;
}

void Snapshot::compile(const Rule& rule) {
  CompiledRule compiled{.id = rule.id, .to = index_of(rule.to)};
  if (rule.ppm) compiled.ppm = static_cast<std::uint32_t>(std::clamp<std::int64_t>(*rule.ppm, 0, 1'000'000));
  compiled.salted.add(rule.salt.empty() ? rule.id : rule.salt);
  for (const auto& [attribute, any_of] : rule.when)
    compiled.when.push_back({.attribute = number_of(attribute), .any_of = detail::FewTexts(any_of)});
  rules_.push_back(std::move(compiled));
}

std::uint32_t Snapshot::number_of(const std::string& attribute) {
  const auto found = std::find(attributes_.begin(), attributes_.end(), attribute);
  const auto number = static_cast<std::uint32_t>(found - attributes_.begin());
  if (found == attributes_.end()) attributes_.push_back(attribute);
  return number;
}

std::optional<PassedOverReason> Snapshot::unfit(Index at, const Needs& needs) const noexcept {
  using enum PassedOverReason;
  if (at == Decision::unknown_instance) return not_configured;
  const Candidate& candidate = candidates_[at];
  if (!candidate.configured) return not_configured;
  if (candidate.state != InstanceState::enabled) return shut(candidate.state);
  if (!candidate.capabilities.covers(needs.capabilities)) return lacks_capability;
  if (candidate.limits.max_participants.value_or(needs.people) < needs.people) return too_small;
  return std::nullopt;
}

bool Snapshot::take(Decision& decision, Index at, DecisionSource source, const Needs& needs) const {
  if (const auto reason = unfit(at, needs)) {
    decision.skip(at, source, *reason);
    return false;
  }
  decision.instance_ = at;
  decision.source_ = source;
  decision.has_platform_ = true;
  return true;
}

bool Snapshot::take_flag(Decision& decision, const RoomContext& room, FlagSource& flags) const {
  auto answer = ask(flags, flag_, room);
  if (!answer || answer->value.empty()) return false;
  const Index* const at = by_name_.find(answer->value);
  if (at == nullptr) decision.unknown_ = std::move(answer->value);
  if (!take(decision, at != nullptr ? *at : Decision::unknown_instance, DecisionSource::flag, room.needs)) {
    return false;
  }
  decision.said_ = std::move(answer->reason);
  return true;
}

bool Snapshot::take_room(Decision& decision, const RoomContext& room) const {
  const Index* const at = rooms_.find(room.id);
  return at != nullptr && take(decision, *at, DecisionSource::rooms, room.needs);
}

bool Snapshot::take_rule(Decision& decision, const RoomContext& room) const {
  const Attributes attributes(*this, room);
  for (const CompiledRule& rule : rules_) {
    if (!attributes.hold(rule)) continue;
    std::optional<std::uint32_t> bucket;
    if (rule.ppm) {
      detail::Murmur3 hash = rule.salted;
      hash.add(room.id);
      bucket = detail::bucket_of(hash.finish());
      if (*bucket >= *rule.ppm) continue;
    }
    if (!take(decision, rule.to, DecisionSource::rules, room.needs)) continue;
    decision.rule_ = static_cast<std::int32_t>(&rule - rules_.data());
    decision.bucket_ = bucket;
    return true;
  }
  return false;
}

// In one piece: its parts would save registers for each other, which is one instruction in thirty.
[[gnu::flatten]] Decision Snapshot::select(const Self& self, const RoomContext& room,
                                           FlagSource* flags) const {
  Decision decision;
  decision.snapshot_ = self;
  if (force_) {
    // Never passed over: an emergency switch that silently does something else is worse than none.
    decision.source_ = DecisionSource::force;
    take(decision, *force_, DecisionSource::force, room.needs);
    return decision;
  }
  if (flags != nullptr && take_flag(decision, room, *flags)) return decision;
  if (take_room(decision, room)) return decision;
  if (take_rule(decision, room)) return decision;
  if (default_) take(decision, *default_, DecisionSource::default_, room.needs);
  return decision;
}

Decision Snapshot::pin(const Self& self, std::string_view instance) const {
  Decision decision;
  decision.snapshot_ = self;
  decision.source_ = DecisionSource::meeting;
  decision.has_platform_ = true;
  const Index* const at = by_name_.find(instance);
  decision.instance_ = at != nullptr ? *at : Decision::unknown_instance;
  if (at == nullptr) decision.unknown_ = instance;
  return decision;
}

std::optional<Decision> Snapshot::fall_back(const Decision& failed, const Needs& needs,
                                            std::size_t& next) const {
  Decision decision = failed;
  if (decision.has_platform_) decision.skip(failed.instance_, failed.source_, PassedOverReason::unavailable);
  decision.has_platform_ = false;
  decision.rule_ = -1;
  decision.bucket_.reset();
  decision.said_ = "fallback";
  while (next < fallback_.size()) {
    const Index at = fallback_[next++];
    const auto tried = [&](const Decision::Skipped& one) { return one.instance == at; };
    const auto& few = decision.skipped_;
    if (std::any_of(few.begin(), few.begin() + decision.skipped_count_, tried)) continue;
    if (take(decision, at, DecisionSource::default_, needs)) return decision;
  }
  return std::nullopt;
}

}  // namespace vplatform
