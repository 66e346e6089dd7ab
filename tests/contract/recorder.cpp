#include "recorder.hpp"

#include <utility>

#include "vplatform/curl_transport.hpp"
#include "vplatform/spi/json.hpp"

namespace contract {

using namespace vplatform;

namespace {

// Prism's header: a list of {location, severity, code, message}. What it says of the answer is the emulator's
// business, and not looked at here.
std::vector<std::string> violations_of_request(const HttpResponse& answer) {
  std::vector<std::string> found;
  const auto header = find_header(answer.headers, "sl-violations");
  if (!header) return found;
  const auto list = spi::Json::parse(*header);
  if (!list) return {"the validator's words cannot be read"};
  for (const auto& one : list->items()) {
    const auto location = one["location"].items();
    if (!location.empty() && location.front().text() == "request")
      found.push_back(one["message"].text_or("?"));
  }
  return found;
}

}  // namespace

Recorder::Recorder() : network_(make_curl_transport()) {}

Result<HttpResponse> Recorder::send(const HttpRequest& request, const AttemptOptions& attempt) {
  Sent sent{.operation = request.operation,
            .endpoint = request.method + " " + request.path_template,
            .url = request.url,
            .body = request.body};
  auto answer = network_->send(request, attempt);
  if (answer) {
    sent.status = answer->status;
    sent.violations = violations_of_request(*answer);
  }
  const std::lock_guard lock(mutex_);
  sent_.push_back(std::move(sent));
  return answer;
}

std::vector<Sent> Recorder::sent() const {
  const std::lock_guard lock(mutex_);
  return sent_;
}

}  // namespace contract
