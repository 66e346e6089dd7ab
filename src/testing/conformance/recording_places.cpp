// What is recorded, and where it is kept.

#include <algorithm>

#include "testing/conformance/context.hpp"

namespace vplatform::testing::conformance {
namespace {

// Every kind and every place that is declared is taken, with somebody in or at the create.
void takes(Context& context, const RecordingSpec& wanted) {
  (void)context.emulator();
  auto spec = Context::spec();
  if (!context.can(Capability::record_on_demand)) {
    spec.recording = wanted;
    (void)context.make(spec);
    return;
  }
  const auto meeting = context.make_with_people(spec);
  (void)must(context.client().start_recording(meeting.ref, wanted), "start_recording");
}

void takes_kind(Context& context, RecordingKind kind) {
  auto wanted = context.recording();
  wanted.kind = kind;
  takes(context, wanted);
}

void takes_target(Context& context, RecordingTarget target) {
  auto wanted = context.recording();
  wanted.target = std::move(target);
  context.wire().forget();
  takes(context, wanted);
  if (!context.sends_requests()) return;
  const auto sent = context.wire().sent();
  const bool named = std::holds_alternative<ProviderStorage>(wanted.target) ||
                     std::any_of(sent.begin(), sent.end(), [](const HttpRequest& request) {
                       return request.body.find("conformance-store") != std::string::npos;
                     });
  expect(named, "where it should be kept is not in any request");
}

}  // namespace

void add_recording_places(std::vector<Entry>& all) {
  using enum Capability;
  constexpr std::string_view area = "recordings";
  const auto kind = [&](Capability needed, std::string_view name, std::string_view says,
                        RecordingKind which) {
    all.push_back(
        {{area, name, says, {needed}, {needed}}, [which](Context& context) { takes_kind(context, which); }});
  };
  kind(record_composed, "takes_composed", "a recording of the whole is taken", RecordingKind::composed);
  kind(record_audio_only, "takes_audio_only", "a recording of the sound is taken", RecordingKind::audio_only);
  kind(record_tracks, "takes_tracks", "a recording of every track is taken", RecordingKind::per_track);
  kind(record_local, "takes_local", "a recording on a participant's machine is taken", RecordingKind::local);
  const auto place = [&](Capability needed, std::string_view name, std::string_view says,
                         const RecordingTarget& where) {
    all.push_back({{area, name, says, {needed}, {needed}},
                   [where](Context& context) { takes_target(context, where); }});
  };
  const Secret secret("conformance-store-secret");
  place(store_at_provider, "keeps_at_the_provider", "the platform keeps a recording", ProviderStorage{});
  place(store_s3_keys, "keeps_in_s3_by_keys", "a bucket by keys is named in the request",
        S3Keys{.bucket = "conformance-store",
               .region = "eu-central-1",
               .access_key_id = secret,
               .secret_access_key = secret});
  place(store_s3_role, "keeps_in_s3_by_role", "a bucket by a role is named in the request",
        S3Role{.bucket = "conformance-store",
               .region = "eu-central-1",
               .role_arn = "arn:aws:iam::123456789012:role/conformance-store"});
  place(store_gcs, "keeps_in_google", "a bucket of Google's is named in the request",
        GoogleStorage{.bucket = "conformance-store", .credentials = Secret("{}")});
  place(store_azure, "keeps_in_azure", "a container of Azure's is named in the request",
        AzureStorage{.account = "conformance", .container = "conformance-store", .account_key = secret});
  place(store_file, "keeps_in_a_file", "a file is named in the request",
        FileTarget{.path = "conformance-store"});
}

}  // namespace vplatform::testing::conformance
