#include "broken.hpp"

namespace vplatform::conformance_test {

namespace {

using testing::ConformanceTarget;

// Another recording every time.
void counts_recordings(Broken& p) {
  p.record_spec = [&p](RecordingSpec& spec) {
    const auto number = std::to_string(++p.calls);
    spec.instance_key.replace(spec.instance_key.size() - number.size(), number.size(), number);
  };
}

// The request again, under another name, where its answer was lost.
Step<Recording> starts_another_when_lost(Step<Recording> step) {
  auto* pending = step.pending();
  if (pending == nullptr) return step;
  return Exchange<Recording>{
      pending->request,
      [request = pending->request, then = pending->then](const Reply& reply) -> Step<Recording> {
        if (reply.answer || request.repeat == Repeat::read) return starts_another_when_lost(then(reply));
        HttpRequest another = request;
        for (std::size_t at = 0; (at = another.body.find("1e00", at)) != std::string::npos;)
          another.body.replace(at, 4, "1e99");
        return Exchange<Recording>{std::move(another), then};
      }};
}

// What is asked of a recording, at the start or at the create.
ConformanceTarget asking_for(const ConformanceTarget& target,
                             const std::function<void(RecordingSpec&)>& instead) {
  return broken(target, [instead](Broken& p) {
    p.record_spec = instead;
    p.create_spec = [instead](MeetingSpec& spec) {
      if (spec.recording) instead(*spec.recording);
    };
  });
}

// Refuses a kind that it declares.
Row refuses(std::string_view check, const ConformanceTarget& target, RecordingKind kind) {
  return {check, "it refuses what it declares", broken(target, [kind](Broken& p) {
            p.record_spec = [&p, kind](RecordingSpec& spec) { p.calls = spec.kind == kind ? 1 : 0; };
            p.create_spec = [&p, kind](MeetingSpec& spec) {
              p.calls = spec.recording && spec.recording->kind == kind ? 1 : 0;
            };
            p.record_step = [&p](Step<Recording> step) -> Step<Recording> {
              if (p.calls == 1) return fail(ErrorCode::unsupported, "not this kind");
              return step;
            };
            p.create_step = [&p](Step<Meeting> step) -> Step<Meeting> {
              if (p.calls == 1) return fail(ErrorCode::unsupported, "not this kind");
              return step;
            };
          })};
}

// Keeps recordings elsewhere than it was told to.
Row elsewhere(std::string_view check, const ConformanceTarget& target, const RecordingTarget& place) {
  return {check, "it keeps recordings where it likes",
          asking_for(target, [place](RecordingSpec& spec) { spec.target = place; })};
}

}  // namespace

std::vector<Row> broken_recordings(const Good& good) {
  const RecordingTarget file = FileTarget{.path = "elsewhere"};
  std::vector<Row> rows{
      {"starts_and_stops", "it does not keep our key",
       broken(good.livekit,
              [](Broken& p) {
                p.record_step = [](Step<Recording> step) {
                  return with_value(std::move(step),
                                    [](Recording& one) { one.ref.instance_key = "another"; });
                };
              })},
      {"started_twice_is_one", "it starts another every time", broken(good.livekit, counts_recordings)},
      {"a_lost_start_is_one", "it starts another where it heard no answer",
       broken(good.livekit, [](Broken& p) { p.record_step = starts_another_when_lost; })},
      {"stopped_twice_is_fine", "it does not stop what has stopped",
       broken(good.livekit,
              [](Broken& p) {
                p.stop_step = [&p](Step<void> step) -> Step<void> {
                  if (++p.calls > 1) return fail(ErrorCode::failed_precondition, "it does not run");
                  return step;
                };
              })},
      {"a_failed_start_is_an_error", "it calls every start a success",
       broken(good.livekit,
              [](Broken& p) {
                p.record_step = [](Step<Recording> step) {
                  return never_failing(std::move(step), Recording{});
                };
              })},
      {"list_holds_it", "its list is empty",
       broken(good.whereby,
              [](Broken& p) {
                p.recordings_step = [](Step<Page<Recording>> step) {
                  return with_value(std::move(step), [](Page<Recording>& page) { page.items.clear(); });
                };
              })},
      {"a_failed_list_is_an_error", "a list that fails is empty",
       broken(good.whereby,
              [](Broken& p) {
                p.recordings_step = [](Step<Page<Recording>> step) {
                  return never_failing(std::move(step), Page<Recording>{});
                };
              })},
      {"records_by_itself", "it does not record",
       broken(good.livekit,
              [](Broken& p) { p.create_spec = [](MeetingSpec& spec) { spec.recording.reset(); }; })},
      {"link_leads_there", "its links are for everybody on the way",
       broken(good.daily,
              [](Broken& p) {
                p.link_step = [](Step<DownloadLink> step) {
                  return with_value(std::move(step),
                                    [](DownloadLink& link) { link.url = Secret("http://files.example"); });
                };
              })},
      {"no_link_before_it_is_ready", "it gives a link to what is not there yet",
       broken(good.mock,
              [](Broken& p) {
                p.link_step = [](Step<DownloadLink> step) {
                  return never_failing(std::move(step), DownloadLink{});
                };
              })},
      {"deleted_is_gone", "it deletes nothing",
       broken(good.daily,
              [](Broken& p) { p.delete_step = [](Step<void>) -> Step<void> { return Result<void>(); }; })},
      refuses("takes_composed", good.livekit, RecordingKind::composed),
      refuses("takes_audio_only", good.livekit, RecordingKind::audio_only),
      refuses("takes_tracks", good.livekit, RecordingKind::per_track),
      refuses("takes_local", good.whereby, RecordingKind::local),
      {"keeps_at_the_provider", "it refuses what it declares",
       broken(good.whereby,
              [](Broken& p) {
                p.create_spec = [&p](MeetingSpec& spec) {
                  p.calls = spec.recording && std::holds_alternative<ProviderStorage>(spec.recording->target)
                                ? 1
                                : 0;
                };
                p.create_step = [&p](Step<Meeting> step) -> Step<Meeting> {
                  if (p.calls == 1) return fail(ErrorCode::unsupported, "not here");
                  return step;
                };
              })},
      elsewhere("keeps_in_s3_by_keys", good.livekit, file),
      elsewhere("keeps_in_s3_by_role", good.whereby, ProviderStorage{}),
      elsewhere("keeps_in_google", good.livekit, file),
      elsewhere("keeps_in_azure", good.livekit, file),
      elsewhere("keeps_in_a_file", good.livekit, file),
  };
  return rows;
}

}  // namespace vplatform::conformance_test
