#include "emulator/egress.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace vplatform::platforms::livekit::emulation {

namespace {

using std::chrono::seconds;

constexpr seconds time_to_start{2};
constexpr seconds time_to_finish{1};
constexpr seconds time_to_give_up{22};
constexpr std::chrono::hours kept{24};

using Deployment = EmulatorOptions::Egress;

spi::Json member(const spi::Json& json, std::string_view camel, std::string_view snake) {
  auto value = json[camel];
  return value.is_present() ? value : json[snake];
}

HttpResponse no_redis() {
  return twirp_error("internal", "twirp error unknown: egress not connected (redis required)");
}
HttpResponse no_worker() {
  return twirp_error("unavailable", "twirp error unknown: no response from servers");
}
HttpResponse no_egress() {
  return twirp_error("not_found", "twirp error unknown: egress does not exist");
}
HttpResponse missing(const std::string& what) {
  return twirp_error("invalid_argument",
                     "twirp error unknown: request has missing or invalid field: " + what);
}

HttpResponse info(const Job& job) {
  spi::JsonWriter out;
  write_job(out, job, Dialect::answer);
  return json_answer(std::move(out).text());
}

// Which request a method takes; empty where it starts nothing.
const char* kind_of(std::string_view method) {
  if (method == "StartRoomCompositeEgress") return "roomComposite";
  if (method == "StartWebEgress") return "web";
  if (method == "StartParticipantEgress") return "participant";
  if (method == "StartTrackCompositeEgress") return "trackComposite";
  if (method == "StartTrackEgress") return "track";
  if (method == "StartEgress") return "egress";
  return nullptr;
}

bool has_output(const spi::Json& json) {
  const auto some = [&](std::string_view camel, std::string_view snake) {
    return member(json, camel, snake).size() > 0;
  };
  return some("fileOutputs", "file_outputs") || some("streamOutputs", "stream_outputs") ||
         some("segmentOutputs", "segment_outputs") || some("imageOutputs", "image_outputs") ||
         some("file", "file") || some("outputs", "outputs") ||
         !member(json, "websocketUrl", "websocket_url").text_or("").empty();
}

bool publishes(const Room& room, std::string_view track) {
  return std::any_of(room.people.begin(), room.people.end(), [&](const auto& one) {
    const auto& tracks = one.second.tracks;
    return std::any_of(tracks.begin(), tracks.end(), [&](const auto& it) { return it.sid == track; });
  });
}

}  // namespace

void Recorder::tell(std::string_view type, const Job& job, TimePoint at) {
  rooms_.tell_with(type, at, [&](spi::JsonWriter& out) {
    // The room stands in egressInfo alone.
    out.key("egressInfo");
    write_job(out, job, Dialect::webhook);
  });
}

Job& Recorder::add(const Room* room, const char* kind, const spi::Json& request, TimePoint now) {
  Job job{.id = rooms_.new_id("EG_"), .kind = kind, .request = request, .asked_at = now, .updated_at = now};
  if (room != nullptr) {
    job.room = room->name;
    job.room_sid = room->sid;
  }
  jobs_.push_back(std::move(job));
  tell("egress_started", jobs_.back(), now);
  return jobs_.back();
}

void Recorder::activate(Job& job, TimePoint at) {
  const auto* room = rooms_.find(job.room);
  const auto track = member(job.request, "trackId", "track_id").text_or("");
  if (job.kind == "track" && room != nullptr && !publishes(*room, track))
    return fail(job, "track " + track + " not found", 404, at);
  job.status = "EGRESS_ACTIVE";
  job.started_at = at;
  job.updated_at = at;
  if (room != nullptr)
    rooms_.join(job.room,
                {.identity = job.id, .kind = "EGRESS", .can_publish = false, .can_publish_data = false}, at);
  tell("egress_updated", job, at);
}

void Recorder::finish(Job& job, std::string_view status, TimePoint at) {
  job.status = status;
  job.ended_at = at;
  job.updated_at = at;
  rooms_.leave(job.room, job.id, "CLIENT_INITIATED", at);
  tell("egress_ended", job, at);
}

