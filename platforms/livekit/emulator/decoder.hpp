#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/room_service.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::livekit::emulation {

/// Reads a request's members in either spelling; what is unknown is ignored, and what has the wrong type is
/// remembered.
class Decoder {
 public:
  explicit Decoder(const spi::Json& json) : json_(json) {}

  std::string text(std::string_view camel, std::string_view snake);
  std::int64_t number(std::string_view camel, std::string_view snake);
  bool flag(std::string_view camel, std::string_view snake);
  std::vector<std::string> texts(std::string_view name);
  [[nodiscard]] spi::Json member(std::string_view camel, std::string_view snake) const;

  [[nodiscard]] bool good() const noexcept { return good_; }

 private:
  const spi::Json& json_;
  bool good_ = true;
};

[[nodiscard]] HttpResponse denied();
[[nodiscard]] HttpResponse malformed();

/// `CreateRoom` of `/twirp/livekit.RoomService/CreateRoom`; empty for what Twirp does not route.
[[nodiscard]] std::string_view method_name(const Call& call);
[[nodiscard]] HttpResponse no_handler(const Call& call);
/// The request's JSON object, or nothing; then `refuse_body` says why.
[[nodiscard]] std::optional<spi::Json> read_body(const Call& call);
[[nodiscard]] HttpResponse refuse_body(const Call& call);

}  // namespace vplatform::platforms::livekit::emulation
