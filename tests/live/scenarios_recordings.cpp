// Recordings on a server that can be asked for them and has nobody who does them.

#include "live.hpp"
#include "live_people.hpp"

namespace vplatform::live {

namespace {

const RecordingSpec to_file{.target = FileTarget{"out"}, .instance_key = "key-1"};

std::string why(const Error& error) {
  return describe(error) + " " + error.provider_message;
}

void check_listing(Stage& stage, const MeetingRef& room) {
  auto& report = stage.report;
  const auto list = stage.client.list_recordings(room);
  report.check("27", "a room without recordings has an empty list", list && list->items.empty(),
               list ? "" : why(list.error()));
  const RecordingRef unknown{.meeting = room, .id = "EG_unknown"};
  const auto found = stage.client.find_recording(unknown);
  report.check("27", "an unknown recording is not_found",
               !found && found.error().code == ErrorCode::not_found);
  report.check("27", "stopping it is success", stage.client.stop_recording(unknown).has_value());
  const auto raw = stage.client.run(
      stage.platform->egress(platforms::livekit::EgressCall::stop, {R"({"egressId":"EG_unknown"})"}));
  report.check("27", "and StopEgress itself says 404",
               !raw && raw.error().http_status == 404 && raw.error().provider_code == "not_found",
               raw ? "" : why(raw.error()));
}

void check_automatic_tracks(Stage& stage, People& people) {
  auto& report = stage.report;
  MeetingSpec spec{.key = fresh_key("tracks"), .recording = to_file};
  spec.recording->kind = RecordingKind::per_track;
  const auto made = stage.client.create_meeting(spec);
  if (!report.check("25", "a room that records its tracks is made", made.has_value())) return;
  const auto grant = stage.client.join(made->ref, {.name = "Alice", .user_id = "alice"});
  const bool in = grant && people.join("alice", grant->token.reveal())["ok"].boolean() == true &&
                  people.publish("alice")["ok"].boolean() == true;
  report.check("25", "somebody publishes", in);
  const auto came = stage.receiver.wait_for(made->ref.id, "egress_ended", 1, 40s);
  if (!report.check("25", "egress_ended tells that it could not start", !came.empty())) return;
  const auto verdict = stage.client.read_webhook(came.front().request);
  report.check("25", "our reader: failed, with our key, without an id",
               verdict.event && (*verdict.event)->kind == EventKind::recording_failed &&
                   (*verdict.event)->recording && !(*verdict.event)->recording->id &&
                   (*verdict.event)->recording->instance_key == "key-1" &&
                   (*verdict.event)->meeting == made->ref,
               came.front().request.body);
}

void check_no_worker(Stage& stage, const MeetingRef& room) {
  auto& report = stage.report;
  const auto started = stage.client.start_recording(room, to_file, {.budget = 60s});
  report.check("24", "a recording that nobody can do is unavailable, or takes too long",
               !started && (started.error().code == ErrorCode::unavailable ||
                            started.error().code == ErrorCode::deadline_exceeded),
               started ? "" : why(started.error()));
  const auto made =
      stage.client.create_meeting({.key = fresh_key("auto"), .recording = to_file}, {.budget = 40s});
  report.check("26", "a room whose automatic recording did not start is an error, and no success",
               !made && made.error().code == ErrorCode::unavailable, made ? "" : why(made.error()));
}

}  // namespace

void run_recording_scenarios(Stage& stage) {
  const auto made = stage.client.create_meeting({.key = fresh_key("recordings")});
  if (!stage.report.check("27", "a room for recordings", made.has_value())) return;
  check_listing(stage, made->ref);
  People people(stage);
  check_automatic_tracks(stage, people);
  check_no_worker(stage, made->ref);
}

}  // namespace vplatform::live
