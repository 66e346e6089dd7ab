// Recordings, from start to link.

#include <algorithm>
#include <set>

#include "testing/conformance/context.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::testing::conformance {
namespace {

using namespace std::chrono_literals;

// Longer than any service works on a recording.
constexpr auto processing = 10min;

std::vector<Recording> whole_list(Context& context, const Meeting& meeting) {
  std::vector<Recording> all;
  PageToken at;
  for (int page = 0; page < 100; ++page) {
    const auto list = must(context.client().list_recordings(meeting.ref, at), "list_recordings");
    all.insert(all.end(), list.items.begin(), list.items.end());
    if (list.next.empty()) return all;
    at = list.next;
  }
  throw Broken("the list does not end");
}

// A service may tell a recording's id only in its webhooks; then the list is the way to it.
Recording look_up(Context& context, const RecordingRef& ref) {
  const auto found = context.client().find_recording(ref);
  if (found) return *found;
  expect(!ref.id && found.error().code == ErrorCode::failed_precondition &&
             context.can(Capability::list_recordings),
         "find_recording failed: " + describe(found.error()));
  PageToken at;
  const auto list = must(context.client().list_recordings(ref.meeting, at), "list_recordings");
  expect(!list.items.empty(), "the recording is neither found nor listed");
  return list.items.front();
}

bool is_ours(const RecordingRef& ref, const Context& context) {
  return ref.instance_key.empty() || ref.instance_key == context.recording().instance_key;
}

// A recording that is over and stored.
Recording stored(Context& context, const Meeting& meeting) {
  if (context.can(Capability::record_on_demand)) {
    const auto started =
        must(context.client().start_recording(meeting.ref, context.recording()), "start_recording");
    context.advance(1min);
    must(context.client().stop_recording(started.ref), "stop_recording");
    context.advance(processing);
    return look_up(context, started.ref);
  }
  context.play("finish_recording", object({{"room", meeting.ref.room}}));
  context.advance(processing);
  const auto list = whole_list(context, meeting);
  expect(!list.empty(), "a recording that was finished is not in the list");
  return list.front();
}

MeetingSpec recorded(const Context& context) {
  auto spec = Context::spec();
  if (!context.can(Capability::record_on_demand)) spec.recording = context.recording();
  return spec;
}

void starts_and_stops(Context& context) {
  const auto meeting = context.make_with_people();
  const auto started =
      must(context.client().start_recording(meeting.ref, context.recording()), "start_recording");
  expect(started.ref.instance_key == context.recording().instance_key, "the recording does not bear our key");
  expect(started.ref.meeting == meeting.ref, "the recording is of another meeting");
  context.advance(1min);
  if (const auto running = context.client().find_recording(started.ref)) {
    expect(running->state == RecordingState::active || running->state == RecordingState::starting,
           "it runs, and is told as " + std::string(to_string(running->state)));
  } else {
    expect(!started.ref.id && running.error().code == ErrorCode::failed_precondition,
           "finding it while it runs failed: " + describe(running.error()));
  }
  must(context.client().stop_recording(started.ref), "stop_recording");
  context.advance(processing);
  const auto over = look_up(context, started.ref);
  expect(over.state == RecordingState::ready,
         "it is over, and is told as " + std::string(to_string(over.state)));
  expect(is_ours(over.ref, context), "when it is over it does not bear our key");
}

void started_twice_is_one(Context& context) {
  const auto meeting = context.make_with_people();
  const auto first =
      must(context.client().start_recording(meeting.ref, context.recording()), "start_recording");
  const auto second =
      must(context.client().start_recording(meeting.ref, context.recording()), "starting it again");
  expect(first.ref.instance_key == second.ref.instance_key, "started again it is another");
  context.advance(1min);
  must(context.client().stop_recording(first.ref), "stop_recording");
  context.advance(processing);
  if (!context.can(Capability::list_recordings)) return;
  expect(whole_list(context, meeting).size() == 1, "one key has more than one recording");
}

void a_lost_start_is_one(Context& context) {
  const auto meeting = context.make_with_people();
  context.rig([done = false](const HttpRequest& request, int,
                             const Wire::Forward& forward) mutable -> Result<HttpResponse> {
    auto answer = forward();
    if (done || !writes(request)) return answer;
    done = true;
    return lost();
  });
  auto started = context.client().start_recording(meeting.ref, context.recording());
  if (!started) {
    expect(started.error().effect == Effect::unknown, "it may run, and the effect is told as none");
    context.advance(1min);
    started = context.client().start_recording(meeting.ref, context.recording());
  }
  const auto one = must(std::move(started), "starting it again");
  context.advance(1min);
  must(context.client().stop_recording(one.ref), "stop_recording");
  context.advance(processing);
  if (context.can(Capability::list_recordings))
    expect(whole_list(context, meeting).size() == 1, "one key has more than one recording");
}

void stopped_twice_is_fine(Context& context) {
  const auto meeting = context.make_with_people();
  const auto started =
      must(context.client().start_recording(meeting.ref, context.recording()), "start_recording");
  context.advance(1min);
  must(context.client().stop_recording(started.ref), "stop_recording");
  must(context.client().stop_recording(started.ref), "stopping it again");
}

void a_failed_start_is_an_error(Context& context) {
  const auto meeting = context.make_with_people();
  for (const int status : {401, 403, 500}) {
    context.rig(always({.status = status, .body = "{}"}));
    (void)must_fail(context.client().start_recording(meeting.ref, context.recording()),
                    "a start answered with " + std::to_string(status));
  }
}

void list_holds_it(Context& context) {
  const auto meeting = context.make_with_people(recorded(context));
  const auto other = context.make_with_people(recorded(context));
  const auto one = stored(context, meeting);
  const auto list = whole_list(context, meeting);
  expect(list.size() == 1 && list.front().ref.id == one.ref.id, "the list does not hold the recording");
  expect(whole_list(context, other).empty(), "the list of another meeting holds it");
  const auto found =
      must(context.client().find_recording(list.front().ref), "finding it by the reference of the list");
  expect(found.state == RecordingState::ready,
         "it is stored, and is told as " + std::string(to_string(found.state)));
}

void records_by_itself(Context& context) {
  auto spec = Context::spec();
  spec.recording = context.recording();
  const auto meeting = context.make_with_people(spec);
  context.advance(1min);
  context.play("finish_recording", object({{"room", meeting.ref.room}}));
  context.advance(processing);
  expect(!whole_list(context, meeting).empty(), "a meeting that should be recorded was not");
}

void link_leads_there(Context& context) {
  const auto meeting = context.make_with_people(recorded(context));
  const auto one = stored(context, meeting);
  const auto link = must(context.client().recording_link(one.ref, 15min), "recording_link");
  const auto url = spi::parse_url(link.url.reveal());
  expect(url && url->scheme == "https", "the link is no https address");
  expect(link.expires_at > context.now() && link.expires_at <= context.now() + 16min,
         "the link does not live as long as it was asked to");
}

void no_link_before_it_is_ready(Context& context) {
  const auto meeting = context.make_with_people();
  const auto started =
      must(context.client().start_recording(meeting.ref, context.recording()), "start_recording");
  (void)must_fail(context.client().recording_link(started.ref, 15min), "a link to a recording that runs",
                  {ErrorCode::failed_precondition, ErrorCode::not_found});
}

void deleted_is_gone(Context& context) {
  const auto meeting = context.make_with_people(recorded(context));
  const auto one = stored(context, meeting);
  must(context.client().delete_recording(one.ref), "delete_recording");
  must(context.client().delete_recording(one.ref), "deleting it again");
  expect(whole_list(context, meeting).empty(), "what was deleted is still in the list");
}

void a_failed_list_is_an_error(Context& context) {
  const auto meeting = context.make();
  for (const auto& [status, body] :
       std::vector<std::pair<int, std::string>>{{500, "{}"}, {200, "<html>"}, {200, ""}, {403, "{}"}}) {
    context.rig(always({.status = status, .body = body}));
    (void)must_fail(context.client().list_recordings(meeting.ref),
                    "a list answered with " + std::to_string(status) + " '" + body + "'");
  }
}

}  // namespace

