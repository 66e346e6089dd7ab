#include "vplatform/testing/faults.hpp"

#include <algorithm>
#include <utility>

namespace vplatform::testing {
namespace {

// The path of an absolute URL, or of a bare request target.
std::string_view path_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != url.npos) {
    const auto path = url.find('/', scheme + 3);
    if (path == url.npos) return {};
    url.remove_prefix(path);
  }
  return url.substr(0, url.find('?'));
}

bool concerns(const Fault& fault, const HttpRequest& request) {
  if (!fault.method.empty() && fault.method != request.method) return false;
  return path_of(request.url).find(fault.path) != std::string_view::npos;
}

// The fault that hits this request, if one does. Only the first that has no more to let pass counts.
std::optional<Fault> draw(std::deque<Fault>& faults, const HttpRequest& request) {
  for (auto fault = faults.begin(); fault != faults.end(); ++fault) {
    if (!concerns(*fault, request)) continue;
    if (fault->skip > 0) {
      --fault->skip;
      continue;
    }
    Fault hit = *fault;
    if (--fault->times <= 0) faults.erase(fault);
    return hit;
  }
  return std::nullopt;
}

Delivery refusal(HttpResponse answer) {
  return {.answer = std::move(answer), .acted = false};
}

Delivery cut_in_half(HttpResponse answer, bool with_connection) {
  answer.body.resize(answer.body.size() / 2);
  return {.answer = std::move(answer), .cut = with_connection};
}

HttpResponse html_page() {
  return {502,
          {{"Content-Type", "text/html"}},
          "<html><head><title>502 Bad Gateway</title></head><body></body></html>"};
}

// What becomes of the request. A kind that loses the answer says nothing about what the provider has done by
// then.
Delivery play(const Fault& fault, const HttpRequest& request, TimePoint now, Emulator& emulator) {
  switch (fault.kind) {
    case FaultKind::rate_limited:
      return refusal({429, {{"Retry-After", "1"}}, {}});
    case FaultKind::unavailable:
      return refusal({503, {}, {}});
    case FaultKind::html:
      return refusal(html_page());
    case FaultKind::delay:
      return {.answer = emulator.handle(request, now), .delay = fault.delay};
    case FaultKind::cut_body:
      return cut_in_half(emulator.handle(request, now), false);
    case FaultKind::cut_transport:
      return cut_in_half(emulator.handle(request, now), true);
    case FaultKind::lost_after:
      (void)emulator.handle(request, now);
      return {};
    case FaultKind::lost_before:
    case FaultKind::applied_late:
      return {};
  }
  return {};
}

}  // namespace

std::string_view to_string(FaultKind kind) noexcept {
  switch (kind) {
    case FaultKind::rate_limited:
      return "rate_limited";
    case FaultKind::unavailable:
      return "unavailable";
    case FaultKind::delay:
      return "delay";
    case FaultKind::lost_before:
      return "lost_before";
    case FaultKind::lost_after:
      return "lost_after";
    case FaultKind::applied_late:
      return "applied_late";
    case FaultKind::cut_body:
      return "cut_body";
    case FaultKind::cut_transport:
      return "cut_transport";
    case FaultKind::html:
      return "html";
  }
  return "unknown";
}

FaultInjector::FaultInjector(std::shared_ptr<Emulator> emulator) : emulator_(std::move(emulator)) {}

void FaultInjector::add(Fault fault) {
  const std::lock_guard lock(mutex_);
  faults_.push_back(std::move(fault));
}

void FaultInjector::clear() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
}

std::size_t FaultInjector::pending() const {
  const std::lock_guard lock(mutex_);
  return faults_.size();
}

Delivery FaultInjector::deliver(const HttpRequest& request, TimePoint now) {
  // Held while the emulator works, so that requests are handled one by one in the order in which they are
  // recorded.
  const std::lock_guard lock(mutex_);
  requests_.push_back(request);

  const auto fault = draw(faults_, request);
  Delivery delivery =
      fault ? play(*fault, request, now, *emulator_) : Delivery{.answer = emulator_->handle(request, now)};

  std::vector<Late> still_late;
  for (auto& late : std::exchange(late_, {})) {
    if (--late.after > 0) {
      still_late.push_back(std::move(late));
    } else {
      (void)emulator_->handle(late.request, now);
    }
  }
  late_ = std::move(still_late);
  if (fault && fault->kind == FaultKind::applied_late)
    late_.push_back({request, std::max(fault->late_by, 1)});
  return delivery;
}

std::vector<HttpRequest> FaultInjector::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

}  // namespace vplatform::testing
