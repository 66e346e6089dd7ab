#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/rooms.hpp"
#include "vplatform/spi/http.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::livekit::emulation {

/// The two ways in which LiveKit writes its messages.
enum class Dialect : std::uint8_t {
  answer,   // snake_case, every default written out
  webhook,  // lowerCamel, defaults left out
};

/// Writes members of an object in one dialect. Names are given in lowerCamel.
class FieldWriter {
 public:
  FieldWriter(spi::JsonWriter& out, Dialect dialect) : out_(out), dialect_(dialect) {}

  FieldWriter& text(std::string_view name, std::string_view value);
  FieldWriter& number(std::string_view name, std::int64_t value);
  FieldWriter& long_number(std::string_view name, std::int64_t value);  // 64 bits: as a text
  FieldWriter& flag(std::string_view name, bool value);
  FieldWriter& default_only(std::string_view name,
                            std::string_view json);  // a default that is never anything else here
  spi::JsonWriter& begin(std::string_view name);

 private:
  [[nodiscard]] bool leaves_out(bool is_default) const { return dialect_ == Dialect::webhook && is_default; }
  [[nodiscard]] std::string spelt(std::string_view name) const;

  spi::JsonWriter& out_;
  Dialect dialect_;
};

[[nodiscard]] inline std::int64_t unix_seconds(TimePoint at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}
[[nodiscard]] inline std::int64_t unix_milliseconds(TimePoint at) {
  return std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
}

void write_room(spi::JsonWriter& out, const Room& room, Dialect dialect);
void write_track(spi::JsonWriter& out, const Track& track, Dialect dialect);
void write_person(spi::JsonWriter& out, const Person& person, Dialect dialect);

/// The text with a space after each comma between members.
[[nodiscard]] std::string with_spaces(std::string_view json);

[[nodiscard]] HttpResponse json_answer(std::string body);
[[nodiscard]] HttpResponse text_answer(int status, std::string body);
/// Twirp's error, with the status that goes with its code.
[[nodiscard]] HttpResponse twirp_error(std::string_view code, std::string_view message,
                                       const std::vector<std::pair<std::string, std::string>>& meta = {});

}  // namespace vplatform::platforms::livekit::emulation
