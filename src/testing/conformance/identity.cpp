// Who the platform is, what it says it can do, and that asking it changes nothing.

#include <set>
#include <thread>

#include "testing/conformance/context.hpp"

namespace vplatform::testing::conformance {
namespace {

/// An operation of the interface: what it needs, and how it is asked for. `sends` tells whether it would
/// send.
struct Operation {
  std::string_view name{};
  CapabilitySet needs{};
  std::function<bool(const Platform&, ErrorCode&)> sends{};
};

template <class Begin>
Operation operation(std::string_view name, CapabilitySet needs, Begin begin) {
  return {name, needs, [begin](const Platform& platform, ErrorCode& ended) {
            auto step = begin(platform);
            if (step.pending() != nullptr) return true;
            const auto result = std::move(step).take();
            ended = result ? ErrorCode::internal : result.error().code;
            return result.has_value();
          }};
}

std::vector<Operation> optional_operations(const Context& context) {
  using enum Capability;
  const MeetingRef ref{.platform = context.info().instance, .id = "conformance", .room = "conformance"};
  const RecordingRef recording{
      .meeting = ref, .instance_key = "8c6e0a52-4d8e-4b7c-8f11-0a3d5c2b1e00", .id = "r1"};
  return {
      operation("list_meetings", {list_meetings}, [](const Platform& p) { return p.list_meetings({}); }),
      operation("end_meeting", {end_meeting}, [=](const Platform& p) { return p.end_meeting(ref); }),
      operation("join", {join}, [=](const Platform& p) { return p.join(ref, JoinSpec{}); }),
      operation("presence", {presence}, [=](const Platform& p) { return p.presence(ref); }),
      operation("remove_participant", {remove_participant},
                [=](const Platform& p) { return p.remove_participant(ref, {"somebody"}); }),
      operation("remove_all", {remove_all}, [=](const Platform& p) { return p.remove_all(ref); }),
      operation("list_sessions", {sessions}, [=](const Platform& p) { return p.list_sessions(ref, {}); }),
      operation("list_attendance", {attendance},
                [=](const Platform& p) { return p.list_attendance({.meeting = ref, .id = "s1"}, {}); }),
      operation("start_recording", {record_on_demand},
                [=, spec = context.recording()](const Platform& p) { return p.start_recording(ref, spec); }),
      operation("stop_recording", {record_on_demand},
                [=](const Platform& p) { return p.stop_recording(recording); }),
      operation("list_recordings", {list_recordings},
                [=](const Platform& p) { return p.list_recordings(ref, {}); }),
      operation("recording_link", {recording_links},
                [=](const Platform& p) { return p.recording_link(recording, std::chrono::hours{1}); }),
      operation("delete_recording", {delete_recordings},
                [=](const Platform& p) { return p.delete_recording(recording); }),
      operation("ensure_webhook", {manage_webhooks},
                [](const Platform& p) { return p.ensure_webhook({.url = "https://host.example/hook"}); }),
      operation("set_theme", {theme},
                [=](const Platform& p) { return p.set_theme(ref, {.primary_color = "#102030"}); }),
      operation("check_health", {health}, [](const Platform& p) { return p.check_health(); }),
  };
}

void says_who_it_is(Context& context) {
  expect(!context.info().kind.empty(), "its kind has no name");
  expect(context.info().instance == context.target().name, "it does not bear the name that it was made with");
}

void rates_make_sense(Context& context) {
  std::set<std::string> names;
  for (const auto& rate : context.info().rates) {
    expect(!rate.name.empty() && rate.amount > 0 && rate.per.count() > 0, "a class of rates is empty");
    expect(names.insert(rate.name).second, "the class '" + rate.name + "' is there twice");
  }
  const auto made = context.make();
  (void)context.client().find_meeting(made.ref);
  (void)context.client().list_meetings();
  (void)context.client().end_meeting(made.ref);
  for (const auto& request : context.wire().sent()) {
    expect(request.rate_class.empty() || names.contains(request.rate_class),
           "a request is of the class '" + request.rate_class + "', which it does not tell of");
  }
}

void undeclared_is_unsupported(Context& context) {
  for (const auto& operation : optional_operations(context)) {
    if (context.info().capabilities.covers(operation.needs)) continue;
    ErrorCode ended{};
    const bool sends = operation.sends(context.platform(), ended);
    expect(!sends && ended == ErrorCode::unsupported,
           std::string(operation.name) + " is not declared and does something");
  }
}

void declared_is_there(Context& context) {
  for (const auto& operation : optional_operations(context)) {
    if (!context.info().capabilities.covers(operation.needs)) continue;
    ErrorCode ended{};
    const bool sends = operation.sends(context.platform(), ended);
    expect(sends || ended != ErrorCode::unsupported,
           std::string(operation.name) + " is declared and unsupported");
  }
}

void same_call_same_request(Context& context) {
  const auto ask = [&](const auto& begin) {
    auto first = begin();
    auto second = begin();
    expect((first.pending() == nullptr) == (second.pending() == nullptr),
           "asked twice it answers in two ways");
    if (first.pending() == nullptr) return;
    const auto& a = first.pending()->request;
    const auto& b = second.pending()->request;
    expect(a.method == b.method && a.url == b.url && a.body == b.body, "asked twice it sends two things");
  };
  const auto& platform = context.platform();
  auto spec = Context::spec("conformance-purity");
  spec.ends_at = context.now() + std::chrono::hours{1};
  ask([&] { return platform.create_meeting(spec); });
  ask([&] { return platform.find_meeting({.platform = context.info().instance, .id = "x", .room = "x"}); });
}

void threads_do_not_meet(Context& context) {
  (void)context.emulator();
  constexpr int count = 8;
  std::vector<Result<Meeting>> made(count, fail(ErrorCode::internal, "nothing was made"));
  {
    std::vector<std::jthread> threads;
    threads.reserve(count);
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        made[static_cast<std::size_t>(i)] =
            context.client().create_meeting(Context::spec("conformance-thread-" + std::to_string(i)));
      });
    }
  }
  std::set<std::string> ids;
  for (auto& one : made) ids.insert(must(std::move(one), "create_meeting on one of eight threads").ref.id);
  expect(ids.size() == count, "eight threads with eight keys do not have eight meetings");
}

}  // namespace

void add_identity(std::vector<Entry>& all) {
  constexpr std::string_view area = "identity";
  all.push_back(
      {{area, "says_who_it_is", "a platform has a kind, and the name of its instance"}, says_who_it_is});
  all.push_back({{area, "rates_make_sense",
                  "every request is of a class of rates that the platform tells of, or of none"},
                 rates_make_sense});
  all.push_back(
      {{"honesty", "undeclared_is_unsupported", "what is not declared is unsupported, and nothing is sent"},
       undeclared_is_unsupported});
  all.push_back({{"honesty", "declared_is_there", "what is declared is not unsupported"}, declared_is_there});
  all.push_back({{"purity", "same_call_same_request", "the same call asks the service for the same thing"},
                 same_call_same_request});
  all.push_back(
      {{"purity", "threads_do_not_meet", "eight threads make eight meetings"}, threads_do_not_meet});
}

}  // namespace vplatform::testing::conformance
