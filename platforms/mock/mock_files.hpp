#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vplatform/platforms/mock_books.hpp"
#include "vplatform/result.hpp"

namespace vplatform::platforms::mock {

/// What cannot be meant, or nothing.
[[nodiscard]] std::optional<Failure> fault_of(const RecordingSpec& spec);

/// The files that a recording leaves: one, or one for everybody who was there while it ran; none of a local
/// one.
[[nodiscard]] std::vector<RecordingFile> files_of(const MockRecording& recording, const MockSession& session);

/// What stands in them, one after the other.
[[nodiscard]] std::string content_of(const Recording& recording);

/// It is not over yet.
[[nodiscard]] bool is_going_on(RecordingState state) noexcept;

}  // namespace vplatform::platforms::mock
