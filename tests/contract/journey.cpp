#include "journey.hpp"

#include <chrono>

#include "vplatform/spi/json.hpp"

namespace contract {

using namespace vplatform;
using namespace std::chrono_literals;

namespace {

TimePoint now() {
  return std::chrono::system_clock::now();
}

/// What can be recorded, and where to; only what the platform declares is asked for.
struct Kind {
  Capability capability;
  RecordingKind kind;
};
constexpr Kind kinds[] = {{Capability::record_composed, RecordingKind::composed},
                          {Capability::record_audio_only, RecordingKind::audio_only},
                          {Capability::record_tracks, RecordingKind::per_track},
                          {Capability::record_local, RecordingKind::local}};

struct Target {
  Capability capability;
  RecordingTarget target;
};
std::vector<Target> targets() {
  return {{Capability::store_at_provider, ProviderStorage{}},
          {Capability::store_s3_keys, S3Keys{.bucket = "calls",
                                             .region = "eu-west-1",
                                             .access_key_id = Secret("AKIA0"),
                                             .secret_access_key = Secret("s3-secret")}},
          {Capability::store_s3_role,
           S3Role{.bucket = "calls", .region = "eu-west-1", .role_arn = "arn:aws:iam::1:role/r"}},
          {Capability::store_gcs,
           GoogleStorage{.bucket = "calls", .credentials = Secret(R"({"type":"service_account"})")}},
          {Capability::store_azure,
           AzureStorage{.account = "acme", .container = "calls", .account_key = Secret("azure-key")}},
          {Capability::store_file, FileTarget{.path = "/recordings"}}};
}

}  // namespace

MeetingSpec Journey::fullest_spec() const {
  MeetingSpec spec{.name = "Board room", .key = "contract.full"};
  spec.ends_at = now() + 2h;
  if (can(Capability::eject_at_end)) spec.eject_at_end = true;
  if (can(Capability::knocking)) spec.access = Access::knock;
  if (can(Capability::size_limit)) spec.max_participants = 8;
  if (can(Capability::metadata)) spec.metadata = "case 7";
  if (!can(Capability::record_automatically)) return spec;
  for (const auto& target : targets()) {
    if (can(target.capability)) spec.recording = RecordingSpec{.target = target.target};
  }
  return spec;
}

JsonText Journey::play(const std::string& what,
                       std::initializer_list<std::pair<std::string, std::string>> arguments) {
  spi::JsonWriter json;
  json.begin_object();
  for (const auto& [name, value] : arguments) json.member(name, value);
  json.end_object();
  const auto answer = emulator_.play(what, {json.text()}, now());
  return answer ? *answer : JsonText{};
}

std::string Journey::text_in(const JsonText& json, const std::string& name) {
  const auto read = spi::Json::parse(json.text);
  return read ? (*read)[name].text_or("") : "";
}

// Who is in, played by the emulator: its id.
std::string Journey::someone_in(const MeetingRef& ref) {
  auto participant = text_in(play("join", {{"room", ref.room}, {"name", "Grace"}}), "participant");
  if (participant.empty()) travelled_.faults.emplace_back("the emulator lets nobody in");
  return participant;
}

void Journey::meetings() {
  took("create_meeting", client_.create_meeting(fullest_spec()));
  MeetingSpec open{.key = "contract.open"};
  if (can(Capability::open_access)) open.access = Access::open;
  took("create_meeting", client_.create_meeting(open));
  took("create_meeting", client_.create_meeting({.key = "contract.again"}));
  const auto meeting = client_.create_meeting({.key = "contract.again"});
  if (!took("create_meeting", meeting)) return;
  took("find_meeting", client_.find_meeting(meeting->ref));
  if (can(Capability::list_meetings)) took("list_meetings", client_.list_meetings());
  if (can(Capability::update_end)) {
    took("update_meeting", client_.update_meeting(meeting->ref, {.ends_at = now() + 3h}));
  }
  if (can(Capability::update_metadata)) {
    took("update_meeting", client_.update_meeting(meeting->ref, {.metadata = "case 8"}));
  }
  joins(*meeting);
  people(*meeting);
  past(*meeting);
  recordings(*meeting);
  the_rest(*meeting);
  provider_steps(meeting->ref);
  if (can(Capability::end_meeting)) took("end_meeting", client_.end_meeting(meeting->ref));
}

void Journey::joins(const Meeting& meeting) {
  if (!can(Capability::join)) return;
  for (const Role role : {Role::host, Role::participant, Role::viewer}) {
    took("join", client_.join(meeting.ref, {.role = role, .name = "Ada", .user_id = "ada-1", .ttl = 10min}));
  }
  JoinSpec chosen{.role = Role::participant, .name = "Ada"};
  if (can(Capability::join_screen_share)) chosen.screen_share = false;
  if (can(Capability::join_microphone)) chosen.microphone = false;
  if (can(Capability::join_camera)) chosen.camera = true;
  if (can(Capability::join_chat)) chosen.chat = true;
  if (can(Capability::join_recording)) chosen.recording = true;
  took("join", client_.join(meeting.ref, chosen));
}

void Journey::people(const Meeting& meeting) {
  if (can(Capability::presence)) {
    (void)someone_in(meeting.ref);
    (void)someone_in(meeting.ref);
    took("presence", client_.presence(meeting.ref));
  }
  if (can(Capability::remove_participant)) {
    took("remove_participant", client_.remove_participant(meeting.ref, {someone_in(meeting.ref)}));
  }
  if (can(Capability::remove_all)) {
    (void)someone_in(meeting.ref);
    took("remove_all", client_.remove_all(meeting.ref));
  }
}

void Journey::past(const Meeting& meeting) {
  if (!can(Capability::sessions)) return;
  (void)someone_in(meeting.ref);
  const auto sessions = client_.list_sessions(meeting.ref);
  if (!took("list_sessions", sessions) || !can(Capability::attendance)) return;
  if (sessions->items.empty()) {
    travelled_.faults.emplace_back("list_sessions: nobody's sitting is there");
    return;
  }
  took("list_attendance", client_.list_attendance(sessions->items.front().ref));
}

// A platform that records by itself alone has recordings to find, and none to start.
void Journey::recorded(const Meeting& meeting) {
  play("finish_recording", {{"room", meeting.ref.room}});
  const auto list = client_.list_recordings(meeting.ref);
  if (!took("list_recordings", list)) return;
  if (list->items.empty()) travelled_.faults.emplace_back("list_recordings: what was recorded is not there");
  for (const auto& one : list->items) fetch(one.ref);
}

void Journey::fetch(const RecordingRef& ref) {
  const auto found = client_.find_recording(ref);
  if (!took("find_recording", found) || !found->ref.id) return;
  if (can(Capability::recording_links)) took("recording_link", client_.recording_link(found->ref, 1h));
  if (can(Capability::delete_recordings)) took("delete_recording", client_.delete_recording(found->ref));
}

void Journey::recordings(const Meeting& meeting) {
  if (!can(Capability::record_on_demand)) {
    if (can(Capability::list_recordings)) recorded(meeting);
    return;
  }
  for (const auto& kind : kinds) {
    if (!can(kind.capability)) continue;
    if (kind.kind == RecordingKind::local) {
      record(meeting, {.kind = kind.kind});
      continue;
    }
    for (const auto& target : targets()) {
      if (can(target.capability)) record(meeting, {.kind = kind.kind, .target = target.target});
    }
  }
  if (can(Capability::list_recordings)) took("list_recordings", client_.list_recordings(meeting.ref));
}

// Where the platform names a recording in its webhooks alone, that is where its id comes from.
RecordingRef Journey::with_id(RecordingRef ref) {
  if (ref.id) return ref;
  for (const auto& request : emulator_.due(now())) {
    const auto verdict = client_.read_webhook(request);
    if (!verdict.event || !(*verdict.event)->recording) continue;
    const auto& told = *(*verdict.event)->recording;
    if (told.instance_key == ref.instance_key && told.id) ref.id = told.id;
  }
  return ref;
}

void Journey::record(const Meeting& meeting, const RecordingSpec& spec) {
  const auto someone = someone_in(meeting.ref);
  // Where tracks are played one by one, somebody has to publish before tracks are recorded.
  if (spec.kind == RecordingKind::per_track) play("publish", {{"participant", someone}});
  const auto started = client_.start_recording(meeting.ref, spec);
  if (!took("start_recording", started)) return;
  took("stop_recording", client_.stop_recording(started->ref));
  play("finish_recording", {{"room", meeting.ref.room}});
  fetch(with_id(started->ref));
}

void Journey::the_rest(const Meeting& meeting) {
  if (can(Capability::health)) took("check_health", client_.check_health());
  if (can(Capability::manage_webhooks)) {
    const WebhookSpec wanted{.url = "https://calls.example/hooks", .kinds = {EventKind::meeting_started}};
    took("ensure_webhook", client_.ensure_webhook(wanted));
    took("ensure_webhook", client_.ensure_webhook({.url = wanted.url}));
  }
  if (can(Capability::theme)) {
    const std::string png("\x89PNG\r\n\x1a\n", 8);
    took("set_theme", client_.set_theme(meeting.ref, {.logo_png = png,
                                                      .background_png = png,
                                                      .primary_color = "#112233",
                                                      .secondary_color = "#445566",
                                                      .focus_color = "#778899"}));
  }
}

Travelled Journey::travel() && {
  meetings();
  return std::move(travelled_);
}

}  // namespace contract
