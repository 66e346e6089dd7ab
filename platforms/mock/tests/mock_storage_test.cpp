#include "mock_fixture.hpp"
#include "support/catch.hpp"

namespace vplatform::platforms::mock {
namespace {

using namespace std::chrono_literals;

struct Stored {
  Mock mock{};
  Client client = mock.client();
  MeetingRef ref = mock.meeting();
  ParticipantId ada = mock.enters(ref);

  /// A recording that is ready.
  [[nodiscard]] RecordingRef made(const RecordingSpec& spec = {.instance_key = "r"}) const {
    const auto started = client.start_recording(ref, spec).value().ref;
    (void)mock.service->finish_recording(started, mock.now());
    return started;
  }
  [[nodiscard]] std::string path(const RecordingTarget& target, RecordingKind kind = {}) const {
    const auto made_ref = made({.kind = kind, .target = target, .instance_key = mock.clock.env().new_id()});
    const auto path = client.find_recording(made_ref).value().files.at(0).path;
    const auto at = path.find(made_ref.instance_key);
    return path.substr(0, at) + (at == path.npos ? "" : "KEY" + path.substr(at + 36));
  }
  [[nodiscard]] ErrorCode refusal(const RecordingTarget& target) const {
    return client.start_recording(ref, {.target = target}).error().code;
  }
};

TEST_CASE("a link opens a recording for as long as was asked") {
  Stored stored;
  stored.mock.clock.advance(300ms);
  const auto recording = stored.made();
  const auto link = stored.client.recording_link(recording, 10min).value();
  CHECK(link.url.reveal().find("https://mock.invalid/recordings/" + *recording.id + "?expires=") == 0);
  CHECK(link.expires_at == stored.mock.now() + 10min - 300ms);
  auto& service = *stored.mock.service;
  const auto content = service.fetch(link.url, stored.mock.now()).value();
  CHECK(content.size() == stored.client.find_recording(recording).value().files.at(0).bytes);
  CHECK(service.fetch(link.url, link.expires_at - 1ms));
  CHECK(service.fetch(link.url, link.expires_at).error().code == ErrorCode::unauthenticated);
}

TEST_CASE("a link that was altered opens nothing") {
  const Stored stored;
  const auto url = stored.client.recording_link(stored.made(), 10min).value().url.reveal();
  const auto other = *stored.made({.instance_key = "other"}).id;
  const auto opens = [&](const std::string& link) {
    return stored.mock.service->fetch(Secret(link), stored.mock.now()).has_value();
  };
  CHECK(opens(url));
  const auto at = url.find("/recordings/") + 12;
  CHECK_FALSE(opens(url.substr(0, at) + other + url.substr(url.find('?'))));
  const auto expires = url.find("expires=") + 8;
  CHECK_FALSE(opens(url.substr(0, expires) + "9" + url.substr(expires)));
  for (const std::string link : {"", "x", "https://mock.invalid/", "https://mock.invalid/recordings/r",
                                 "https://mock.invalid/recordings/r?expires=1&signature="}) {
    INFO(link);
    CHECK_FALSE(opens(link));
  }
}

TEST_CASE("there is no link before a recording is ready, nor to one that failed") {
  const Stored stored;
  const auto code = [&](const RecordingRef& ref) {
    return stored.client.recording_link(ref, 1min).error().code;
  };
  auto ref = stored.client.start_recording(stored.ref, {.instance_key = "r"}).value().ref;
  CHECK(code(ref) == ErrorCode::failed_precondition);
  REQUIRE(stored.client.stop_recording(ref));
  CHECK(code(ref) == ErrorCode::failed_precondition);
  REQUIRE(stored.mock.service->fail_recording(ref, "no luck", stored.mock.now()));
  CHECK(code(ref) == ErrorCode::failed_precondition);
  ref.id = "recording-999";
  CHECK(code(ref) == ErrorCode::not_found);
}

TEST_CASE("there is no link to what the platform does not hold") {
  const Stored stored;
  const auto code = [&](const RecordingSpec& spec) {
    return stored.client.recording_link(stored.made(spec), 1min).error().code;
  };
  CHECK(code({.target = FileTarget{"/var/r.mp4"}, .instance_key = "file"}) == ErrorCode::failed_precondition);
  CHECK(code({.kind = RecordingKind::local, .instance_key = "local"}) == ErrorCode::failed_precondition);
}

TEST_CASE("a link to tracks opens all of them") {
  const Stored stored;
  stored.mock.enters(stored.ref, "Bob");
  const auto ref = stored.made({.kind = RecordingKind::per_track, .instance_key = "r"});
  const auto link = stored.client.recording_link(ref, 1min).value();
  const auto content = stored.mock.service->fetch(link.url, stored.mock.now()).value();
  const auto files = stored.client.find_recording(ref).value().files;
  REQUIRE(files.size() == 2);
  for (const auto& file : files) CHECK(content.find(file.path) != content.npos);
}

TEST_CASE("what was deleted is gone, its link too, and deleting it again is fine") {
  const Stored stored;
  const auto ref = stored.made();
  const auto kept = stored.made({.instance_key = "kept"});
  const auto link = stored.client.recording_link(ref, 1h).value().url;
  REQUIRE(stored.client.delete_recording(ref));
  CHECK(stored.client.find_recording(ref).error().code == ErrorCode::not_found);
  CHECK(stored.client.recording_link(ref, 1h).error().code == ErrorCode::not_found);
  CHECK(stored.mock.service->fetch(link, stored.mock.now()).error().code == ErrorCode::not_found);
  CHECK(stored.client.delete_recording(ref));
  CHECK(stored.client.list_recordings(stored.ref).value().items.at(0).ref == kept);
}

TEST_CASE("a recording that is still being made is not deleted") {
  const Stored stored;
  const auto ref = stored.client.start_recording(stored.ref, {}).value().ref;
  CHECK(stored.client.delete_recording(ref).error().code == ErrorCode::failed_precondition);
  REQUIRE(stored.client.stop_recording(ref));
  CHECK(stored.client.delete_recording(ref).error().code == ErrorCode::failed_precondition);
  REQUIRE(stored.mock.service->fail_recording(ref, "", stored.mock.now()));
  CHECK(stored.client.delete_recording(ref));
}

TEST_CASE("a recording goes where its target says") {
  const Stored stored;
  const auto room = stored.ref.id;
  const Secret key("k");
  CHECK(stored.path(ProviderStorage{}) == room + "/KEY.mp4");
  CHECK(stored.path(S3Keys{.bucket = "b", .prefix = "p", .access_key_id = key, .secret_access_key = key}) ==
        "p/" + room + "/KEY.mp4");
  CHECK(stored.path(S3Role{.bucket = "b", .role_arn = "arn"}) == room + "/KEY.mp4");
  CHECK(stored.path(GoogleStorage{.bucket = "b", .prefix = "p/", .credentials = key}) ==
        "p/" + room + "/KEY.mp4");
  CHECK(stored.path(AzureStorage{.account = "a", .container = "c", .account_key = key},
                    RecordingKind::audio_only) == room + "/KEY.ogg");
  CHECK(stored.path(FileTarget{"/var/r.mp4"}) == "/var/r.mp4");
}

TEST_CASE("a target that lacks something is refused, and the word is said") {
  const Stored stored;
  const Secret key("k");
  const auto bad = ErrorCode::invalid_argument;
  CHECK(stored.refusal(S3Keys{.access_key_id = key, .secret_access_key = key}) == bad);
  CHECK(stored.refusal(S3Keys{.bucket = "b", .secret_access_key = key}) == bad);
  CHECK(stored.refusal(S3Keys{.bucket = "b", .access_key_id = key}) == bad);
  CHECK(stored.refusal(S3Role{.role_arn = "arn"}) == bad);
  CHECK(stored.refusal(S3Role{.bucket = "b"}) == bad);
  CHECK(stored.refusal(GoogleStorage{.credentials = key}) == bad);
  CHECK(stored.refusal(GoogleStorage{.bucket = "b"}) == bad);
  CHECK(stored.refusal(AzureStorage{.container = "c", .account_key = key}) == bad);
  CHECK(stored.refusal(AzureStorage{.account = "a", .account_key = key}) == bad);
  CHECK(stored.refusal(AzureStorage{.account = "a", .container = "c"}) == bad);
  CHECK(stored.refusal(FileTarget{}) == bad);
  const auto refused = stored.client.start_recording(stored.ref, {.target = FileTarget{}});
  CHECK(refused.error().message.find("path") != std::string::npos);
  CHECK(stored.mock.service->recordings(stored.mock.now()).empty());
  const auto create = stored.client.create_meeting(
      {.key = "bad", .recording = RecordingSpec{.target = S3Role{.bucket = "b"}}});
  CHECK(create.error().code == bad);
}

TEST_CASE("a mock told to lack a kind or a target refuses it by name") {
  Settings settings;
  settings.without = {Capability::record_tracks, Capability::store_gcs};
  const Mock mock(settings);
  const auto client = mock.client();
  const auto ref = mock.meeting();
  mock.enters(ref);
  const auto tracks = client.start_recording(ref, {.kind = RecordingKind::per_track});
  CHECK(tracks.error().code == ErrorCode::unsupported);
  CHECK(tracks.error().message.find("record_tracks") != std::string::npos);
  const auto google = client.start_recording(ref, {.target = GoogleStorage{.bucket = "b"}});
  CHECK(google.error().code == ErrorCode::unsupported);
  CHECK(client.start_recording(ref, {}));
}

}  // namespace
}  // namespace vplatform::platforms::mock