void Recorder::end(Job& job, std::string_view details, TimePoint now) {
  if (job.is_over() || job.stopping_at) return;
  job.details = "End reason: " + std::string(details);
  if (!job.started_at) {
    job.error = "Stop called before pipeline could start";
    job.error_code = 412;
    return finish(job, "EGRESS_ABORTED", now);
  }
  job.status = "EGRESS_ENDING";
  job.stopping_at = now;
  job.updated_at = now;
  tell("egress_updated", job, now);
}

void Recorder::fail(Job& job, std::string_view error, int code, TimePoint now) {
  if (job.is_over()) return;
  job.error = error;
  job.error_code = code;
  job.details = "End reason: Failure";
  finish(job, code == 412 ? "EGRESS_ABORTED" : "EGRESS_FAILED", now);
}

void Recorder::advance(Job& job, TimePoint now) {
  if (job.is_over()) return;
  if (!job.started_at && job.asked_at + time_to_start <= now) activate(job, job.asked_at + time_to_start);
  if (job.is_over()) return;
  const auto* room = rooms_.find(job.room);
  const bool closed = !job.room.empty() && (room == nullptr || room->sid != job.room_sid);
  if (closed) end(job, "Source closed", now);
  if (job.stopping_at && !job.is_over() && *job.stopping_at + time_to_finish <= now)
    finish(job, "EGRESS_COMPLETE", *job.stopping_at + time_to_finish);
}

void Recorder::tick(TimePoint now) {
  for (auto& job : jobs_) advance(job, now);
  for (const auto& job : failing_) {
    if (job.asked_at + time_to_give_up > now) continue;
    // Neither the room nor any time is told.
    rooms_.tell_with("egress_ended", job.asked_at + time_to_give_up, [&](spi::JsonWriter& out) {
      out.key("egressInfo");
      write_job(out, job, Dialect::webhook);
    });
  }
  std::erase_if(failing_, [&](const auto& job) { return job.asked_at + time_to_give_up <= now; });
  std::erase_if(jobs_, [&](const auto& job) { return job.ended_at && *job.ended_at + kept < now; });
}

const Job* Recorder::start_other(const Room& room, const std::string& path, TimePoint now) {
  if (deployment_ != Deployment::worker) return nullptr;
  spi::JsonWriter request;
  request.begin_object().member("roomName", room.name).key("fileOutputs").begin_array().begin_object();
  request.member("filepath", path).end_object().end_array().end_object();
  const auto json = spi::Json::parse(request.text());
  return json ? &add(&room, "roomComposite", *json, now) : nullptr;
}

Job* Recorder::running(std::string_view room_or_id) {
  const auto found = std::find_if(jobs_.rbegin(), jobs_.rend(), [&](const auto& job) {
    return !job.is_over() && (job.room == room_or_id || job.id == room_or_id);
  });
  return found == jobs_.rend() ? nullptr : &*found;
}

void Recorder::automatic(const Room& room, const char* kind, const std::string& request, TimePoint now) {
  const auto json = spi::Json::parse(request);
  if (!json) return;
  if (deployment_ == Deployment::worker) {
    (void)add(&room, kind, *json, now);
    return;
  }
  if (std::string_view(kind) == "roomComposite") return;  // nothing tells
  // The server itself says that it could not even ask for a recorder.
  failing_.push_back({.room = room.name,
                      .room_sid = room.sid,
                      .kind = kind,
                      .request = *json,
                      .status = "EGRESS_FAILED",
                      .asked_at = now,
                      .error = "no response from servers"});
}

void Recorder::room_made(const Room& room, TimePoint now) {
  const auto wish = room.egress["room"];
  if (!wish.is_object()) return;
  spi::JsonWriter name;
  name.begin_object().member("roomName", room.name).end_object();
  automatic(room, "roomComposite", spi::merge_patch(wish.dump(), name.text()).value_or(wish.dump()), now);
}

