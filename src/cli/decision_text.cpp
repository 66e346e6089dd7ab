#include "cli/decision_text.hpp"

#include <algorithm>

namespace vplatform::cli {

std::string why(const Decision& decision) {
  switch (decision.source()) {
    case DecisionSource::meeting:
      return "its meeting is there already";
    case DecisionSource::force:
      return "forced for every room";
    case DecisionSource::flag:
      return "the flag service says so (" + std::string(decision.reason()) + ")";
    case DecisionSource::rooms:
      return "listed in rooms";
    case DecisionSource::rules:
      break;
    case DecisionSource::default_:
      return "the default";
  }
  std::string text = "rule " + std::string(decision.rule());
  if (decision.bucket()) text += ", bucket " + std::to_string(*decision.bucket()) + " of 1000000";
  return text;
}

std::string in_words(const PassedOver& passed_over) {
  std::string reason(to_string(passed_over.reason));
  std::replace(reason.begin(), reason.end(), '_', ' ');
  return passed_over.platform + ", by " + std::string(to_string(passed_over.source)) + ": " + reason;
}

}  // namespace vplatform::cli
