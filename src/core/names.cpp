// The names of the small enumerations, as the tool and the logs spell them.

#include "vplatform/join.hpp"
#include "vplatform/meeting.hpp"
#include "vplatform/recording.hpp"
#include "vplatform/webhook.hpp"

namespace vplatform {

std::string_view to_string(Access access) noexcept {
  using enum Access;
  switch (access) {
    case by_grant:
      return "by_grant";
    case knock:
      return "knock";
    case open:
      return "open";
  }
  return "by_grant";
}

std::string_view to_string(Role role) noexcept {
  using enum Role;
  switch (role) {
    case host:
      return "host";
    case participant:
      return "participant";
    case viewer:
      return "viewer";
  }
  return "participant";
}

std::string_view to_string(JoinKind kind) noexcept {
  using enum JoinKind;
  switch (kind) {
    case page:
      return "page";
    case iframe:
      return "iframe";
    case web_component:
      return "web_component";
    case sdk:
      return "sdk";
  }
  return "page";
}

std::string_view to_string(RecordingKind kind) noexcept {
  using enum RecordingKind;
  switch (kind) {
    case composed:
      return "composed";
    case audio_only:
      return "audio_only";
    case per_track:
      return "per_track";
    case local:
      return "local";
  }
  return "composed";
}

std::string_view to_string(RecordingState state) noexcept {
  using enum RecordingState;
  switch (state) {
    case requested:
      return "requested";
    case starting:
      return "starting";
    case active:
      return "active";
    case stopping:
      return "stopping";
    case processing:
      return "processing";
    case ready:
      return "ready";
    case failed:
      return "failed";
    case cancelled:
      return "cancelled";
    case deleted:
      return "deleted";
  }
  return "requested";
}

std::string_view to_string(EventKind kind) noexcept {
  using enum EventKind;
  switch (kind) {
    case meeting_started:
      return "meeting_started";
    case meeting_ended:
      return "meeting_ended";
    case participant_joined:
      return "participant_joined";
    case participant_left:
      return "participant_left";
    case participant_waiting:
      return "participant_waiting";
    case participant_stopped_waiting:
      return "participant_stopped_waiting";
    case recording_started:
      return "recording_started";
    case recording_updated:
      return "recording_updated";
    case recording_ready:
      return "recording_ready";
    case recording_failed:
      return "recording_failed";
    case transcript_started:
      return "transcript_started";
    case transcript_ready:
      return "transcript_ready";
    case transcript_failed:
      return "transcript_failed";
    case stream_started:
      return "stream_started";
    case stream_updated:
      return "stream_updated";
    case stream_ended:
      return "stream_ended";
    case stream_failed:
      return "stream_failed";
    case track_published:
      return "track_published";
    case track_unpublished:
      return "track_unpublished";
    case other:
      return "other";
  }
  return "other";
}

std::string_view to_string(WebhookOutcome outcome) noexcept {
  using enum WebhookOutcome;
  switch (outcome) {
    case event:
      return "event";
    case probe:
      return "probe";
    case unreadable:
      return "unreadable";
    case refused:
      return "refused";
  }
  return "refused";
}

}  // namespace vplatform
