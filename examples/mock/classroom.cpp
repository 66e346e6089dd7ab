#include "classroom.hpp"

#include <chrono>
#include <utility>

namespace school {

using namespace vplatform;

Classroom::Classroom(std::shared_ptr<const PlatformFactory> platforms, Lesson lesson)
    : platforms_(std::move(platforms)), lesson_(std::move(lesson)) {}

Result<void> Classroom::open() {
  if (meeting_) return {};
  // The lesson's id as the key: whoever repeats this, another process included, gets the same meeting.
  auto placed = platforms_->create_meeting(
      {.id = lesson_.id}, {.name = lesson_.id, .key = lesson_.id, .ends_at = lesson_.ends_at});
  if (!placed) return Failure{placed.error()};
  meeting_ = *std::move(placed);
  return {};
}

Result<JoinGrant> Classroom::admit(const std::string& person) const {
  const auto platform = client();
  if (!platform) return Failure{platform.error()};
  const bool teaches = person == lesson_.teacher;
  return platform->join(*meeting_, {.role = teaches ? Role::host : Role::participant,
                                    .name = person,
                                    .user_id = person,
                                    .not_after = lesson_.ends_at});
}

Result<void> Classroom::record() {
  const auto platform = client();
  if (!platform) return Failure{platform.error()};
  auto recording = platform->start_recording(meeting_->ref, {.instance_key = lesson_.id});
  if (!recording) return Failure{recording.error()};
  recording_ = std::move(recording->ref);
  video_ = Video::running;
  return {};
}

int Classroom::hear(const WebhookRequest& request) {
  const auto platform = client();
  if (!platform) return 503;  // the platform tries again later
  const auto verdict = platform->read_webhook(request);
  if (verdict.event) learn(**verdict.event);
  return verdict.reply_status;
}

void Classroom::learn(const EventFields& event) {
  if (event.meeting != meeting_->ref) return;
  if (event.kind == EventKind::participant_joined && event.participant)
    present_[event.participant->id.value] = event.participant->name;
  if (event.kind == EventKind::participant_left && event.participant)
    present_.erase(event.participant->id.value);
  if (event.kind == EventKind::meeting_ended) present_.clear();
  if (event.kind == EventKind::recording_failed) video_ = Video::failed;
  if (event.kind == EventKind::recording_ready && event.recording) {
    recording_ = event.recording;  // with the platform's id, which a start need not know yet
    video_ = Video::ready;
  }
}

std::set<std::string> Classroom::present() const {
  std::set<std::string> names;
  for (const auto& [connection, name] : present_) names.insert(name);
  return names;
}

Result<DownloadLink> Classroom::video_link() const {
  if (video_ != Video::ready) return fail(ErrorCode::failed_precondition, "the video is not ready");
  const auto platform = client();
  if (!platform) return Failure{platform.error()};
  return platform->recording_link(*recording_, std::chrono::minutes{15});
}

Result<Client> Classroom::client() const {
  if (!meeting_) return fail(ErrorCode::failed_precondition, "lesson '" + lesson_.id + "' is not open");
  return platforms_->client_for(meeting_->ref);
}

}  // namespace school
