#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vplatform/observer.hpp>

namespace meeting_server {

/// What is counted, in the Prometheus text format. Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  /// Counts and logs what the library does.
  [[nodiscard]] std::shared_ptr<vplatform::Observer> observer() const noexcept { return observer_; }

  void count_request(const std::string& method, const std::string& route, int status, double seconds);
  void count_webhook(const std::string& instance, int status);
  void count_admission(std::string_view reason);

  [[nodiscard]] std::string text() const;

 private:
  struct Counters;
  class Watcher;
  std::shared_ptr<Counters> counters_;  // shared with the observer, which the factory keeps
  std::shared_ptr<vplatform::Observer> observer_;
};

}  // namespace meeting_server
