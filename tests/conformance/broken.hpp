#pragma once

// Platforms that are wrong on purpose: a good one with one thing changed.

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vplatform/spi/platform.hpp"
#include "vplatform/testing/conformance.hpp"

namespace vplatform::conformance_test {

/// The step with its result changed at the end, whichever way it ends.
template <class T, class Change>
Step<T> changed(Step<T> step, Change change) {
  if (auto* pending = step.pending()) {
    return Exchange<T>{pending->request, [then = pending->then, change](const Reply& reply) -> Step<T> {
                         return changed<T>(then(reply), change);
                       }};
  }
  return Step<T>(change(std::move(step).take()));
}

/// The step with its value changed, if it has one.
template <class T, class Change>
Step<T> with_value(Step<T> step, Change change) {
  return changed(std::move(step), [change](Result<T> result) -> Result<T> {
    if (result) change(*result);
    return result;
  });
}

/// The step with its error changed, if it has one.
template <class T, class Change>
Step<T> with_error(Step<T> step, Change change) {
  return changed(std::move(step), [change](Result<T> result) -> Result<T> {
    if (!result) change(result.error());
    return result;
  });
}

/// The step with every request of it changed.
template <class T, class Change>
Step<T> with_requests(Step<T> step, Change change) {
  auto* pending = step.pending();
  if (pending == nullptr) return step;
  HttpRequest request = pending->request;
  change(request);
  return Exchange<T>{std::move(request), [then = pending->then, change](const Reply& reply) -> Step<T> {
                       return with_requests<T>(then(reply), change);
                     }};
}

/// The step that calls every failure a success.
template <class T>
Step<T> never_failing(Step<T> step, T instead) {
  return changed(std::move(step), [instead](Result<T> result) -> Result<T> {
    if (result) return result;
    return instead;
  });
}
inline Step<void> never_failing(Step<void> step) {
  return changed(std::move(step), [](const Result<void>&) { return Result<void>(); });
}

/// A platform that does what a good one does, but where a member says otherwise.
struct Broken : Platform {
  explicit Broken(std::shared_ptr<const Platform> from) : good(std::move(from)), about(good->info()) {}

  std::shared_ptr<const Platform> good;
  PlatformInfo about;
  mutable std::atomic<int> calls = 0;  ///< For what goes wrong the second time.

  // What each operation does, with the good one's step or its arguments at hand.
  std::function<void(MeetingSpec&)> create_spec{};
  std::function<Step<Meeting>(Step<Meeting>)> create_step{};
  std::function<Step<Meeting>(Step<Meeting>, const MeetingRef&)> find_step{};
  std::function<Step<Meeting>(const MeetingRef&)> update{};
  std::function<Step<void>(Step<void>)> end_step{};
  std::function<Step<Page<Meeting>>(const PageToken&)> list{};
  std::function<void(JoinSpec&)> join_spec{};
  std::function<Step<JoinGrant>(Step<JoinGrant>)> join_step{};
  std::function<Step<Presence>(Step<Presence>)> presence_step{};
  std::function<Step<void>(Step<void>)> remove_step{};
  std::function<Step<void>(Step<void>)> remove_all_step{};
  std::function<Step<Page<MeetingSession>>(Step<Page<MeetingSession>>)> sessions_step{};
  std::function<Step<Page<Attendance>>(Step<Page<Attendance>>)> attendance_step{};
  std::function<void(RecordingSpec&)> record_spec{};
  std::function<Step<Recording>(Step<Recording>)> record_step{};
  std::function<Step<void>(Step<void>)> stop_step{};
  std::function<Step<Page<Recording>>(Step<Page<Recording>>)> recordings_step{};
  std::function<Step<DownloadLink>(Step<DownloadLink>)> link_step{};
  std::function<Step<void>(Step<void>)> delete_step{};
  std::function<Step<WebhookSubscription>(const WebhookSpec&)> ensure{};
  std::function<Step<void>(Step<void>)> theme_step{};
  std::function<Step<Health>(Step<Health>)> health_step{};
  std::function<WebhookVerdict(const WebhookRequest&)> read{};

  template <class F, class S, class... More>
  static S through(const F& change, S step, const More&... more) {
    return change ? change(std::move(step), more...) : std::move(step);
  }

