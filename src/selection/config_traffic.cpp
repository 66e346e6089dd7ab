#include "selection/config_traffic.hpp"

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace vplatform::detail {
namespace {

using nlohmann::json;

/// A whole number from `least` on.
int read_count(const Members& members, const std::string& name, int least, int usual) {
  const json* value = members.find(name);
  if (value == nullptr) return usual;
  constexpr int most = 1'000'000;
  const auto number = value->is_number_integer() ? value->get<std::int64_t>() : -1;
  if (number >= least && number <= most) return static_cast<int>(number);
  members.fault(name, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return usual;
}

std::chrono::milliseconds read_seconds(const Members& members, const std::string& name,
                                       std::chrono::milliseconds usual) {
  const auto usual_seconds =
      static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(usual).count());
  return std::chrono::seconds(read_count(members, name, 1, usual_seconds));
}

/// The object of that name. Nothing where there is none, or where it is no object.
const json* read_object(const Members& members, const std::string& name) {
  const json* value = members.find(name);
  if (value == nullptr || value->is_object()) return value;
  members.fault(name, "must be an object");
  return nullptr;
}

void read_rates(const json& value, const std::string& path, TrafficPolicy& traffic, Faults& faults) {
  for (const auto& [name, limit] : value.items()) {
    if (!limit.is_object()) {
      faults.add(path + "." + name, "must be an object with amount and per_seconds");
      continue;
    }
    const Members members(limit, path + "." + name, faults);
    members.allow({"amount", "per_seconds"});
    if (members.find("amount") == nullptr) members.fault("amount", "is missing");
    traffic.rates.push_back({.name = name,
                             .amount = read_count(members, "amount", 0, 1),
                             .per = read_seconds(members, "per_seconds", std::chrono::seconds(1))});
  }
}

}  // namespace

void read_traffic(const Members& instance, TrafficPolicy& traffic, Faults& faults) {
  const json* value = read_object(instance, "traffic");
  if (value == nullptr) return;
  const Members members(*value, instance.at("traffic"), faults);
  members.allow({"rates", "retries", "breaker"});
  if (const json* rates = read_object(members, "rates"))
    read_rates(*rates, members.at("rates"), traffic, faults);
  if (const json* found = read_object(members, "retries")) {
    const Members retries(*found, members.at("retries"), faults);
    retries.allow({"reserve", "refill_seconds", "percent"});
    traffic.retries = {.reserve = read_count(retries, "reserve", 0, traffic.retries.reserve),
                       .refill = read_seconds(retries, "refill_seconds", traffic.retries.refill),
                       .percent = read_count(retries, "percent", 0, traffic.retries.percent)};
  }
  if (const json* found = read_object(members, "breaker")) {
    const Members breaker(*found, members.at("breaker"), faults);
    breaker.allow({"failures", "open_for_seconds", "longest_seconds"});
    traffic.breaker = {.failures = read_count(breaker, "failures", 0, traffic.breaker.failures),
                       .open_for = read_seconds(breaker, "open_for_seconds", traffic.breaker.open_for),
                       .longest = read_seconds(breaker, "longest_seconds", traffic.breaker.longest)};
  }
}

}  // namespace vplatform::detail
