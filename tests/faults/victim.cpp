#include "faults/victim.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace faults {

using namespace vplatform;
using namespace std::chrono_literals;

namespace {

// Shorter than any lease: the successor meets what its predecessor still holds.
constexpr std::chrono::seconds until_restart = 3s;

}  // namespace

spi::JsonWriter command(std::string_view name) {
  spi::JsonWriter json;
  json.begin_object().member("do", name);
  return json;
}

Victim::Victim(KillWorld& world, std::vector<Death> deaths) : world_(world), deaths_(std::move(deaths)) {
  std::reverse(deaths_.begin(), deaths_.end());
  start();
}

std::optional<spi::Json> Victim::tell(const spi::JsonWriter& command) {
  spi::JsonWriter whole = command;
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(world_.now().time_since_epoch());
  whole.member("now", std::int64_t{now.count()}).end_object();
  const auto answer = child_->ask(whole.text());
  if (answer) return spi::Json::parse(*answer).value();
  if (!armed_) throw std::runtime_error("a child was killed that was to live");
  died_.push_back(*std::exchange(armed_, std::nullopt));
  world_.clock.advance(until_restart);
  start();
  return std::nullopt;
}

void Victim::heal() {
  deaths_.clear();
  if (armed_) start();
}

void Victim::start() {
  child_.reset();
  armed_.reset();
  auto words = world_.child_command();
  if (!deaths_.empty()) {
    armed_ = deaths_.back();
    deaths_.pop_back();
    words.push_back(armed_->point);
    words.push_back(std::to_string(armed_->hit));
  }
  child_ = std::make_unique<ChildLink>(words);
}

}  // namespace faults
