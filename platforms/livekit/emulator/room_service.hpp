#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/access.hpp"
#include "emulator/rooms.hpp"
#include "vplatform/result.hpp"
#include "vplatform/spi/http.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::livekit::emulation {

/// A call of RoomService: who asks for what, when.
struct Call {
  const Caller& caller;
  std::string_view path{};
  const HttpRequest& request;
  TimePoint now{};
};

/// Reads a request's members in either spelling; what is unknown is ignored, and what has the wrong type is
/// remembered.
class Decoder {
 public:
  explicit Decoder(const spi::Json& json) : json_(json) {}

  std::string text(std::string_view camel, std::string_view snake);
  std::int64_t number(std::string_view camel, std::string_view snake);
  bool flag(std::string_view camel, std::string_view snake);
  std::vector<std::string> texts(std::string_view camel, std::string_view snake);
  std::string bytes(std::string_view camel, std::string_view snake);
  [[nodiscard]] spi::Json member(std::string_view camel, std::string_view snake) const;

  [[nodiscard]] bool good() const noexcept { return good_; }

 private:
  const spi::Json& json_;
  bool good_ = true;
};

[[nodiscard]] HttpResponse denied();
[[nodiscard]] HttpResponse malformed();
[[nodiscard]] HttpResponse no_such_room();
[[nodiscard]] HttpResponse metadata_too_large();
[[nodiscard]] HttpResponse bad_route(const Call& call, const std::string& why);
inline constexpr std::size_t largest_metadata = 512UL * 1024;

/// The JSON of a Twirp request. Errors: one with status 404 for a wrong way to ask, any other for what is no
/// JSON.
[[nodiscard]] Result<spi::Json> body_of(const Call& call);

/// The methods that are about people. Nothing where it is another method.
using Method = HttpResponse (*)(Rooms&, const Call&, const spi::Json&);
[[nodiscard]] Method people_method(std::string_view name);

/// Answers a path below `/twirp/livekit.RoomService/`.
[[nodiscard]] HttpResponse room_service(Rooms& rooms, const Call& call);

}  // namespace vplatform::platforms::livekit::emulation
