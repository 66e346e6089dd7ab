// Recordings, and the webhook that tells of them.

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "mock_call.hpp"
#include "mock_files.hpp"
#include "mock_pages.hpp"
#include "mock_state.hpp"
#include "vplatform/spi/url.hpp"

namespace vplatform::platforms::mock {

namespace {

std::optional<Failure> unnamed(const RecordingRef& ref) {
  if (ref.id ? !ref.id->empty() : !ref.instance_key.empty()) return std::nullopt;
  return fail(ErrorCode::invalid_argument, "a recording is named by its instance_key or its id");
}

/// Why there is no link to it, or nothing.
std::optional<Failure> unfit_for_link(const MockRecording& recording) {
  if (recording.told.ref.kind == RecordingKind::local)
    return fail(ErrorCode::failed_precondition, "a local recording stays on the machine that made it");
  if (!std::holds_alternative<ProviderStorage>(recording.target))
    return fail(ErrorCode::failed_precondition,
                "the recording is in storage of the host's own; fetch it there");
  if (recording.told.state == RecordingState::ready) return std::nullopt;
  return fail(ErrorCode::failed_precondition, "the recording is " +
                                                  std::string(to_string(recording.told.state)) +
                                                  ", and there is a link to it once it is ready");
}

}  // namespace

Step<Recording> MockPlatform::start_recording(const MeetingRef& ref, const RecordingSpec& spec) const {
  return call<Recording>("start_recording", [&](TimePoint now) -> Result<Recording> {
    if (auto fault = fault_of(spec)) return *std::move(fault);
    return service_->record(ref, spec, now);
  });
}

Step<void> MockPlatform::stop_recording(const RecordingRef& ref) const {
  return call<void>("stop_recording", [&](TimePoint now) -> Result<void> {
    if (auto fault = unnamed(ref)) return *std::move(fault);
    service_->stop_recording(ref, now);
    return {};
  });
}

Step<Recording> MockPlatform::find_recording(const RecordingRef& ref) const {
  return call<Recording>("find_recording", [&](TimePoint now) -> Result<Recording> {
    if (auto fault = unnamed(ref)) return *std::move(fault);
    auto found = service_->find_recording(ref, now);
    if (!found) return no_recording();
    return std::move(found->told);
  });
}

Step<Page<Recording>> MockPlatform::list_recordings(const MeetingRef& ref, const PageToken& from) const {
  return call<Page<Recording>>("list_recordings", [&](TimePoint now) -> Result<Page<Recording>> {
    const auto below = read_page_number("recordings", from, newest);
    if (!below) return Failure{below.error()};
    auto found = service_->list_recordings(ref, *below, page_size + 1, now);
    if (!found) return Failure{found.error()};
    return page_of<Recording>("recordings", *std::move(found));
  });
}

Step<DownloadLink> MockPlatform::recording_link(const RecordingRef& ref,
                                                std::chrono::seconds valid_for) const {
  return call<DownloadLink>("recording_link", [&](TimePoint now) -> Result<DownloadLink> {
    if (auto fault = unnamed(ref)) return *std::move(fault);
    const auto found = service_->find_recording(ref, now);
    if (!found) return no_recording();
    if (auto unfit = unfit_for_link(*found)) return *std::move(unfit);
    const std::string id = found->told.ref.id.value_or("");
    // A link holds whole seconds.
    const auto expires_at = std::chrono::floor<std::chrono::seconds>(now) + valid_for;
    std::string url = settings_.base_url + "/recordings/" + id;
    url = spi::with_query(std::move(url), "expires", std::to_string(expires_at.time_since_epoch().count()));
    url = spi::with_query(std::move(url), "signature", service_->sign_link(id, expires_at));
    return DownloadLink{.url = Secret(std::move(url)), .expires_at = expires_at};
  });
}

Step<void> MockPlatform::delete_recording(const RecordingRef& ref) const {
  return call<void>("delete_recording", [&](TimePoint now) -> Result<void> {
    if (auto fault = unnamed(ref)) return *std::move(fault);
    return service_->delete_recording(ref, now);
  });
}

}  // namespace vplatform::platforms::mock
