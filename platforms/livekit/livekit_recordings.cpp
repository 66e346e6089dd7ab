// Recordings, through Egress. LiveKit would start a second recording for the same question asked twice, so
// what runs under the instance key is looked for before a start, after a lost answer, and after the fact.

#include "livekit_recordings.hpp"

#include <algorithm>
#include <utility>

#include "vplatform/spi/json.hpp"

namespace vplatform::platforms::livekit {

namespace {

const ApiGrant may_record{.room_record = true};

// What is to be started, and what is there already.
struct Start {
  MeetingRef meeting{};
  RecordingSpec spec{};
  std::vector<std::string> tracks{};  // that are still to be started; of per_track alone
};

Egresses with_key(const Egresses& all, const std::string& key) {
  Egresses found;
  std::copy_if(all.begin(), all.end(), std::back_inserter(found),
               [&](const auto& one) { return one.instance_key == key && !one.is_stream; });
  return found;
}

Result<Recording> recording_from(const Egresses& egresses, const MeetingRef& meeting) {
  const auto list = wire::recordings_of(egresses, meeting);
  if (list.empty()) return fail(ErrorCode::not_found, "livekit has no such recording");
  return list.front();
}

// Whether it may have started though the answer is no good.
bool may_have_started(const HttpRequest& request, const Reply& reply) {
  return effect_of(request, reply) == Effect::unknown;
}

Step<Recording> start_tracks(const LiveKitPlatform& platform, const Start& start);

HttpRequest stop_request(const LiveKitPlatform& platform, std::string_view operation, const std::string& id) {
  spi::JsonWriter body;
  body.begin_object().member("egressId", id).end_object();
  auto request = platform.service(operation, "Egress", "StopEgress", std::move(body).text(), may_record);
  request.repeat = Repeat::idempotent;
  return request;
}

// Done, ended before, or gone: all the same.
Result<void> stopped(const HttpResponse& answer) {
  if (wire::says_not_found(answer)) return {};
  const auto body = wire::read_egress_answer(answer, "livekit refused to stop a recording");
  if (body || (answer.status == 412 && body.error().provider_code == "failed_precondition")) return {};
  return Failure{body.error()};
}

template <class T>
Step<T> stop_next(const LiveKitPlatform& platform, std::string operation, std::vector<std::string> ids,
                  std::function<Step<T>()> then) {
  if (ids.empty()) return then();
  auto request = stop_request(platform, operation, ids.back());
  ids.pop_back();
  return then_answer<T>(std::move(request),
                        [&platform, operation = std::move(operation), ids = std::move(ids),
                         then = std::move(then)](const HttpResponse& answer) -> Step<T> {
                          if (const auto done = stopped(answer); !done) return Failure{done.error()};
                          return stop_next<T>(platform, operation, ids, then);
                        });
}

// Two that started at once see each other here, and agree on which stays: the least id.
Step<Recording> settle(const LiveKitPlatform& platform, const Start& start, const Egresses& all) {
  auto found = with_key(all, start.spec.instance_key);
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  std::vector<std::string> surplus;
  Egresses kept;
  for (auto& one : found) {
    const bool again = one.runs() && std::any_of(kept.begin(), kept.end(), [&](const auto& other) {
                         return other.runs() && other.track == one.track;
                       });
    if (again) {
      surplus.push_back(one.id);
    } else {
      kept.push_back(std::move(one));
    }
  }
  return stop_next<Recording>(
      platform, "start_recording", std::move(surplus),
      [kept, meeting = start.meeting]() -> Step<Recording> { return recording_from(kept, meeting); });
}

// After a start: what is there now counts. `started` is what the answer said, for servers that list late.
Step<Recording> check_started(const LiveKitPlatform& platform, const Start& start, const Egresses& started) {
  return look<Recording>(platform, {.operation = "start_recording", .room = start.meeting.id},
                         [&platform, start, started](const Result<Egresses>& seen) -> Step<Recording> {
                           if (!seen) return Failure{seen.error()};
                           auto all = *seen;
                           for (const auto& one : started) {
                             const bool listed = std::any_of(all.begin(), all.end(), [&](const auto& other) {
                               return other.id == one.id;
                             });
                             if (!listed) all.push_back(one);
                           }
                           return settle(platform, start, all);
                         });
}

// The answer was lost, or says nothing certain: if it is there, it has started.
Step<Recording> after_doubt(const LiveKitPlatform& platform, const Start& start, const Failure& why) {
  return look<Recording>(platform, {.operation = "start_recording", .room = start.meeting.id},
                         [&platform, start, why](const Result<Egresses>& seen) -> Step<Recording> {
                           const auto found = seen ? with_key(*seen, start.spec.instance_key) : Egresses{};
                           const auto wanted = start.tracks.empty() ? std::string{} : start.tracks.back();
                           const bool there = std::any_of(found.begin(), found.end(), [&](const auto& one) {
                             return one.track == wanted;
                           });
                           if (!there) return why;
                           if (start.tracks.empty()) return settle(platform, start, *seen);
                           auto rest = start;
                           rest.tracks.pop_back();
                           return start_tracks(platform, rest);
                         });
}

Result<wire::Egress> started_egress(const Reply& reply, const Start& start) {
  if (!reply.answer) return Failure{reply.answer.error()};
  const auto body = wire::read_egress_answer(*reply.answer, "livekit refused to start a recording");
  if (!body) return Failure{body.error()};
  auto egress = wire::read_egress(*body);
  if (egress.id.empty() || egress.room != start.meeting.id)
    return fail(ErrorCode::bad_response, "livekit's answer is not the recording that was asked for");
  if (egress.instance_key.empty()) egress.instance_key = start.spec.instance_key;
  return egress;
}

HttpRequest start_request(const LiveKitPlatform& platform, std::string_view method, std::string body,
                          const RecordingTarget& target) {
  auto request = platform.service("start_recording", "Egress", method, std::move(body), may_record);
  request.secrets = wire::secrets_of(target);
  return request;
}

Step<Recording> start_composite(const LiveKitPlatform& platform, const Start& start) {
  auto request = start_request(platform, "StartRoomCompositeEgress",
                               wire::room_composite(start.meeting.id, start.spec), start.spec.target);
  auto then = [&platform, start, request](const Reply& reply) -> Step<Recording> {
    const auto started = started_egress(reply, start);
    if (started) return check_started(platform, start, {*started});
    if (may_have_started(request, reply)) return after_doubt(platform, start, Failure{started.error()});
    return Failure{started.error()};
  };
  return exchange<Recording>(std::move(request), std::move(then));
}

// One egress for every track, one after the other.
Step<Recording> start_tracks(const LiveKitPlatform& platform, const Start& start) {
  if (start.tracks.empty()) return check_started(platform, start, {});
  auto request =
      start_request(platform, "StartTrackEgress",
                    wire::track_egress(start.meeting.id, start.tracks.back(), start.spec), start.spec.target);
  auto then = [&platform, start, request](const Reply& reply) -> Step<Recording> {
    const auto started = started_egress(reply, start);
    if (!started && may_have_started(request, reply))
      return after_doubt(platform, start, Failure{started.error()});
    if (!started) return Failure{started.error()};
    auto rest = start;
    rest.tracks.pop_back();
    return start_tracks(platform, rest);
  };
  return exchange<Recording>(std::move(request), std::move(then));
}

// The tracks that people publish now, without those that are recorded under this key already.
Step<Recording> start_published(const LiveKitPlatform& platform, Start start, Egresses running) {
  spi::JsonWriter body;
  body.begin_object().member("room", start.meeting.id).end_object();
  auto request = platform.room_service("start_recording", "ListParticipants", std::move(body).text(),
                                       {.admin_room = start.meeting.id});
  request.repeat = Repeat::read;
  return then_answer<Recording>(
      std::move(request),
      [&platform, start = std::move(start),
       running = std::move(running)](const HttpResponse& answer) -> Step<Recording> {
        const auto people = wire::read_people(answer, "livekit refused to list the tracks to record");
        if (!people) return Failure{people.error()};
        auto wanted = start;
        for (const auto& track : people->tracks) {
          const bool runs = std::any_of(running.begin(), running.end(),
                                        [&](const auto& one) { return one.track == track; });
          if (!runs) wanted.tracks.push_back(track);
        }
        if (wanted.tracks.empty() && running.empty())
          return fail(ErrorCode::failed_precondition,
                      "nobody publishes a track yet; livekit records the tracks that are there");
        return start_tracks(platform, wanted);
      });
}

bool is_meant(const wire::Egress& egress, const RecordingRef& ref) {
  if (egress.room != ref.meeting.id || egress.is_stream) return false;
  if (!ref.instance_key.empty()) return egress.instance_key == ref.instance_key;
  return ref.id == egress.id;
}

Egresses meant_by(const Egresses& all, const RecordingRef& ref) {
  Egresses found;
  std::copy_if(all.begin(), all.end(), std::back_inserter(found),
               [&](const auto& one) { return is_meant(one, ref); });
  return found;
}

// By our key in its room, where several egresses may be one recording; by LiveKit's id where we have no key.
EgressQuery query_for(std::string operation, const RecordingRef& ref) {
  if (!ref.instance_key.empty()) return {.operation = std::move(operation), .room = ref.meeting.id};
  return {.operation = std::move(operation), .id = ref.id.value_or("")};
}

std::optional<Failure> refuse_unnamed(const RecordingRef& ref) {
  if (!ref.instance_key.empty() || !ref.id.value_or("").empty()) return std::nullopt;
  return fail(ErrorCode::invalid_argument, "a recording is named by its instance_key or its id");
}

}  // namespace

HttpRequest list_request(const LiveKitPlatform& platform, const EgressQuery& query,
                         const std::string& page_token) {
  spi::JsonWriter body;
  body.begin_object();
  if (!query.room.empty()) body.member("roomName", query.room);
  if (!query.id.empty()) body.member("egressId", query.id);
  if (!page_token.empty()) body.key("pageToken").begin_object().member("token", page_token).end_object();
  auto request = platform.service(query.operation, "Egress", "ListEgress",
                                  std::move(body.end_object()).text(), may_record);
  request.repeat = Repeat::read;
  return request;
}

Step<Recording> LiveKitPlatform::start_recording(const MeetingRef& ref, const RecordingSpec& spec) const {
  if (const auto good = wire::check_recording(spec); !good) return Failure{good.error()};
  Start start{.meeting = ref, .spec = spec};
  return look<Recording>(*this, {.operation = "start_recording", .room = ref.id},
                         [this, start](const Result<Egresses>& seen) -> Step<Recording> {
                           if (!seen) return Failure{seen.error()};
                           auto there = with_key(*seen, start.spec.instance_key);
                           if (start.spec.kind == RecordingKind::per_track)
                             return start_published(*this, start, std::move(there));
                           if (!there.empty()) return settle(*this, start, there);
                           return start_composite(*this, start);
                         });
}

Step<void> LiveKitPlatform::stop_recording(const RecordingRef& ref) const {
  if (auto refused = refuse_unnamed(ref)) return *std::move(refused);
  return look<void>(*this, query_for("stop_recording", ref),
                    [this, ref](const Result<Egresses>& seen) -> Step<void> {
                      if (!seen) return Failure{seen.error()};
                      std::vector<std::string> ids;
                      for (const auto& one : meant_by(*seen, ref)) {
                        if (one.runs()) ids.push_back(one.id);
                      }
                      return stop_next<void>(*this, "stop_recording", std::move(ids),
                                             []() -> Step<void> { return Result<void>{}; });
                    });
}

Step<Recording> LiveKitPlatform::find_recording(const RecordingRef& ref) const {
  if (auto refused = refuse_unnamed(ref)) return *std::move(refused);
  return look<Recording>(*this, query_for("find_recording", ref),
                         [ref](const Result<Egresses>& seen) -> Step<Recording> {
                           if (!seen) return Failure{seen.error()};
                           return recording_from(meant_by(*seen, ref), ref.meeting);
                         });
}

Step<Page<Recording>> LiveKitPlatform::list_recordings(const MeetingRef& ref, const PageToken& from) const {
  if (!from.empty()) return fail(ErrorCode::invalid_argument, "livekit lists recordings in one page");
  return look<Page<Recording>>(*this, {.operation = "list_recordings", .room = ref.id},
                               [ref](const Result<Egresses>& seen) -> Step<Page<Recording>> {
                                 if (!seen) return Failure{seen.error()};
                                 return Page<Recording>{.items = wire::recordings_of(*seen, ref)};
                               });
}

}  // namespace vplatform::platforms::livekit