void Recorder::track_published(const Room& room, const Person& person, const Track& track, bool first,
                               TimePoint now) {
  if (!person.is_human()) return;
  if (const auto wish = room.egress["tracks"]; wish.is_object()) {
    spi::JsonWriter request;
    request.begin_object().member("roomName", room.name).member("trackId", track.sid);
    request.key("file").raw(wish.dump()).end_object();
    automatic(room, "track", request.text(), now);
  }
  if (const auto wish = room.egress["participant"]; first && wish.is_object()) {
    spi::JsonWriter who;
    who.begin_object().member("roomName", room.name).member("identity", person.identity).end_object();
    automatic(room, "participant", spi::merge_patch(wish.dump(), who.text()).value_or(wish.dump()), now);
  }
}

HttpResponse Recorder::start(const Call& call, const char* kind, const spi::Json& json) {
  const Room* room = nullptr;
  const bool is_web = std::string_view(kind) == "web" || json["web"].is_object();
  if (!is_web) {
    const auto name = member(json, "roomName", "room_name").text_or("");
    room = rooms_.find(name);
    if (room == nullptr)
      return twirp_error("not_found", "twirp error unknown: requested room does not exist");
  } else if (json["url"].text_or(json["web"]["url"].text_or("")).empty()) {
    return missing("url");
  }
  if (deployment_ != Deployment::worker) return no_worker();
  if (!has_output(json)) return missing("output");
  if (std::string_view(kind) == "participant" && json["identity"].text_or("").empty())
    return missing("identity");
  if (std::string_view(kind) == "track" && member(json, "trackId", "track_id").text_or("").empty())
    return missing("track_id");
  return info(add(room, kind, json, call.now));
}

HttpResponse Recorder::list(const spi::Json& json, TimePoint now) {
  (void)now;
  if (deployment_ == Deployment::no_redis) return no_redis();
  const auto room = member(json, "roomName", "room_name").text_or("");
  const auto id = member(json, "egressId", "egress_id").text_or("");
  const bool known = std::any_of(jobs_.begin(), jobs_.end(), [&](const auto& job) { return job.id == id; });
  if (!id.empty() && !known) return no_egress();
  const bool active = json["active"].boolean().value_or(false);
  spi::JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const auto& job : jobs_) {
    const bool wanted =
        (room.empty() || job.room == room) && (id.empty() || job.id == id) && (!active || !job.is_over());
    if (wanted) write_job(out, job, Dialect::answer);
  }
  out.end_array().key("next_page_token").null().end_object();
  return json_answer(std::move(out).text());
}

HttpResponse Recorder::stop(const spi::Json& json, TimePoint now) {
  if (deployment_ == Deployment::no_redis) return no_redis();
  const auto id = member(json, "egressId", "egress_id").text_or("");
  const auto found = std::find_if(jobs_.begin(), jobs_.end(), [&](const auto& job) { return job.id == id; });
  if (found == jobs_.end()) return no_egress();
  if (found->is_over())
    return twirp_error("failed_precondition", "egress with status " + found->status + " cannot be stopped");
  end(*found, "StopEgress API", now);
  return info(*found);
}

HttpResponse Recorder::update(const spi::Json& json, TimePoint now) {
  (void)now;
  if (deployment_ == Deployment::no_redis) return no_redis();
  auto* job = running(member(json, "egressId", "egress_id").text_or(""));
  return job == nullptr ? no_egress() : info(*job);
}

HttpResponse Recorder::call(const Call& call) {
  const auto json = body_of(call);
  if (!json) return json.error().http_status == 404 ? bad_route(call, json.error().message) : malformed();
  if (!call.caller.may("roomRecord")) return denied();
  const auto method = call.path.substr(call.path.rfind('/') + 1);
  if (const auto* kind = kind_of(method)) return start(call, kind, *json);
  if (method == "ListEgress") return list(*json, call.now);
  if (method == "StopEgress") return stop(*json, call.now);
  if (method == "UpdateLayout" || method == "UpdateStream") return update(*json, call.now);
  return bad_route(call, "no handler for path \"" + std::string(call.path) + '"');
}

}  // namespace vplatform::platforms::livekit::emulation
