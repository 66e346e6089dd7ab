#include "runtime/traffic.hpp"

#include <algorithm>

namespace vplatform {

std::string_view to_string(BreakerState state) noexcept {
  switch (state) {
    case BreakerState::closed:
      return "closed";
    case BreakerState::open:
      return "open";
    case BreakerState::half_open:
      return "half_open";
  }
  return "closed";
}

namespace detail {

namespace {

// Where the policy names the class, its word counts.
const RateClass& rate_for(const RateClass& said, const TrafficPolicy& policy) {
  const auto found = std::find_if(policy.rates.begin(), policy.rates.end(),
                                  [&](const RateClass& one) { return one.name == said.name; });
  return found == policy.rates.end() ? said : *found;
}

}  // namespace

Traffic::Traffic(const std::vector<RateClass>& said, const TrafficPolicy& policy)
    : retries_(policy.retries), breaker_(policy.breaker) {
  set_rates(said, policy);
}

void Traffic::change(const std::vector<RateClass>& said, const TrafficPolicy& policy) {
  const std::lock_guard lock(mutex_);
  set_rates(said, policy);
  retries_.change(policy.retries);
  breaker_.change(policy.breaker);
}

void Traffic::set_rates(const std::vector<RateClass>& said, const TrafficPolicy& policy) {
  auto before = std::move(windows_);
  windows_.clear();
  for (const RateClass& one : said) {
    const RateClass& rate = rate_for(one, policy);
    if (rate.amount <= 0) continue;
    if (const auto old = before.find(rate.name); old != before.end()) {
      old->second.resize(rate.amount, rate.per);
      windows_.insert(before.extract(old));
    } else {
      windows_.emplace(rate.name, RateWindow(rate.amount, rate.per));
    }
  }
}

Traffic::Admission Traffic::admit(std::string_view rate_class, int cost, Time now, Duration patience) {
  using enum Admission::Verdict;
  const std::lock_guard lock(mutex_);
  // First, so that a request that would be refused takes nobody's turn.
  if (const auto rest = breaker_.refuses(now)) return {.verdict = left_alone, .delay = *rest};
  if (const auto window = windows_.find(rate_class); window != windows_.end()) {
    const auto turn = window->second.take(now, cost, patience);
    if (!turn.taken) return {.verdict = too_late, .delay = turn.delay};
    if (turn.delay > Duration{}) return {.verdict = wait, .delay = turn.delay};
  }
  return let_in(now);
}

Traffic::Admission Traffic::enter(Time now) {
  const std::lock_guard lock(mutex_);
  return let_in(now);
}

Traffic::Admission Traffic::let_in(Time now) {
  using enum Admission::Verdict;
  if (const auto rest = breaker_.refuses(now)) return {.verdict = left_alone, .delay = *rest};
  const BreakerState before = breaker_.state();
  const auto spell = breaker_.enter(now);
  return {.verdict = go, .delay = {}, .spell = spell, .moved = breaker_.state() != before};
}

Traffic::Report Traffic::report(Breaker::Spell spell, Outcome outcome, Time now) {
  const std::lock_guard lock(mutex_);
  const BreakerState before = breaker_.state();
  breaker_.report(spell, outcome, now);
  return {.moved = breaker_.state() != before, .state = breaker_.state(), .failures = breaker_.failures()};
}

void Traffic::hold(std::string_view rate_class, Duration delay, Time now) {
  const std::lock_guard lock(mutex_);
  if (const auto window = windows_.find(rate_class); window != windows_.end())
    window->second.hold(now + delay);
}

void Traffic::earn_repetition() {
  const std::lock_guard lock(mutex_);
  retries_.earn();
}

bool Traffic::may_repeat(Time now) {
  const std::lock_guard lock(mutex_);
  return retries_.spend(now);
}

BreakerState Traffic::breaker() const {
  const std::lock_guard lock(mutex_);
  return breaker_.state();
}

}  // namespace detail
}  // namespace vplatform
