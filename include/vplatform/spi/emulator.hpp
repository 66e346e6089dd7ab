#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vplatform/header.hpp"
#include "vplatform/json_text.hpp"
#include "vplatform/result.hpp"
#include "vplatform/spi/http.hpp"
#include "vplatform/time.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform {

/// A meeting as an emulator has it in its books: what tests compare the library's answers with.
struct EmulatedMeeting {
  std::string id{};
  std::string room{};
  TimePoint created_at{};
  TimePoint ends_at{};
};

/// A provider's service as a deterministic machine, without sockets, threads or a clock. Thread-safe.
class Emulator {
 public:
  Emulator() = default;
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;
  virtual ~Emulator();

  [[nodiscard]] virtual std::string_view kind() const noexcept = 0;
  /// Answers a request as the provider would at that time. Only the path and query of the URL count.
  [[nodiscard]] virtual HttpResponse handle(const HttpRequest& request, TimePoint now) = 0;
  /// The webhooks that have fallen due, signed, oldest first; each is given out once.
  [[nodiscard]] virtual std::vector<WebhookRequest> due(TimePoint now) = 0;
  /// What a person, or the provider itself, does and no request asks for: `join`, `leave`, `record`. An
  /// emulator's own header lists what it can play; arguments and answer are JSON objects. Errors:
  /// `invalid_argument` for what it does not know, and for arguments that make no sense.
  [[nodiscard]] virtual Result<JsonText> play(std::string_view what, const JsonText& arguments,
                                              TimePoint now);
  /// The meetings that exist.
  [[nodiscard]] virtual std::vector<EmulatedMeeting> meetings(TimePoint now) const = 0;
};

}  // namespace vplatform
