// What a client does with recordings.

#include <algorithm>
#include <variant>

#include "runtime/client_checks.hpp"
#include "runtime/perform.hpp"
#include "vplatform/client.hpp"

namespace vplatform {

using detail::Check;
using detail::perform;

namespace {

Capability capability_for(RecordingKind kind) noexcept {
  switch (kind) {
    case RecordingKind::composed:
      return Capability::record_composed;
    case RecordingKind::audio_only:
      return Capability::record_audio_only;
    case RecordingKind::per_track:
      return Capability::record_tracks;
    case RecordingKind::local:
      return Capability::record_local;
  }
  return Capability::record_composed;
}

struct StorageCapability {
  Capability operator()(const ProviderStorage&) const noexcept { return Capability::store_at_provider; }
  Capability operator()(const S3Keys&) const noexcept { return Capability::store_s3_keys; }
  Capability operator()(const S3Role&) const noexcept { return Capability::store_s3_role; }
  Capability operator()(const GoogleStorage&) const noexcept { return Capability::store_gcs; }
  Capability operator()(const AzureStorage&) const noexcept { return Capability::store_azure; }
  Capability operator()(const FileTarget&) const noexcept { return Capability::store_file; }
};

}  // namespace

CapabilitySet needs_of(const RecordingSpec& spec) noexcept {
  CapabilitySet needs{capability_for(spec.kind)};
  // What a participant records stays on their machine.
  if (spec.kind != RecordingKind::local) needs.add(std::visit(StorageCapability{}, spec.target));
  return needs;
}

Result<Recording> Client::start_recording(const MeetingRef& ref, const RecordingSpec& spec,
                                          const CallOptions& call) const {
  return perform<Recording>(
      *runtime_, "start_recording", call,
      [&] {
        return Check(*runtime_)
            .ours(ref)
            .can({Capability::record_on_demand})
            .can(needs_of(spec))
            .positive("max_length", spec.max_length);
      },
      [&](const Platform& platform) {
        RecordingSpec named = spec;
        if (named.instance_key.empty()) named.instance_key = runtime_->env().new_id();
        return platform.start_recording(ref, named);
      });
}

Result<void> Client::stop_recording(const RecordingRef& ref, const CallOptions& call) const {
  return perform<void>(
      *runtime_, "stop_recording", call,
      [&] {
        return Check(*runtime_)
            .ours(ref.meeting)
            .can({Capability::record_on_demand, capability_for(ref.kind)});
      },
      [&](const Platform& platform) { return platform.stop_recording(ref); });
}

Result<Recording> Client::find_recording(const RecordingRef& ref, const CallOptions& call) const {
  return perform<Recording>(
      *runtime_, "find_recording", call,
      [&] { return Check(*runtime_).ours(ref.meeting).can({capability_for(ref.kind)}); },
      [&](const Platform& platform) { return platform.find_recording(ref); });
}

Result<Page<Recording>> Client::list_recordings(const MeetingRef& ref, const PageToken& from,
                                                const CallOptions& call) const {
  return perform<Page<Recording>>(
      *runtime_, "list_recordings", call,
      [&] { return Check(*runtime_).ours(ref).can({Capability::list_recordings}); },
      [&](const Platform& platform) { return platform.list_recordings(ref, from); });
}

Result<DownloadLink> Client::recording_link(const RecordingRef& ref, std::chrono::seconds valid_for,
                                            const CallOptions& call) const {
  return perform<DownloadLink>(
      *runtime_, "recording_link", call,
      [&] {
        return Check(*runtime_)
            .ours(ref.meeting)
            .can({Capability::recording_links})
            .positive("valid_for", valid_for)
            .that(ref.id.has_value(), ErrorCode::failed_precondition,
                  "the platform has not said the recording's id yet");
      },
      [&](const Platform& platform) {
        return platform.recording_link(ref, std::min(valid_for, detail::longest_time));
      });
}

Result<void> Client::delete_recording(const RecordingRef& ref, const CallOptions& call) const {
  return perform<void>(
      *runtime_, "delete_recording", call,
      [&] {
        return Check(*runtime_)
            .ours(ref.meeting)
            .can({Capability::delete_recordings})
            .that(ref.id.has_value(), ErrorCode::failed_precondition,
                  "the platform has not said the recording's id yet");
      },
      [&](const Platform& platform) { return platform.delete_recording(ref); });
}

}  // namespace vplatform
