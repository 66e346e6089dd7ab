#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "vplatform/spi/emulator.hpp"

namespace vplatform::testing {

/// An emulator that does nothing but write down what it was asked, and answers with it.
class LogEmulator final : public Emulator {
 public:
  [[nodiscard]] std::string_view kind() const noexcept override { return "log"; }

  [[nodiscard]] HttpResponse handle(const HttpRequest& request, TimePoint) override {
    const std::lock_guard lock(mutex_);
    const auto target = request.url.find('/', request.url.find("://") + 3);
    log_.push_back(request.method + " " + request.url.substr(target) + " " + request.body);
    seen_.push_back(request);
    return {201,
            {{"Content-Type", "application/json"}, {"X-Log", "yes"}},
            R"({"n":)" + std::to_string(log_.size()) + "}"};
  }
  [[nodiscard]] Result<JsonText> play(std::string_view what, const JsonText& arguments,
                                      TimePoint now) override {
    if (what != "echo") return Emulator::play(what, arguments, now);
    return arguments;
  }
  [[nodiscard]] std::vector<WebhookRequest> due(TimePoint) override { return {}; }
  [[nodiscard]] std::vector<EmulatedMeeting> meetings(TimePoint) const override { return {}; }

  [[nodiscard]] std::vector<std::string> log() const {
    const std::lock_guard lock(mutex_);
    return log_;
  }
  [[nodiscard]] std::vector<HttpRequest> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> log_;   // guarded by mutex_
  std::vector<HttpRequest> seen_;  // guarded by mutex_
};

/// A request to it.
[[nodiscard]] inline HttpRequest request_to(std::string path, std::string method = "POST",
                                            std::string body = {}) {
  HttpRequest request;
  request.method = std::move(method);
  request.url = "https://log.invalid" + std::move(path);
  request.body = std::move(body);
  return request;
}

}  // namespace vplatform::testing
