#include <string>

#include "selection/snapshot.hpp"
#include "vplatform/selector.hpp"

namespace vplatform {

std::string_view to_string(DecisionSource source) noexcept {
  switch (source) {
    case DecisionSource::meeting:
      return "meeting";
    case DecisionSource::force:
      return "force";
    case DecisionSource::flag:
      return "flag";
    case DecisionSource::rooms:
      return "rooms";
    case DecisionSource::rules:
      return "rules";
    case DecisionSource::default_:
      return "default";
  }
  return "default";
}

std::string_view to_string(PassedOverReason reason) noexcept {
  switch (reason) {
    case PassedOverReason::not_configured:
      return "not_configured";
    case PassedOverReason::cordoned:
      return "cordoned";
    case PassedOverReason::disabled:
      return "disabled";
    case PassedOverReason::retired:
      return "retired";
    case PassedOverReason::lacks_capability:
      return "lacks_capability";
    case PassedOverReason::too_small:
      return "too_small";
    case PassedOverReason::unavailable:
      return "unavailable";
  }
  return "not_configured";
}

namespace {

std::string_view in_words(PassedOverReason reason) noexcept {
  switch (reason) {
    case PassedOverReason::not_configured:
      return "is not configured";
    case PassedOverReason::cordoned:
      return "is cordoned";
    case PassedOverReason::disabled:
      return "is disabled";
    case PassedOverReason::retired:
      return "is retired";
    case PassedOverReason::lacks_capability:
      return "lacks what the room needs";
    case PassedOverReason::too_small:
      return "is too small for the room";
    case PassedOverReason::unavailable:
      return "is unavailable";
  }
  return "is not configured";
}

}  // namespace

void Decision::skip(std::uint32_t instance, DecisionSource source, PassedOverReason reason) {
  const Skipped one{instance, source, reason};
  if (skipped_count_ < skipped_.size()) {
    skipped_[skipped_count_++] = one;
  } else {
    more_skipped_.push_back(one);
  }
}

std::string_view Decision::name_of(std::uint32_t instance) const noexcept {
  if (instance == unknown_instance) return unknown_;
  return snapshot_->candidates_[instance].name;
}

std::string_view Decision::platform() const noexcept {
  return has_platform_ ? name_of(instance_) : std::string_view();
}

std::string_view Decision::reason() const noexcept {
  if (!has_platform_) return "error";
  switch (source_) {
    case DecisionSource::meeting:
      return "pinned";
    case DecisionSource::force:
      return "forced";
    case DecisionSource::flag:
      return said_.empty() ? std::string_view("targeting_match") : said_;
    case DecisionSource::rooms:
      return "targeting_match";
    case DecisionSource::rules:
      return bucket_ ? "split" : "targeting_match";
    case DecisionSource::default_:
      return said_.empty() ? std::string_view("default") : said_;
  }
  return "default";
}

std::string_view Decision::rule() const noexcept {
  if (snapshot_ == nullptr || rule_ < 0) return {};
  return snapshot_->rules_[static_cast<std::size_t>(rule_)].id;
}

std::int64_t Decision::config_version() const noexcept {
  return snapshot_ == nullptr ? 0 : snapshot_->version();
}

std::vector<PassedOver> Decision::passed_over() const {
  std::vector<PassedOver> all;
  all.reserve(skipped_count_ + more_skipped_.size());
  const auto add = [&](const Skipped& one) {
    all.push_back({std::string(name_of(one.instance)), one.source, one.reason});
  };
  for (std::size_t at = 0; at < skipped_count_; ++at) add(skipped_[at]);
  for (const Skipped& one : more_skipped_) add(one);
  return all;
}

Error Decision::error() const {
  std::string message = "no platform for the room: ";
  const auto all = passed_over();
  if (all.empty()) message += "nothing chooses one for it, and there is no default";
  for (const PassedOver& one : all) {
    if (&one != all.data()) message += "; ";
    message += "'" + one.platform + "' (" + std::string(to_string(one.source)) + ") ";
    message += in_words(one.reason);
  }
  return Error{.code = ErrorCode::failed_precondition, .message = std::move(message)};
}

}  // namespace vplatform
