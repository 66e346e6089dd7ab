#include "faults/lossy_mail.hpp"

#include <stdexcept>
#include <utility>

namespace faults {

namespace {

constexpr unsigned most_others = 20;

}  // namespace

void LossyMail::bring() {
  for (auto& webhook : world_.network->daily.emulator().due(world_.now()))
    send({"daily", std::move(webhook)});
  for (auto& webhook : world_.network->livekit.emulator().due(world_.now()))
    send({"livekit", std::move(webhook)});
}

void LossyMail::bring_late() {
  for (const auto& letter : std::exchange(late_, {})) hand_over(letter);
}

void LossyMail::send(Letter letter) {
  ++counts_.sent;
  if (one_in_ten()) {
    ++counts_.lost;
    return;
  }
  if (one_in_ten()) {
    ++counts_.late;
    letter.after = 1 + static_cast<int>(random_() % most_others);
    late_.push_back(std::move(letter));
    return;
  }
  const bool again = one_in_ten();
  hand_over(letter);
  if (again) {
    ++counts_.twice;
    hand_over(letter);
  }
  std::vector<Letter> waiting;
  for (auto& one : std::exchange(late_, {})) {
    if (--one.after > 0) {
      waiting.push_back(std::move(one));
    } else {
      hand_over(one);
    }
  }
  late_.insert(late_.begin(), waiting.begin(), waiting.end());
}

void LossyMail::hand_over(const Letter& letter) {
  const auto reply = endpoint_.handle(letter.instance, letter.webhook);
  if (reply.status != 200) throw std::runtime_error("a webhook was answered " + std::to_string(reply.status));
}

}  // namespace faults