  [[nodiscard]] const PlatformInfo& info() const noexcept override { return about; }
  Step<Meeting> create_meeting(const MeetingSpec& spec) const override {
    MeetingSpec other = spec;
    if (create_spec) create_spec(other);
    return through(create_step, good->create_meeting(other));
  }
  Step<Meeting> find_meeting(const MeetingRef& ref) const override {
    return through(find_step, good->find_meeting(ref), ref);
  }
  Step<Meeting> update_meeting(const MeetingRef& ref, const MeetingChange& change) const override {
    return update ? update(ref) : good->update_meeting(ref, change);
  }
  Step<void> end_meeting(const MeetingRef& ref) const override {
    return through(end_step, good->end_meeting(ref));
  }
  Step<Page<Meeting>> list_meetings(const PageToken& from) const override {
    return list ? list(from) : good->list_meetings(from);
  }
  Step<JoinGrant> join(const MeetingRef& ref, const JoinSpec& spec) const override {
    return through(join_step, good->join(ref, for_join(spec)));
  }
  Step<JoinGrant> join(const Meeting& meeting, const JoinSpec& spec) const override {
    return through(join_step, good->join(meeting, for_join(spec)));
  }
  Step<Presence> presence(const MeetingRef& ref) const override {
    return through(presence_step, good->presence(ref));
  }
  Step<void> remove_participant(const MeetingRef& ref, const ParticipantId& who) const override {
    return through(remove_step, good->remove_participant(ref, who));
  }
  Step<void> remove_all(const MeetingRef& ref) const override {
    return through(remove_all_step, good->remove_all(ref));
  }
  Step<Page<MeetingSession>> list_sessions(const MeetingRef& ref, const PageToken& from) const override {
    return through(sessions_step, good->list_sessions(ref, from));
  }
  Step<Page<Attendance>> list_attendance(const SessionRef& session, const PageToken& from) const override {
    return through(attendance_step, good->list_attendance(session, from));
  }
  Step<Recording> start_recording(const MeetingRef& ref, const RecordingSpec& spec) const override {
    RecordingSpec other = spec;
    if (record_spec) record_spec(other);
    return through(record_step, good->start_recording(ref, other));
  }
  Step<void> stop_recording(const RecordingRef& ref) const override {
    return through(stop_step, good->stop_recording(ref));
  }
  Step<Recording> find_recording(const RecordingRef& ref) const override { return good->find_recording(ref); }
  Step<Page<Recording>> list_recordings(const MeetingRef& ref, const PageToken& from) const override {
    return through(recordings_step, good->list_recordings(ref, from));
  }
  Step<DownloadLink> recording_link(const RecordingRef& ref, std::chrono::seconds valid_for) const override {
    return through(link_step, good->recording_link(ref, valid_for));
  }
  Step<void> delete_recording(const RecordingRef& ref) const override {
    return through(delete_step, good->delete_recording(ref));
  }
  Step<WebhookSubscription> ensure_webhook(const WebhookSpec& spec) const override {
    return ensure ? ensure(spec) : good->ensure_webhook(spec);
  }
  Step<void> set_theme(const MeetingRef& ref, const Theme& theme) const override {
    return through(theme_step, good->set_theme(ref, theme));
  }
  Step<Health> check_health() const override { return through(health_step, good->check_health()); }
  [[nodiscard]] WebhookVerdict read_webhook(const WebhookRequest& request) const override {
    return read ? read(request) : good->read_webhook(request);
  }

 private:
  [[nodiscard]] JoinSpec for_join(JoinSpec spec) const {
    if (join_spec) join_spec(spec);
    return spec;
  }
};

/// The target with every platform of it broken in this way.
testing::ConformanceTarget broken(testing::ConformanceTarget target, std::function<void(Broken&)> how);

/// A row of the table: this check fails for this platform.
struct Row {
  std::string_view check{};
  std::string_view wrong{};  ///< What is wrong with it, as a sentence.
  testing::ConformanceTarget target{};
};

/// Good platforms to break.
struct Good {
  testing::ConformanceTarget whereby{};
  testing::ConformanceTarget daily{};
  testing::ConformanceTarget livekit{};
  testing::ConformanceTarget mock{};
};

[[nodiscard]] std::vector<Row> broken_meetings(const Good& good);
[[nodiscard]] std::vector<Row> broken_errors(const Good& good);
[[nodiscard]] std::vector<Row> broken_webhooks(const Good& good);
[[nodiscard]] std::vector<Row> broken_people(const Good& good);
[[nodiscard]] std::vector<Row> broken_recordings(const Good& good);

}  // namespace vplatform::conformance_test
