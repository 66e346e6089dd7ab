// Recordings, which LiveKit calls egress. One instance key is one recording: it is looked for before a start,
// and after a start whose answer was lost, and a start is never sent twice.

#include <algorithm>
#include <utility>

#include "livekit_egress.hpp"
#include "livekit_wire.hpp"
#include "vplatform/platforms/livekit.hpp"

namespace vplatform::platforms::livekit {

namespace {

constexpr std::string_view cannot_list =
    "livekit refused to list recordings, which need redis and an egress worker beside the server";

std::string of_room(std::string_view room, bool active, std::string_view page = {}) {
  spi::JsonWriter body;
  body.begin_object().member("roomName", room);
  if (active) body.member("active", true);
  if (!page.empty()) body.key("pageToken").begin_object().member("token", page).end_object();
  body.end_object();
  return std::move(body).text();
}

std::string of_id(std::string_view id) {
  spi::JsonWriter body;
  body.begin_object().member("egressId", id).end_object();
  return std::move(body).text();
}

Result<Page<Recording>> read_list(const HttpResponse& answer, const MeetingRef& meeting) {
  const auto body = wire::read_answer(answer, cannot_list);
  if (!body) return Failure{body.error()};
  const auto items = wire::field(*body, "items");
  if (!items.is_array()) return fail(ErrorCode::bad_response, "livekit's answer lists no recordings");
  Page<Recording> page;
  for (const auto& item : items.items()) {
    auto recording = egress::read(item, meeting);
    if (!recording) return Failure{recording.error()};
    page.items.push_back(*std::move(recording));
  }
  page.next.value = wire::text_of(wire::field(*body, "nextPageToken"), "token");
  return page;
}

const Recording* with_key(const Page<Recording>& page, std::string_view key) {
  const auto found = std::find_if(page.items.begin(), page.items.end(), [&](const auto& one) {
    return !key.empty() && one.ref.instance_key == key;
  });
  return found == page.items.end() ? nullptr : &*found;
}

Failure not_there() {
  return fail(ErrorCode::not_found, "livekit has no such recording");
}

}  // namespace

HttpRequest LiveKitPlatform::list_egress(std::string_view operation, std::string body) const {
  auto request = twirp(operation, "Egress", "ListEgress", std::move(body), {.room_record = true});
  request.repeat = Repeat::read;
  return request;
}

Step<Recording> LiveKitPlatform::start_recording(const MeetingRef& ref, const RecordingSpec& spec) const {
  if (const auto body = egress::start(ref.id, spec); !body) return Failure{body.error()};
  return then_answer<Recording>(list_egress("start_recording", of_room(ref.id, false)),
                                [this, ref, spec](const HttpResponse& answer) -> Step<Recording> {
                                  const auto page = read_list(answer, ref);
                                  if (!page) return Failure{page.error()};
                                  if (const auto* ours = with_key(*page, spec.instance_key)) return *ours;
                                  return start_egress(ref, spec);
                                });
}

Step<Recording> LiveKitPlatform::start_egress(const MeetingRef& ref, const RecordingSpec& spec) const {
  auto body = egress::start(ref.id, spec);
  if (!body) return Failure{body.error()};
  auto request =
      twirp("start_recording", "Egress", "StartRoomCompositeEgress", *std::move(body), {.room_record = true});
  egress::keep_secret(request, spec);
  return exchange<Recording>(std::move(request), [this, ref, spec](const Reply& reply) -> Step<Recording> {
    if (!reply.answer) return adopt_egress(ref, spec, Failure{reply.answer.error()});
    const auto json = wire::read_answer(*reply.answer, "livekit refused to start a recording");
    if (json) return egress::read(*json, ref);
    // "No response from servers" says nothing of a worker that has taken it all the same.
    if (reply.answer->status >= 500) return adopt_egress(ref, spec, Failure{json.error()});
    return Failure{json.error()};
  });
}

Step<Recording> LiveKitPlatform::adopt_egress(const MeetingRef& ref, const RecordingSpec& spec,
                                              Failure failure) const {
  return exchange<Recording>(
      list_egress("start_recording", of_room(ref.id, false)),
      [ref, key = spec.instance_key, failure = std::move(failure)](const Reply& reply) -> Step<Recording> {
        if (!reply.answer) return failure;
        const auto page = read_list(*reply.answer, ref);
        const auto* ours = page ? with_key(*page, key) : nullptr;
        return ours == nullptr ? Step<Recording>(failure) : Step<Recording>(*ours);
      });
}

Step<void> LiveKitPlatform::stop_recording(const RecordingRef& ref) const {
  if (ref.id) return stop_egress(*ref.id);
  return then_answer<void>(list_egress("stop_recording", of_room(ref.meeting.id, true)),
                           [this, ref](const HttpResponse& answer) -> Step<void> {
                             const auto page = read_list(answer, ref.meeting);
                             if (!page) return Failure{page.error()};
                             const auto* ours = with_key(*page, ref.instance_key);
                             return ours == nullptr ? Step<void>(Result<void>{}) : stop_egress(*ours->ref.id);
                           });
}

Step<void> LiveKitPlatform::stop_egress(const std::string& id) const {
  auto request = twirp("stop_recording", "Egress", "StopEgress", of_id(id), {.room_record = true});
  request.repeat = Repeat::idempotent;
  return then_answer<void>(std::move(request), [](const HttpResponse& answer) -> Step<void> {
    const auto body = wire::read_answer(answer, "livekit refused to stop a recording");
    // One that has ended cannot be stopped, and one that is forgotten has ended.
    const bool over =
        !body && (wire::says_not_found(answer) || body.error().provider_code == "failed_precondition");
    return body || over ? Step<void>(Result<void>{}) : Step<void>(Failure{body.error()});
  });
}

Step<Recording> LiveKitPlatform::find_recording(const RecordingRef& ref) const {
  auto request = list_egress("find_recording", ref.id ? of_id(*ref.id) : of_room(ref.meeting.id, false));
  return then_answer<Recording>(std::move(request), [ref](const HttpResponse& answer) -> Step<Recording> {
    if (wire::says_not_found(answer)) return not_there();
    const auto page = read_list(answer, ref.meeting);
    if (!page) return Failure{page.error()};
    if (!ref.id) {
      const auto* ours = with_key(*page, ref.instance_key);
      return ours == nullptr ? Step<Recording>(not_there()) : Step<Recording>(*ours);
    }
    const auto found = std::find_if(page->items.begin(), page->items.end(),
                                    [&](const auto& one) { return one.ref.id == ref.id; });
    return found == page->items.end() ? Step<Recording>(not_there()) : Step<Recording>(*found);
  });
}

Step<Page<Recording>> LiveKitPlatform::list_recordings(const MeetingRef& ref, const PageToken& from) const {
  return then_answer<Page<Recording>>(
      list_egress("list_recordings", of_room(ref.id, false, from.value)),
      [ref](const HttpResponse& answer) -> Step<Page<Recording>> { return read_list(answer, ref); });
}

}  // namespace vplatform::platforms::livekit
