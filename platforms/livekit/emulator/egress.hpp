#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/messages.hpp"
#include "emulator/room_service.hpp"
#include "emulator/rooms.hpp"
#include "vplatform/platforms/livekit_emulator.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::livekit::emulation {

/// One run of the recorder.
struct Job {
  std::string id{};
  std::string room{};
  std::string room_sid{};
  std::string kind{};   // which request it is, in lowerCamel: `roomComposite`
  spi::Json request{};  // as it came
  std::string status{"EGRESS_STARTING"};
  TimePoint asked_at{};
  std::optional<TimePoint> started_at{};
  std::optional<TimePoint> stopping_at{};
  std::optional<TimePoint> ended_at{};
  TimePoint updated_at{};
  std::string error{};
  int error_code = 0;
  std::string details{};

  [[nodiscard]] bool is_over() const { return ended_at.has_value(); }
};

void write_job(spi::JsonWriter& out, const Job& job, Dialect dialect);

/// A request as it comes back: in the dialect's own spelling, with its secrets hidden, and in answers with
/// every default. `kind` is the member that holds it.
[[nodiscard]] std::string request_text(const spi::Json& request, std::string_view kind, Dialect dialect);

/// The Egress service and its worker, in whose books nothing happens before its time. Confined to one thread.
class Recorder {
 public:
  Recorder(Rooms& rooms, EmulatorOptions::Egress deployment) : rooms_(rooms), deployment_(deployment) {}

  void tick(TimePoint now);

  /// Answers a path below `/twirp/livekit.Egress/`.
  [[nodiscard]] HttpResponse call(const Call& call);

  /// What CreateRoom has asked for is started with the room, or with the track.
  void room_made(const Room& room, TimePoint now);
  void track_published(const Room& room, const Person& person, const Track& track, bool first, TimePoint now);

  /// One that somebody else has asked for; null without a worker.
  const Job* start_other(const Room& room, const std::string& path, TimePoint now);

  /// The newest that has not ended; of a room, or by its id.
  [[nodiscard]] Job* running(std::string_view room_or_id);
  void end(Job& job, std::string_view details, TimePoint now);  // as if it had been stopped
  void fail(Job& job, std::string_view error, int code, TimePoint now);

 private:
  [[nodiscard]] HttpResponse start(const Call& call, const char* kind, const spi::Json& json);
  [[nodiscard]] HttpResponse list(const spi::Json& json, TimePoint now);
  [[nodiscard]] HttpResponse stop(const spi::Json& json, TimePoint now);
  [[nodiscard]] HttpResponse update(const spi::Json& json, TimePoint now);
  Job& add(const Room* room, const char* kind, const spi::Json& request, TimePoint now);
  void automatic(const Room& room, const char* kind, const std::string& request, TimePoint now);
  void advance(Job& job, TimePoint now);
  void activate(Job& job, TimePoint at);
  void finish(Job& job, std::string_view status, TimePoint at);
  void tell(std::string_view type, const Job& job, TimePoint at);

  Rooms& rooms_;
  EmulatorOptions::Egress deployment_;
  std::vector<Job> failing_;  // that nobody has taken, told once the server has given up
  std::vector<Job> jobs_;     // in the order in which they were asked for
};

}  // namespace vplatform::platforms::livekit::emulation