void add_recordings(std::vector<Entry>& all) {
  using enum Capability;
  constexpr std::string_view area = "recordings";
  all.push_back({{area,
                  "starts_and_stops",
                  "a recording runs, is over, and bears our key",
                  {record_on_demand},
                  {record_on_demand}},
                 starts_and_stops});
  all.push_back(
      {{area, "started_twice_is_one", "one key is one recording", {record_on_demand}}, started_twice_is_one});
  all.push_back({{area,
                  "a_lost_start_is_one",
                  "one key is one recording when the answer to the start was lost",
                  {record_on_demand}},
                 a_lost_start_is_one});
  all.push_back(
      {{area, "stopped_twice_is_fine", "stopping what does not run is a success", {record_on_demand}},
       stopped_twice_is_fine});
  all.push_back(
      {{area, "a_failed_start_is_an_error", "a start that was refused is an error", {record_on_demand}},
       a_failed_start_is_an_error});
  all.push_back({{area,
                  "list_holds_it",
                  "a meeting's recordings are listed, and no other's",
                  {list_recordings},
                  {list_recordings}},
                 list_holds_it});
  all.push_back(
      {{area, "a_failed_list_is_an_error", "a list that fails is an error, not empty", {list_recordings}},
       a_failed_list_is_an_error});
  all.push_back({{area,
                  "records_by_itself",
                  "a meeting that should be recorded is",
                  {record_automatically, list_recordings},
                  {record_automatically}},
                 records_by_itself});
  all.push_back({{area,
                  "link_leads_there",
                  "a link is https and lives as long as it should",
                  {recording_links, list_recordings},
                  {recording_links}},
                 link_leads_there});
  all.push_back({{area,
                  "no_link_before_it_is_ready",
                  "a recording that runs has no link",
                  {record_on_demand, recording_links}},
                 no_link_before_it_is_ready});
  all.push_back({{area,
                  "deleted_is_gone",
                  "what was deleted is gone, also twice",
                  {delete_recordings, list_recordings},
                  {delete_recordings}},
                 deleted_is_gone});
}

}  // namespace vplatform::testing::conformance
