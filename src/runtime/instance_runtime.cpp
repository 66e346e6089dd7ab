#include "vplatform/instance_runtime.hpp"

#include <array>
#include <utility>

#include "runtime/traffic.hpp"

namespace vplatform {

std::string_view to_string(InstanceState state) noexcept {
  using enum InstanceState;
  switch (state) {
    case enabled:
      return "enabled";
    case cordoned:
      return "cordoned";
    case disabled:
      return "disabled";
    case retired:
      return "retired";
  }
  return "disabled";
}

std::optional<InstanceState> instance_state_from(std::string_view name) noexcept {
  using enum InstanceState;
  constexpr std::array all{enabled, cordoned, disabled, retired};
  for (const auto state : all) {
    if (to_string(state) == name) return state;
  }
  return std::nullopt;
}

InstanceRuntime::InstanceRuntime(std::shared_ptr<const Platform> platform,
                                 std::shared_ptr<HttpTransport> transport, RuntimeEnv env, RetryPolicy retry,
                                 std::shared_ptr<Observer> observer, const TrafficPolicy& traffic)
    : platform_(std::move(platform)),
      transport_(std::move(transport)),
      env_(env.filled()),
      retry_(retry),
      observer_(std::move(observer)),
      traffic_(std::make_shared<detail::Traffic>(platform_->info().rates, traffic)) {}

InstanceRuntime::InstanceRuntime(std::shared_ptr<const Platform> platform,
                                 std::shared_ptr<HttpTransport> transport, RuntimeEnv env, RetryPolicy retry,
                                 std::shared_ptr<Observer> observer, const TrafficPolicy& traffic,
                                 const InstanceRuntime& before)
    : platform_(std::move(platform)),
      transport_(std::move(transport)),
      env_(env.filled()),
      retry_(retry),
      observer_(std::move(observer)),
      traffic_(before.traffic_) {
  set_traffic(traffic);
}

void InstanceRuntime::set_traffic(const TrafficPolicy& policy) {
  traffic_->change(info().rates, policy);
}

}  // namespace vplatform
