#include "metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <chrono>
#include <vplatform/selector.hpp>

#include "log.hpp"

namespace meeting_server {
namespace {

const prometheus::Histogram::BucketBoundaries latency{0.005, 0.025, 0.1, 0.25, 1, 2.5, 10};

double seconds_of(std::chrono::milliseconds time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

struct Metrics::Counters {
  prometheus::Registry registry{};
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("meeting_http_requests_total")
                                                          .Help("Requests answered")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& request_time = prometheus::BuildHistogram()
                                                                .Name("meeting_http_request_seconds")
                                                                .Help("Time to an answer")
                                                                .Register(registry);
  prometheus::Family<prometheus::Counter>& webhooks =
      prometheus::BuildCounter().Name("meeting_webhooks_total").Help("Webhooks received").Register(registry);
  prometheus::Family<prometheus::Counter>& admissions =
      prometheus::BuildCounter().Name("meeting_admissions_total").Help("Wishes to get in").Register(registry);
  prometheus::Family<prometheus::Counter>& operations = prometheus::BuildCounter()
                                                            .Name("vplatform_operations_total")
                                                            .Help("Operations on platforms")
                                                            .Register(registry);
  prometheus::Family<prometheus::Histogram>& operation_time =
      prometheus::BuildHistogram()
          .Name("vplatform_operation_seconds")
          .Help("Time of an operation, retries included")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& attempts = prometheus::BuildCounter()
                                                          .Name("vplatform_attempts_total")
                                                          .Help("Requests sent to platforms")
                                                          .Register(registry);
  prometheus::Family<prometheus::Counter>& limited = prometheus::BuildCounter()
                                                         .Name("vplatform_rate_limited_total")
                                                         .Help("Requests that had to wait or were refused")
                                                         .Register(registry);
  prometheus::Family<prometheus::Gauge>& breakers = prometheus::BuildGauge()
                                                        .Name("vplatform_breaker_open")
                                                        .Help("1 while an instance is left alone")
                                                        .Register(registry);
  prometheus::Family<prometheus::Counter>& decisions = prometheus::BuildCounter()
                                                           .Name("vplatform_decisions_total")
                                                           .Help("Choices of a platform")
                                                           .Register(registry);
  prometheus::Gauge& config_version = prometheus::BuildGauge()
                                          .Name("vplatform_config_version")
                                          .Help("The configuration that is in force")
                                          .Register(registry)
                                          .Add({});
};

class Metrics::Watcher : public vplatform::Observer {
 public:
  explicit Watcher(std::shared_ptr<Counters> counters) : counters_(std::move(counters)) {}

  void attempt_ended(const vplatform::AttemptEnded& attempt) override {
    const std::string status = attempt.status == 0 ? "none" : std::to_string(attempt.status);
    counters_->attempts.Add({{"instance", std::string(attempt.instance)}, {"status", status}}).Increment();
  }

  void operation_ended(const vplatform::OperationEnded& operation) override {
    const std::string instance(operation.instance);
    const std::string name(operation.operation);
    const std::string outcome(operation.failure ? to_string(*operation.failure) : "ok");
    counters_->operations.Add({{"instance", instance}, {"operation", name}, {"outcome", outcome}})
        .Increment();
    counters_->operation_time.Add({{"instance", instance}, {"operation", name}}, latency)
        .Observe(seconds_of(operation.took));
    if (operation.failure) {
      log("operation failed", {{"instance", instance},
                               {"operation", name},
                               {"outcome", outcome},
                               {"effect", to_string(operation.effect)},
                               {"attempts", operation.attempts},
                               {"ms", operation.took.count()}});
    }
  }

  void rate_limited(const vplatform::RateLimited& limited) override {
    counters_->limited
        .Add({{"instance", std::string(limited.instance)}, {"refused", limited.refused ? "yes" : "no"}})
        .Increment();
  }

  void breaker_moved(const vplatform::BreakerMoved& breaker) override {
    const bool is_open = breaker.state != vplatform::BreakerState::closed;
    counters_->breakers.Add({{"instance", std::string(breaker.instance)}}).Set(is_open ? 1 : 0);
    log("breaker moved", {{"instance", breaker.instance}, {"state", to_string(breaker.state)}});
  }

  void decided(const vplatform::Decision& decision) override {
    counters_->decisions
        .Add({{"instance", std::string(decision.platform())},
              {"source", std::string(to_string(decision.source()))}})
        .Increment();
  }

  void config_updated(const vplatform::ConfigUpdated& update) override {
    if (update.applied) counters_->config_version.Set(static_cast<double>(update.version));
    log("configuration", {{"version", update.version}, {"applied", update.applied}, {"error", update.error}});
  }

  void warned(const vplatform::Warning& warning) override {
    log("warning", {{"instance", warning.instance}, {"what", warning.what}});
  }

 private:
  std::shared_ptr<Counters> counters_;
};

Metrics::Metrics()
    : counters_(std::make_shared<Counters>()), observer_(std::make_shared<Watcher>(counters_)) {}

Metrics::~Metrics() = default;

void Metrics::count_request(const std::string& method, const std::string& route, int status, double seconds) {
  counters_->requests.Add({{"method", method}, {"route", route}, {"status", std::to_string(status)}})
      .Increment();
  counters_->request_time.Add({{"route", route}}, latency).Observe(seconds);
}

void Metrics::count_webhook(const std::string& instance, int status) {
  counters_->webhooks.Add({{"instance", instance}, {"status", std::to_string(status)}}).Increment();
}

void Metrics::count_admission(std::string_view reason) {
  counters_->admissions.Add({{"reason", std::string(reason)}}).Increment();
}

std::string Metrics::text() const {
  return prometheus::TextSerializer{}.Serialize(counters_->registry.Collect());
}

}  // namespace meeting_server
