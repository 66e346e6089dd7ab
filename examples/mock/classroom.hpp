#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vplatform/factory.hpp>
#include <vplatform/webhook.hpp>

namespace school {

/// When a lesson is, and whose.
struct Lesson {
  std::string id{};
  std::string teacher{};
  vplatform::TimePoint ends_at{};
};

/// What has become of a lesson's recording.
enum class Video { none, running, ready, failed };

/// A lesson and the meeting in which it is held: a host's own code, which the test beside it tests. Confined
/// to one thread.
class Classroom {
 public:
  Classroom(std::shared_ptr<const vplatform::PlatformFactory> platforms, Lesson lesson);

  /// Makes the meeting. However often it is called, and whatever answers are lost, there is one.
  vplatform::Result<void> open();
  /// What the person's page needs to get in; the lesson's teacher runs the meeting. Errors:
  /// `failed_precondition` before `open`.
  [[nodiscard]] vplatform::Result<vplatform::JoinGrant> admit(const std::string& person) const;
  /// Records from now on; somebody has to be in.
  vplatform::Result<void> record();

  /// Takes in what the platform tells. Returns the status to answer the request with.
  int hear(const vplatform::WebhookRequest& request);

  [[nodiscard]] std::set<std::string> present() const;
  [[nodiscard]] Video video() const noexcept { return video_; }
  /// A link to the video that is good for a quarter of an hour. Errors: `failed_precondition` before it is
  /// ready.
  [[nodiscard]] vplatform::Result<vplatform::DownloadLink> video_link() const;

 private:
  void learn(const vplatform::EventFields& event);
  [[nodiscard]] vplatform::Result<vplatform::Client> client() const;

  std::shared_ptr<const vplatform::PlatformFactory> platforms_;
  Lesson lesson_;
  std::optional<vplatform::Meeting> meeting_;
  std::optional<vplatform::RecordingRef> recording_;
  std::map<std::string, std::string> present_;  // who, by the platform's id of the connection
  Video video_ = Video::none;
};

}  // namespace school
