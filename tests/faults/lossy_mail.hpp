#pragma once

#include <random>
#include <string>
#include <vector>

#include "faults/emulated_world.hpp"
#include "vplatform/sessions/inbox.hpp"

namespace faults {

/// Brings webhooks to a host, and loses a tenth of them, brings a tenth twice, and a tenth later than others
/// that came after. Which ones is luck, by a seed.
class LossyMail {
 public:
  struct Counts {
    int sent = 0;
    int lost = 0;
    int twice = 0;
    int late = 0;
  };

  LossyMail(EmulatedWorld& world, unsigned seed) : world_(world), endpoint_(world.backend), random_(seed) {}

  /// Brings what has fallen due.
  void bring();
  /// Brings what is late, whatever comes after.
  void bring_late();
  [[nodiscard]] const Counts& counts() const noexcept { return counts_; }

 private:
  struct Letter {
    std::string instance{};
    vplatform::WebhookRequest webhook{};
    int after = 0;  ///< So many others.
  };

  [[nodiscard]] bool one_in_ten() { return random_() % 10 == 0; }
  void send(Letter letter);
  void hand_over(const Letter& letter);

  EmulatedWorld& world_;
  vplatform::sessions::WebhookEndpoint endpoint_;
  std::mt19937 random_;
  std::vector<Letter> late_;
  Counts counts_;
};

}  // namespace faults
