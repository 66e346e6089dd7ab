#include "vplatform/spi/http.hpp"

#include "vplatform/spi/emulator.hpp"
#include "vplatform/spi/transport.hpp"

namespace vplatform {

HttpTransport::~HttpTransport() = default;
Emulator::~Emulator() = default;

Result<JsonText> Emulator::play(std::string_view what, const JsonText&, TimePoint) {
  return fail(ErrorCode::invalid_argument,
              "the emulator of " + std::string(kind()) + " cannot play '" + std::string(what) + "'");
}

bool is_not_now(const HttpResponse& answer) noexcept {
  return answer.status == 429 ||
         (answer.status == 503 && find_header(answer.headers, "retry-after").has_value());
}

Effect effect_of(const HttpRequest& request, const Reply& reply) noexcept {
  if (request.repeat == Repeat::read) return Effect::none;
  if (reply.before == Effect::unknown) return Effect::unknown;
  if (!reply.answer) return reply.answer.error().effect;
  const int status = reply.answer->status;
  // A 408 says that time ran out, not that nothing was done.
  const bool refused = (status >= 400 && status < 500 && status != 408) || is_not_now(*reply.answer);
  return refused ? Effect::none : Effect::unknown;
}

}  // namespace vplatform
