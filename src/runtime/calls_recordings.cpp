// Calls about recordings.

#include "runtime/calls.hpp"

#include <algorithm>
#include <variant>

#include "runtime/client_checks.hpp"
#include "vplatform/client.hpp"

namespace vplatform {

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

namespace detail::calls {

Step<Recording> start_recording(const InstanceRuntime& runtime, const MeetingRef& ref,
                                const RecordingSpec& spec) {
  if (auto wrong = Check(runtime)
                       .ours(ref)
                       .can({Capability::record_on_demand})
                       .can(needs_of(spec))
                       .positive("max_length", spec.max_length)
                       .failure())
    return std::move(*wrong);
  RecordingSpec named = spec;
  if (named.instance_key.empty()) named.instance_key = runtime.env().new_id();
  return runtime.platform().start_recording(ref, named);
}

Step<void> stop_recording(const InstanceRuntime& runtime, const RecordingRef& ref) {
  if (auto wrong = Check(runtime)
                       .ours(ref.meeting)
                       .can({Capability::record_on_demand, capability_for(ref.kind)})
                       .failure())
    return std::move(*wrong);
  return runtime.platform().stop_recording(ref);
}

Step<Recording> find_recording(const InstanceRuntime& runtime, const RecordingRef& ref) {
  if (auto wrong = Check(runtime).ours(ref.meeting).can({capability_for(ref.kind)}).failure())
    return std::move(*wrong);
  return runtime.platform().find_recording(ref);
}

Step<Page<Recording>> list_recordings(const InstanceRuntime& runtime, const MeetingRef& ref,
                                      const PageToken& from) {
  if (auto wrong = Check(runtime).ours(ref).can({Capability::list_recordings}).failure())
    return std::move(*wrong);
  return runtime.platform().list_recordings(ref, from);
}

Step<DownloadLink> recording_link(const InstanceRuntime& runtime, const RecordingRef& ref,
                                  std::chrono::seconds valid_for) {
  if (auto wrong = Check(runtime)
                       .ours(ref.meeting)
                       .can({Capability::recording_links})
                       .positive("valid_for", valid_for)
                       .that(ref.id.has_value(), ErrorCode::failed_precondition,
                             "the platform has not said the recording's id yet")
                       .failure())
    return std::move(*wrong);
  return runtime.platform().recording_link(ref, std::min(valid_for, longest_time));
}

Step<void> delete_recording(const InstanceRuntime& runtime, const RecordingRef& ref) {
  if (auto wrong = Check(runtime)
                       .ours(ref.meeting)
                       .can({Capability::delete_recordings})
                       .that(ref.id.has_value(), ErrorCode::failed_precondition,
                             "the platform has not said the recording's id yet")
                       .failure())
    return std::move(*wrong);
  return runtime.platform().delete_recording(ref);
}

}  // namespace detail::calls
}  // namespace vplatform
